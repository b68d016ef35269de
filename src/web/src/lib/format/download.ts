/** Hands bytes to the reader as a file. */
export function download(blob: Blob, filename: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}

/** "Qwen3 8B / RTX 4090" as a name of a file. */
export function fileName(title: string, extension: string): string {
  const safe = title.replace(/[^\p{L}\p{N}.]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${safe === '' ? 'chart' : safe}.${extension}`;
}

// The runs of a comparison as they stand in the address; the first is the base of all others.
import { MOST } from '$lib/compare/selection.svelte';

export const LETTERS = 'ABCDEF';

/** Without repeats and empty parts; more than six are cut. */
export function parseIds(text: string | null, most = MOST): string[] {
  const ids = (text ?? '').split(',').map((id) => id.trim().toLowerCase());
  return [...new Set(ids)].filter((id) => id !== '').slice(0, most);
}

export function withBase(ids: readonly string[], base: string): string[] {
  return [base, ...ids.filter((id) => id !== base)];
}

export function without(ids: readonly string[], gone: string): string[] {
  return ids.filter((id) => id !== gone);
}

/** The API calls the run that is compared B, whichever it is; the base is always A. Letters inside of names ("8B",
 * "B-model") are left alone. */
export function asLetter(text: string, letter: string): string {
  return letter === 'B' ? text : text.replace(/(?<![\w.\-/])B(?![\w\-/]|\.\w)/g, letter);
}

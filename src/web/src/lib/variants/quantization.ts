// Order of quantizations where nobody knows the size of their files.

/** Bits of a weight as the label says them ("Q4_K_M" 4, "BF16" 16, "W4A16" 4, "4bit" 4); null when it does not. */
export function labelledBits(quantization: string): number | null {
  const label = quantization.toUpperCase();
  const found = /^(?:UD-)?(?:B?FP?|I?Q|INT|TQ|MXFP|NVFP|W)(\d+)/.exec(label)?.[1] ?? /^(\d+)-?BIT/.exec(label)?.[1];
  return found === undefined ? null : Number(found);
}

export interface Sized {
  quantization: string;
  /** Measured on the file; null when unknown. */
  bits: number | null;
}

/** Largest first; labels that say nothing come last, by name. */
export function bySize(a: Sized, b: Sized): number {
  const bits = (one: Sized): number => one.bits ?? labelledBits(one.quantization) ?? 0;
  return bits(b) - bits(a) || a.quantization.localeCompare(b.quantization, 'en', { numeric: true });
}

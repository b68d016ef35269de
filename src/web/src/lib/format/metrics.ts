// How metrics are named and rounded.
const COUNTS = new Set(['requests', 'tokens']);
/** Small by nature: one decimal would hide them. */
const FINE = /perplexity|loss|divergence|bits_per_weight|rate$/;

/** The API says GB where it means GiB (2^30 bytes). */
export const unitLabel = (unit: string): string => (unit === 'GB' ? 'GiB' : unit);

export function metricDigits(name: string, unit: string): number {
  if (COUNTS.has(unit)) return 0;
  return FINE.test(name) ? 3 : 1;
}

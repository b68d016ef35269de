// Wilson's 95 % score interval, as the server computes it for whole benchmarks (docs/statistics.md); here for single
// categories, of which the API sends the counts only.
const Z = 1.959963984540054;

export interface Interval {
  low: number;
  high: number;
}

/** In percent; null when nothing was asked. */
export function wilson(correct: number, total: number): Interval | null {
  if (!(total > 0) || correct < 0 || correct > total) return null;
  const share = correct / total;
  const z2 = (Z * Z) / total;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = ((Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total)));
  return { low: 100 * Math.max(0, centre - half), high: 100 * Math.min(1, centre + half) };
}

// Speeds are compared only inside of one load and one class of tests, as the grid ranks them.
import { isKnown } from '$lib/format/numbers';

export interface SpeedRow {
  tokens_per_second: number | null;
  speed_class: string | null;
  speed_ranked: boolean;
  load: string | null;
}

export interface SpeedKind {
  /** "single|tg"; what an address says. */
  key: string;
  label: string;
  rows: number;
}

const CLASSES: Record<string, string> = {
  tg: 'generation',
  tg_short: 'short generation',
  tg_long: 'long generation',
  depth: 'generation behind a context',
  unspecified: 'generation, test unknown',
};
const LOADS: Record<string, string> = {
  single: 'one request at a time',
  concurrent: 'concurrent requests',
  offline: 'all requests at once',
};

export const speedKey = (row: SpeedRow): string => `${row.load ?? 'unknown'}|${row.speed_class ?? 'unspecified'}`;

export const speedClassLabel = (name: string): string => CLASSES[name] ?? name;

export function speedKindLabel(key: string): string {
  const [load = '', tests = ''] = key.split('|');
  return `${speedClassLabel(tests)}, ${LOADS[load] ?? 'load unknown'}`;
}

/** The kinds that occur, what the grid ranks first, then those with most rows. */
export function speedKinds(rows: readonly SpeedRow[]): SpeedKind[] {
  const kinds = new Map<string, SpeedKind & { ranked: boolean }>();
  for (const row of rows) {
    if (!isKnown(row.tokens_per_second)) continue;
    const key = speedKey(row);
    const kind = kinds.get(key) ?? { key, label: speedKindLabel(key), rows: 0, ranked: false };
    kinds.set(key, { ...kind, rows: kind.rows + 1, ranked: kind.ranked || row.speed_ranked });
  }
  return [...kinds.values()]
    .sort((a, b) => Number(b.ranked) - Number(a.ranked) || b.rows - a.rows || a.key.localeCompare(b.key))
    .map(({ key, label, rows: count }) => ({ key, label, rows: count }));
}

/** The fastest of rows of one kind; null when none is known. */
export function fastest<Row extends SpeedRow>(rows: readonly Row[], key: string): Row | null {
  let best: Row | null = null;
  for (const row of rows) {
    if (!isKnown(row.tokens_per_second) || speedKey(row) !== key) continue;
    if (best === null || row.tokens_per_second > (best.tokens_per_second ?? 0)) best = row;
  }
  return best;
}

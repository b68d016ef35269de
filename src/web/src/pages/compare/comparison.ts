// What /api/comparison answers, as rows over all runs: the API compares pairs, each with the first run.
import type { Answer } from '$lib/api/client';
import { asLetter, LETTERS } from './ids';

export type Comparison = Answer<'/api/comparison'>;
export type Config = Comparison['config_a'];
export type Pair = Omit<Comparison['others'][number], 'config'>;
export type PairMetric = Pair['metrics'][number];

/** One run against the base. */
export interface Other {
  letter: string;
  config: Config;
  pair: Pair;
}

export function othersOf(comparison: Comparison): Other[] {
  const { config_b: config, ...first } = comparison;
  const pairs = [{ ...first, config }, ...comparison.others];
  return pairs.map(({ config, ...pair }, at) => ({ letter: LETTERS[at + 1] ?? '?', config, pair }));
}

export interface MetricRow {
  metric: string;
  unit: string;
  direction: PairMetric['direction'];
  /** The base: as compared with the first other run that has the metric. */
  a: number;
  /** By letter; a run that cannot be compared in it is missing. */
  others: Map<string, PairMetric>;
}

/** Metrics that at least one pair was compared in, in the order of the API. */
export function metricRows(others: readonly Other[]): MetricRow[] {
  const rows = new Map<string, MetricRow>();
  for (const { letter, pair } of others) {
    for (const metric of pair.metrics) {
      let row = rows.get(metric.metric);
      if (!row) {
        row = { metric: metric.metric, unit: metric.unit, direction: metric.direction, a: metric.a, others: new Map() };
        rows.set(metric.metric, row);
      }
      row.others.set(letter, { ...metric, sentence: asLetter(metric.sentence, letter) });
    }
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || collator.compare(a.metric, b.metric));
}

/** Speeds first: they are what most comparisons are about. */
function rank({ unit }: MetricRow): number {
  const at = ['tok/s', 'req/s', 'ms', 's', 'GB', 'W'].indexOf(unit);
  return at < 0 ? 10 : at;
}

export function isDifferent(row: MetricRow): boolean {
  return [...row.others.values()].some(({ verdict }) => verdict === 'better' || verdict === 'worse');
}

export interface SettingRow {
  name: string;
  a: unknown;
  /** By letter; a missing one is as in the base. */
  others: Map<string, unknown>;
  hasMovedDefault: boolean;
}

export function settingRows(others: readonly Other[]): SettingRow[] {
  const rows = new Map<string, SettingRow>();
  for (const { letter, pair } of others) {
    for (const { name, a, b, default_moved: moved } of pair.settings) {
      const row = rows.get(name) ?? { name, a, others: new Map(), hasMovedDefault: false };
      row.others.set(letter, b);
      row.hasMovedDefault ||= moved;
      rows.set(name, row);
    }
  }
  return [...rows.values()];
}

export interface NotCompared {
  reason: string;
  letter: string;
  metrics: string[];
}

/** Metrics that share a reason stand together. */
export function notCompared(others: readonly Other[]): NotCompared[] {
  const groups = new Map<string, NotCompared>();
  for (const { letter, pair } of others) {
    for (const { metric, reason } of pair.not_compared) {
      const said = asLetter(reason, letter);
      const key = `${letter} ${said}`;
      const group = groups.get(key) ?? { reason: said, letter, metrics: [] };
      group.metrics.push(metric);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** What to know first, each sentence once. */
export function notesOf(others: readonly Other[]): string[] {
  return [...new Set(others.flatMap(({ letter, pair }) => pair.notes.map((note) => asLetter(note, letter))))];
}

export type QualityPair = Pair['quality'][number];

/** Benchmarks of any of the runs; by letter. */
export function qualityRows(others: readonly Other[]): { benchmark: string; a: number | null; others: Map<string, QualityPair> }[] {
  const rows = new Map<string, { benchmark: string; a: number | null; others: Map<string, QualityPair> }>();
  for (const { letter, pair } of others) {
    for (const quality of pair.quality) {
      const row = rows.get(quality.benchmark) ?? { benchmark: quality.benchmark, a: null, others: new Map() };
      row.a ??= quality.a;
      row.others.set(letter, { ...quality, sentence: quality.sentence === null ? null : asLetter(quality.sentence, letter) });
      rows.set(quality.benchmark, row);
    }
  }
  return [...rows.values()];
}

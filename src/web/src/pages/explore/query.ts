// The address of the page as a question to the grid. Filters have the names the API gives them.
import { get, getPage, type Page } from '$lib/api/client';
import type { Query } from '$lib/api/query';
import { measureOf, type Row } from './measures';

export interface Field {
  name: string;
  label: string;
  unit: string;
  step: string;
  placeholder: string;
}

/** Limits one can type. */
export const FIELDS: readonly Field[] = [
  { name: 'max_memory_gb', label: 'Fits in', unit: 'GiB', step: 'any', placeholder: 'any memory' },
  { name: 'min_speed', label: 'At least', unit: 'tok/s', step: 'any', placeholder: 'any speed' },
  { name: 'min_prompt_speed', label: 'Prompt at least', unit: 'tok/s', step: 'any', placeholder: 'any speed' },
  { name: 'min_quality', label: 'Quality at least', unit: '', step: 'any', placeholder: 'any score' },
];
const TAKEN_OVER = ['platforms', 'benchmark', 'load', 'max_memory_gb', 'min_speed', 'min_prompt_speed'] as const;

/** Passed by every score, and by no row without one. */
const ANY_SCORE = '0';
const PAGE_ROWS = 1000;
const MOST_ROWS = 5000;

/** What the server is asked for the rows without a score, too. */
export function filtersOf(query: URLSearchParams): Query {
  const filters: Query = {};
  for (const name of TAKEN_OVER) {
    const value = query.get(name);
    if (value !== null && value !== '') filters[name] = name === 'platforms' ? [value] : value;
  }
  return filters;
}

export function scoredQuery(query: URLSearchParams): Query {
  return { ...filtersOf(query), min_quality: query.get('min_quality') ?? ANY_SCORE };
}

export interface Found {
  rows: Row[];
  /** Configurations that pass the filters and have a score. */
  scored: number;
  /** All that pass the filters but that on the score. */
  all: number;
  /** The precise name of the benchmark. */
  benchmark: string;
}

/** Every row with a score, up to MOST_ROWS. */
async function allRows(query: Query, signal: AbortSignal): Promise<{ rows: Row[]; total: number; benchmark: string }> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  let total = 0;
  let benchmark = '';
  do {
    const page: Page<Row[]> = await getPage('/api/performance-grid', {
      query: { ...query, limit: PAGE_ROWS, cursor },
      signal,
    });
    rows.push(...page.data);
    total = page.total ?? rows.length;
    benchmark = page.header('X-Benchmark-Used') ?? '';
    cursor = page.cursor;
  } while (cursor !== null && rows.length < MOST_ROWS);
  return { rows, total, benchmark };
}

export async function find(query: URLSearchParams, signal: AbortSignal): Promise<Found> {
  const measure = measureOf(query.get('x'));
  // The order says in which class and load speeds are ranked; the best come first when there are too many.
  const sort = measure.id === 'prompt_speed' ? 'prompt_speed' : 'quality';
  const [scored, all] = await Promise.all([
    allRows({ ...scoredQuery(query), sort }, signal),
    getPage('/api/performance-grid', { query: { ...filtersOf(query), limit: 1 }, signal }),
  ]);
  return { rows: scored.rows, scored: scored.total, all: all.total ?? scored.total, benchmark: scored.benchmark };
}

export interface Choices {
  devices: { platform: string; category: string; runs: number }[];
  benchmarks: { name: string; variants: number }[];
}

/** Devices that have runs, and benchmarks that have scores. */
export async function choices(signal: AbortSignal): Promise<Choices> {
  const [hardware, variants] = await Promise.all([
    get('/api/hardware', { query: { limit: 1000 }, signal }),
    get('/api/model-variants', { query: { limit: 1000 }, signal }),
  ]);
  const devices = new Map<string, Choices['devices'][number]>();
  for (const machine of hardware.hardware) {
    const known = devices.get(machine.platform);
    if (known) known.runs += machine.test_run_count;
    else devices.set(machine.platform, { platform: machine.platform, category: machine.category, runs: machine.test_run_count });
  }
  const benchmarks = new Map<string, number>();
  for (const { quality } of variants) {
    for (const { benchmark } of quality) benchmarks.set(benchmark, (benchmarks.get(benchmark) ?? 0) + 1);
  }
  return {
    devices: [...devices.values()].sort((a, b) => a.platform.localeCompare(b.platform)),
    benchmarks: [...benchmarks].map(([name, count]) => ({ name, variants: count })).sort((a, b) => b.variants - a.variants),
  };
}

// What quality can be set against. Rows that the server does not rank (another class of tests, another load, samples)
// have a value all the same: they are drawn apart and never stand on the frontier.
import type { Answer } from '$lib/api/client';
import { testLabel } from '$lib/format/labels';
import { millions } from '$lib/format/numbers';

export type Row = Answer<'/api/performance-grid'>[number];

export interface Measure {
  id: string;
  label: string;
  unit: string;
  better: 'higher' | 'lower';
  value: (row: Row) => number | null;
  isRanked: (row: Row) => boolean;
  /** How it was measured: "tg128", "measured"; empty when there is nothing to say. */
  source: (row: Row) => string;
}

const isNoSample = (row: Row): boolean => !row.tags.includes('sample');

const SPEED: Measure = {
  id: 'speed',
  label: 'Speed',
  unit: 'tok/s',
  better: 'higher',
  value: (row) => row.tokens_per_second,
  isRanked: (row) => row.speed_ranked,
  source: (row) => testLabel(row.speed_test, row.speed_depth),
};

export const MEASURES: readonly Measure[] = [
  SPEED,
  {
    id: 'prompt_speed',
    label: 'Prompt speed',
    unit: 'tok/s',
    better: 'higher',
    value: (row) => row.prompt_tokens_per_second,
    isRanked: (row) => row.prompt_ranked,
    source: (row) => testLabel(row.prompt_speed_test, row.prompt_speed_depth),
  },
  {
    id: 'memory',
    label: 'Memory',
    unit: 'GiB',
    better: 'lower',
    value: (row) => row.memory_gb,
    isRanked: isNoSample,
    source: (row) => row.memory_source ?? '',
  },
  {
    id: 'size',
    label: 'Model size',
    unit: 'GiB',
    better: 'lower',
    value: (row) => row.model_size_gb,
    isRanked: isNoSample,
    source: () => '',
  },
  {
    id: 'efficiency',
    label: 'Efficiency',
    unit: 'M tok/kWh',
    better: 'higher',
    value: (row) => millions(row.tokens_per_kwh),
    isRanked: (row) => row.speed_ranked,
    source: (row) => testLabel(row.speed_test, row.speed_depth),
  },
];

/** The one the address names; speed when it names none that there is. */
export function measureOf(id: string | null): Measure {
  return MEASURES.find((measure) => measure.id === id) ?? SPEED;
}

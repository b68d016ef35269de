import { expect, test } from 'vitest';
import { isDifferent, metricRows, notCompared, notesOf, othersOf, qualityRows, settingRows, type Comparison, type PairMetric } from './comparison';
import { changeText, forestOption, forestRows, forestTable, intervalText, signed } from './figures';
import { comparisonMarkdown } from './markdown';
import type { Palette } from '$lib/charts/palette';

function metric(name: string, more: Partial<PairMetric> = {}): PairMetric {
  return {
    metric: name,
    unit: 'tok/s',
    direction: 'higher_is_better',
    a: 100,
    b: 107.1,
    change_percent: 7.1,
    ratio: 1.071,
    ratio_low: 1.065,
    ratio_high: 1.077,
    p_value: 0.008,
    p_adjusted: 0.016,
    method: 'mann_whitney',
    verdict: 'better',
    noise_floor: null,
    sentence: `B generates 7.1 % faster in ${name}.`,
    ...more,
  };
}

function config(id: string, name: string): Comparison['config_a'] {
  return { id, name, platform: 'RTX 4090', backend: 'llama.cpp', backend_version: '6500', settings_summary: '' } as Comparison['config_a'];
}

const noChange = metric('model_size_gb', {
  unit: 'GB', a: 4.5, b: 4.5, change_percent: 0, ratio: 1, ratio_low: null, ratio_high: null, p_value: null, method: null, verdict: 'unknown', sentence: 'the same in B.',
});

const comparison = {
  config_a: config('1', 'Qwen3-8B Q4_K_M'),
  config_b: config('2', 'Qwen3-8B Q8_0'),
  metrics: [noChange, metric('tg128')],
  settings: [{ name: 'quantization', a: 'Q4_K_M', b: 'Q8_0', default_moved: false }],
  not_compared: [
    { metric: 'pp512', reason: 'only in A' },
    { metric: 'pp1024', reason: 'only in A' },
  ],
  quality: [{ benchmark: 'mmlu_pro', a: 59.6, b: 62.1, difference: 2.5, low: -1.4, high: 6.4, significant: false, sentence: 'No significant change: B scores 2.5 points higher.' }],
  categories: [],
  noise_floor: { machine: 'RTX 4090', runs: 0, series: 0, generation: null, prompt: null },
  notes: ['A is partial.', 'B is voided: busy.'],
  sentence: 'Of 2 metrics B is better in 1.',
  others: [
    {
      config: config('3', 'Qwen3-8B Q4_K_M'),
      metrics: [metric('tg128', { verdict: 'no significant change', ratio_low: 0.99, ratio_high: 1.02, change_percent: 0.4 }), metric('ttft', { unit: 'ms', verdict: 'worse' })],
      settings: [{ name: 'backend_version', a: '6500', b: '6423', default_moved: true }],
      not_compared: [],
      quality: [],
      categories: [],
      noise_floor: { machine: 'RTX 4090', runs: 0, series: 0, generation: null, prompt: null },
      notes: ['A is partial.', 'B is voided: busy.'],
      sentence: 'B is as fast.',
    },
  ],
} as unknown as Comparison;
const others = othersOf(comparison);

test('each further run is a pair with the first, under its own letter', () => {
  expect(others.map(({ letter, config: { id } }) => [letter, id])).toEqual([['B', '2'], ['C', '3']]);
  expect(notesOf(others)).toEqual(['A is partial.', 'B is voided: busy.', 'C is voided: busy.']);
});

test('metrics are rows over all pairs, speeds first; a pair that lacks one is missing', () => {
  const rows = metricRows(others);
  expect(rows.map((row) => [row.metric, [...row.others.keys()].join('')])).toEqual([
    ['tg128', 'BC'],
    ['ttft', 'C'],
    ['model_size_gb', 'B'],
  ]);
  expect(rows[0]?.others.get('C')?.sentence).toBe('C generates 7.1 % faster in tg128.');
  expect(rows.filter(isDifferent).map((row) => row.metric)).toEqual(['tg128', 'ttft']);
});

test('a setting that only one run differs in says so of that run alone', () => {
  const rows = settingRows(others);
  expect(rows.map((row) => [row.name, [...row.others.keys()].join(''), row.hasMovedDefault])).toEqual([
    ['quantization', 'B', false],
    ['backend_version', 'C', true],
  ]);
});

test('metrics that share a reason stand together', () => {
  expect(notCompared(others)).toEqual([{ letter: 'B', reason: 'only in A', metrics: ['pp512', 'pp1024'] }]);
});

test('quality of a run without a score is missing, not zero', () => {
  const [row] = qualityRows(others);
  expect(row?.a).toBe(59.6);
  expect(row?.others.has('C')).toBe(false);
});

test('changes and intervals have signs, and unknown stays unknown', () => {
  expect(signed(-27.04)).toBe('−27.0 %');
  expect(signed(null)).toBe('unknown');
  expect(intervalText(metric('tg128'))).toBe('+6.5 to +7.7 %');
  expect(intervalText(noChange)).toBeNull();
  expect(changeText(metric('error_rate', { a: 0, b: 0, change_percent: null }))).toBe('the same');
  expect(changeText(metric('error_rate', { a: 0, b: 2, change_percent: null }))).toBe('no ratio');
});

test('only metrics with an interval are drawn; each mark is low, high and change', () => {
  const rows = forestRows(metricRows(others));
  expect(rows.map((row) => row.metric)).toEqual(['tg128', 'ttft']);
  const palette = { series: ['#1', '#2', '#3'], text: '', muted: '', line: '' } as unknown as Palette;
  const { series } = forestOption(rows, others, palette) as { series: { name: string; data: number[][] }[] };
  const rounded = series.map(({ name, data }) => [name, data.map((mark) => mark.map((value) => Number(value.toFixed(3))))]);
  expect(rounded).toEqual([
    ['B', [[0, 6.5, 7.7, 7.1]]],
    ['C', [[0, -1, 2, 7.1], [1, 6.5, 7.7, 7.1]]],
  ]);
  expect(forestTable(rows, others).rows[0]).toEqual(['tg128', 'B', 1.071, 1.065, 1.077, 'better']);
});

test('the Markdown has every run, metric, setting and reason', () => {
  const text = comparisonMarkdown(comparison, 'http://127.0.0.1:3000/compare?ids=1,2,3');
  for (const line of [
    '* **C**: Qwen3-8B Q4_K_M, RTX 4090, llama.cpp 6500 (run 3)',
    '| Metric | A | B | C |',
    '| tg128 (tok/s) | 100.0 | 107.1 (+7.1 %, +6.5 to +7.7 %): better | 107.1 (+0.4 %, −1.0 to +2.0 %): no significant change |',
    '| model_size_gb (GiB) | 4.5 | 4.5 (0.0 %): no verdict | not compared |',
    '| quantization | Q4_K_M | Q8_0 | as A |',
    '| mmlu_pro | 59.6 | 62.1 (difference −1.4 to +6.4) | unknown |',
    '* B: pp512, pp1024: only in A',
    'http://127.0.0.1:3000/compare?ids=1,2,3',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

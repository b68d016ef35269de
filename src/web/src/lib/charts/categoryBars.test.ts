import { expect, test } from 'vitest';
import { barsOption, barsTable } from './categoryBars';
import type { Palette } from './palette';

const palette: Palette = {
  text: '#111',
  muted: '#555',
  line: '#ccc',
  surface: '#fff',
  good: '#070',
  bad: '#700',
  series: ['#1', '#2'],
  heat: ['#eee', '#000'],
  font: 'sans-serif',
};
const law = { name: 'law', score: 29.1, low: 21.4, high: 38.2, questions: 110 };
const math = { name: 'math', score: 80, low: null, high: null, questions: null };
const series = [
  { name: 'Q4', scores: [math, law] },
  { name: 'Q8', scores: [law] },
];

test('a category that a variant has no score for is a gap, not zero', () => {
  const { series: drawn } = barsOption(series, palette) as { series: { type: string; data: unknown[] }[] };
  expect(drawn.filter(({ type }) => type === 'bar').map(({ data }) => data)).toEqual([
    [29.1, 80],
    [29.1, '-'],
  ]);
});

test('whiskers are drawn only where questions were counted', () => {
  const { series: drawn } = barsOption(series, palette) as { series: { type: string; data: unknown[] }[] };
  expect(drawn.filter(({ type }) => type === 'custom').map(({ data }) => data)).toEqual([
    [[0, 21.4, 38.2]],
    [[0, 21.4, 38.2]],
  ]);
});

test('the table has every number, null for unknown', () => {
  expect(barsTable(series)).toEqual({
    columns: ['Category', 'Q4: score', 'Q4: low', 'Q4: high', 'Q4: questions', 'Q8: score', 'Q8: low', 'Q8: high', 'Q8: questions'],
    rows: [
      ['law', 29.1, 21.4, 38.2, 110, 29.1, 21.4, 38.2, 110],
      ['math', 80, null, null, null, null, null, null, null],
    ],
  });
});

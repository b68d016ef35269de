import { expect, test } from 'vitest';
import { sortLines, type Line } from './sort';

const line = (label: string, score: number | null): Line =>
  ({ variant: { label }, quality: score === null ? null : { score } }) as unknown as Line;
const lines = [line('none', null), line('good', 70), line('bad', 40)];
const labels = (sorted: Line[]) => sorted.map(({ variant }) => variant.label);

test('unknown comes last in both directions', () => {
  expect(labels(sortLines(lines, { key: 'quality', direction: 'desc' }))).toEqual(['good', 'bad', 'none']);
  expect(labels(sortLines(lines, { key: 'quality', direction: 'asc' }))).toEqual(['bad', 'good', 'none']);
});

test('a column that does not exist changes nothing', () => {
  expect(labels(sortLines(lines, { key: 'colour', direction: 'asc' }))).toEqual(['none', 'good', 'bad']);
});

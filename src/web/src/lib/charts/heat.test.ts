import { expect, test } from 'vitest';
import { heatHeight, heatOption, heatTable, type Heat } from './heat';
import type { Palette } from './palette';

const palette: Palette = {
  text: 'text', muted: 'muted', line: 'line', surface: 'surface', good: 'good', bad: 'bad',
  series: ['one'], heat: ['low', 'high'], font: 'font',
};
const heat: Heat = {
  columns: ['1', '4'],
  rows: ['250 W', '450 W'],
  cells: [
    { column: 0, row: 0, value: 10, note: 'ten' },
    { column: 1, row: 1, value: 30, note: 'thirty' },
  ],
};
const seriesOf = (given: Heat) =>
  (heatOption(given, palette)['series'] as { data: { value: number[]; label: { color: string } }[] }[])[0]?.data;

test('only measured cells are drawn', () => {
  expect(seriesOf(heat)?.map(({ value }) => value)).toEqual([[0, 0, 10], [1, 1, 30]]);
});

test('what is better is stronger', () => {
  expect(seriesOf(heat)?.map(({ label }) => label.color)).toEqual(['text', 'surface']);
  expect(seriesOf({ ...heat, isLowerBetter: true })?.map(({ label }) => label.color)).toEqual(['surface', 'text']);
  const lower = heatOption({ ...heat, isLowerBetter: true }, palette)['visualMap'] as { inRange: { color: string[] } };
  expect(lower.inRange.color).toEqual(['high', 'low']);
});

test('the table has every cell, and the height fits the rows', () => {
  expect(heatTable(heat)).toEqual([['250 W', '1', 10], ['450 W', '4', 30]]);
  expect([4, 5, 11].map(heatHeight)).toEqual(['small', 'medium', 'large']);
});

import { expect, test } from 'vitest';
import type { Analysis } from './load';
import { entriesOf, entryLabel, FIGURES, heatOf } from './loads';

const data: Analysis['heatmap_data'] = {
  quantizations: ['llama.cpp||Q8_0', 'vllm||FP8', 'vllm||W4A16'],
  power_limits: [0, 250, 450],
  concurrent_requests: [1, 4, 16],
  speed_data: {
    'llama.cpp||Q8_0': { '0': { '1': 92.5 } },
    'vllm||FP8': { '250': { '4': 130, '16': 380 }, '450': { '4': 170 } },
  },
  ttft_data: { 'vllm||FP8': { '450': { '16': 136 } } },
  tpot_data: {},
  itl_data: {},
  efficiency_data: { 'vllm||FP8': { '250': { '4': 2_146_383 } } },
};
const figure = (key: string) => {
  const found = FIGURES.find((one) => one.key === key);
  if (!found) throw new Error(key);
  return found;
};

test('the entry with most cells comes first, one without any is left out', () => {
  expect(entriesOf(data)).toEqual([
    { key: 'vllm||FP8', cells: 4 },
    { key: 'llama.cpp||Q8_0', cells: 1 },
  ]);
  expect(entryLabel('vllm||FP8')).toBe('FP8 · vllm');
});

test('all figures of an entry have the same rows and columns; what was not measured has no cell', () => {
  const speed = heatOf(data, 'vllm||FP8', figure('speed'));
  const ttft = heatOf(data, 'vllm||FP8', figure('ttft'));
  expect([speed.rows, speed.columns]).toEqual([['250 W', '450 W'], ['4', '16']]);
  expect([ttft.rows, ttft.columns]).toEqual([speed.rows, speed.columns]);
  expect(speed.cells.map(({ row, column, value }) => [row, column, value])).toEqual([[0, 0, 130], [0, 1, 380], [1, 0, 170]]);
  expect(ttft.cells.map(({ row, column, value }) => [row, column, value])).toEqual([[1, 1, 136]]);
  expect(ttft.isLowerBetter).toBe(true);
});

test('a power limit nobody knows is called unknown', () => {
  expect(heatOf(data, 'llama.cpp||Q8_0', figure('speed')).rows).toEqual(['unknown']);
});

test('efficiency is in millions', () => {
  expect(heatOf(data, 'vllm||FP8', figure('efficiency')).cells[0]?.value).toBe(2.146383);
});

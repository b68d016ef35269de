import { expect, test } from 'vitest';
import type { Variant } from './model';
import { platformHeat } from './platforms';

const row = (platform: string, tokens_per_second: number | null) => ({
  platform,
  tokens_per_second,
  load: 'single',
  speed_class: 'tg',
  speed_ranked: true,
  speed_test: 'tg128',
  speed_depth: 0,
  backend: 'llama.cpp',
});
const variant = (label: string, ...rows: ReturnType<typeof row>[]): Variant => ({ label, rows }) as unknown as Variant;

test('the fastest platform is on top, and a pair nobody measured has no cell', () => {
  const { heat, left } = platformHeat(
    [variant('BF16', row('slow', 10)), variant('Q4', row('slow', 30), row('fast', 90), row('fast', 80)), variant('Q2', row('dark', null))],
    'single|tg',
  );
  expect([heat.rows, heat.columns, left]).toEqual([['fast', 'slow'], ['BF16', 'Q4'], 0]);
  expect(heat.cells.map(({ row: line, column, value }) => [line, column, value])).toEqual([
    [0, 1, 90],
    [1, 0, 10],
    [1, 1, 30],
  ]);
  expect(heat.cells[0]?.note).toBe('fast\nQ4: 90 tok/s\ntg128 · llama.cpp');
});

test('what has no room is counted', () => {
  const rows = Array.from({ length: 30 }, (_, at) => row(`platform ${at}`, at + 1));
  expect(platformHeat([variant('Q4', ...rows)], 'single|tg').left).toBe(6);
});

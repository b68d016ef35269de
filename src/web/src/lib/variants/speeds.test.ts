import { expect, test } from 'vitest';
import { fastest, speedKindLabel, speedKinds } from './speeds';

const row = (tokens_per_second: number | null, load: string | null, speed_class: string | null, speed_ranked = false) => ({
  tokens_per_second,
  load,
  speed_class,
  speed_ranked,
});
const rows = [
  row(900, 'concurrent', 'unspecified'),
  row(1200, 'concurrent', 'unspecified'),
  row(40, 'single', 'tg', true),
  row(null, 'single', 'tg_long'),
];

test('what the grid ranks comes first; a kind without a known speed is none', () => {
  expect(speedKinds(rows).map(({ key, rows: count }) => [key, count])).toEqual([
    ['single|tg', 1],
    ['concurrent|unspecified', 2],
  ]);
});

test('the fastest is of one kind only', () => {
  expect(fastest(rows, 'single|tg')?.tokens_per_second).toBe(40);
  expect(fastest(rows, 'concurrent|unspecified')?.tokens_per_second).toBe(1200);
  expect(fastest(rows, 'single|tg_long')).toBeNull();
});

test('kinds have words', () => {
  expect(speedKindLabel('single|tg')).toBe('generation, one request at a time');
  expect(speedKindLabel('unknown|depth')).toBe('generation behind a context, load unknown');
});

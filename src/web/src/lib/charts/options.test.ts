import { expect, test } from 'vitest';
import { gap } from './options';

test('unknown is a gap, zero is a value', () => {
  expect([gap(null), gap(undefined), gap(Number.NaN), gap(0), gap(-1.5)]).toEqual(['-', '-', '-', 0, -1.5]);
});

import { expect, test } from 'vitest';
import { wilson } from './wilson';

test('747 of 1196 questions are 59.68 to 65.16 percent', () => {
  const interval = wilson(747, 1196);
  expect(interval?.low).toBeCloseTo(59.68, 2);
  expect(interval?.high).toBeCloseTo(65.16, 2);
});

test('stays within 0 and 100', () => {
  expect(wilson(0, 10)?.low).toBe(0);
  expect(wilson(0, 10)?.high).toBeCloseTo(27.75, 2);
  expect(wilson(10, 10)?.high).toBeCloseTo(100, 9);
  expect(wilson(10, 10)?.high).toBeLessThanOrEqual(100);
});

test('nothing asked is no interval', () => {
  expect(wilson(0, 0)).toBeNull();
});

import { expect, test } from 'vitest';
import { counted, exact, fixed, gib, integer, parameters, percentOf, speed, tokens } from './numbers';

test('speeds and scores have one decimal, exact values all digits', () => {
  expect(speed(85.4962)).toBe('85.5 tok/s');
  expect(fixed(62.458193)).toBe('62.5');
  expect(fixed(5192.319817)).toBe('5,192.3');
  expect(exact(85.4962, 'tok/s')).toBe('85.4962 tok/s');
});

test('unknown is a word, never 0, and 0 is a number', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect([speed(value), gib(value), fixed(value), exact(value), tokens(value), percentOf(value)]).toEqual(
      Array(6).fill('unknown'),
    );
  }
  expect(fixed(0)).toBe('0.0');
});

test('a small value does not read as zero', () => {
  expect(fixed(0.0123)).toBe('0.012');
  expect(fixed(-0.004)).toBe('-0.004');
});

test('tokens, parameters and counts are short', () => {
  expect([tokens(4096), tokens(512), tokens(131072)]).toEqual(['4k', '512', '128k']);
  expect([parameters(7615616512), parameters(596049920)]).toEqual(['7.62B', '596M']);
  expect([counted(1, 'run'), counted(1200, 'run'), integer(3)]).toEqual(['1 run', '1,200 runs', '3']);
});

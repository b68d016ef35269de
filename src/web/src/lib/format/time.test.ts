import { expect, test } from 'vitest';
import { age, day, moment } from './time';

const now = Date.parse('2025-10-01T12:00:00Z');

test('ages count whole units', () => {
  expect(age('2025-10-01T11:59:30Z', now)).toBe('just now');
  expect(age('2025-10-01T09:30:00Z', now)).toBe('2 hours ago');
  expect(age('2025-08-17T18:40:05Z', now)).toBe('1 month ago');
  expect(age('2023-01-01T00:00:00Z', now)).toBe('2 years ago');
});

test('days and moments are those of the API', () => {
  expect(day('2025-08-17T23:40:05Z')).toBe('2025-08-17');
  expect(moment('2025-08-17T18:40:05.919Z')).toBe('2025-08-17 18:40:05 UTC');
});

test('no time is unknown', () => {
  expect([age(null, now), day(undefined), moment('soon')]).toEqual(['unknown', 'unknown', 'unknown']);
});

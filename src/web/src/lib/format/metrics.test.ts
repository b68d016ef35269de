import { expect, test } from 'vitest';
import { metricDigits, unitLabel } from './metrics';

test('GB of the API is GiB', () => {
  expect(unitLabel('GB')).toBe('GiB');
  expect(unitLabel('tok/s')).toBe('tok/s');
});

test('counts have no decimals, speeds one, perplexity three', () => {
  expect(metricDigits('total_requests', 'requests')).toBe(0);
  expect(metricDigits('tg128', 'tok/s')).toBe(1);
  expect(metricDigits('perplexity', '')).toBe(3);
});

import { expect, test } from 'vitest';
import { honest } from './honest';

test('what the list names becomes null, at every depth, and nothing else changes', () => {
  const answer = {
    models: [{ best: { tokens_per_second: 0, memory_gb: 5.5, unknown: ['tokens_per_second'] } }],
    total_count: 0,
  };
  expect(honest(answer)).toEqual({
    models: [{ best: { tokens_per_second: null, memory_gb: 5.5, unknown: ['tokens_per_second'] } }],
    total_count: 0,
  });
});

test('a name that the object does not have adds no field', () => {
  expect(honest({ speed: 0, unknown: ['loading_time'] })).toEqual({ speed: 0, unknown: ['loading_time'] });
});

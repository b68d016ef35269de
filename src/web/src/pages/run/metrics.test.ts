import { expect, test } from 'vitest';
import type { Metric } from './detail';
import { contextText, copiedFrom, inOrder, strips, stripTable } from './metrics';

function metric(name: string, unit: string, more: Partial<Metric> = {}): Metric {
  return {
    metric_name: name,
    value: 1,
    unit,
    n: null,
    stddev: null,
    median: null,
    cv: null,
    samples: [],
    context: {},
    measured_at: null,
    ...more,
  };
}

test('speeds come first, in the order of their numbers, and copies last', () => {
  const copy = metric('tokens_per_second', 'tok/s', { context: { from: 'tg128' } });
  const sorted = inOrder([copy, metric('model_size_gb', 'GB'), metric('pp1024', 'tok/s'), metric('pp128', 'tok/s'), metric('ttft', 'ms')]);
  expect(sorted.map((one) => one.metric_name)).toEqual(['pp128', 'pp1024', 'ttft', 'model_size_gb', 'tokens_per_second']);
  expect(copiedFrom(copy)).toBe('tg128');
});

test('the context is said in one line, without repeating the name', () => {
  const one = metric('tg128', 'tok/s', { context: { test: 'tg128', n_gen: 128, extra: { a: 1 } } });
  expect(contextText(one)).toBe('n_gen 128 · extra {"a":1}');
});

test('samples are shown as differences from their median', () => {
  const rows = strips([metric('tg128', 'tok/s', { samples: [99, 100, 102], median: 100 })]);
  expect(rows[0]?.deviations.map((value) => Number(value.toFixed(9)))).toEqual([-1, 0, 2]);
  expect(stripTable(rows).rows[1]).toEqual(['tg128', 'tok/s', 2, 100, 0]);
});

test('one sample, or a median of zero, is no strip', () => {
  const one = metric('a', 'tok/s', { samples: [5], median: 5 });
  const zero = metric('b', 'W', { samples: [0, 0, 0], median: 0 });
  expect(strips([one, zero])).toEqual([]);
});

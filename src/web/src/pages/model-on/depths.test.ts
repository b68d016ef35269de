import { expect, test } from 'vitest';
import { configurationLabel, curvesOf, depthsOf, distinct } from './depths';
import type { GridRow } from './load';

const row = (configuration_id: string, speed: number | null, speed_depth: number, measured_depths: number[] = []): GridRow =>
  ({
    configuration_id,
    quantization: 'Q8_0',
    backend: 'llama.cpp',
    backend_version: '6423 (a3c9e41d)',
    flavour: '',
    settings_summary: 'fa',
    tokens_per_second: speed,
    speed_depth,
    speed_test: 'tg128',
    prompt_tokens_per_second: null,
    prompt_speed_depth: null,
    prompt_speed_test: null,
    measured_depths,
  }) as unknown as GridRow;

test('depths are those of configurations with more than one', () => {
  expect(depthsOf([row('a', 1, 0, [0, 4096, 16384]), row('b', 1, 0, [0, 4096]), row('c', 1, 0, [99])])).toEqual([0, 4096, 16384]);
});

test('a curve has points only where they were measured', () => {
  const atDepths = new Map([
    [0, [row('a', 90, 0), row('b', 50, 0), row('left', 10, 0)]],
    [4096, [row('a', 80, 4096), row('b', 50, 5000), row('left', 9, 4096)]],
    [16384, [row('a', null, 0)]],
  ]);
  const curves = curvesOf(atDepths, 'generation', new Set(['a', 'b']));
  expect(curves).toEqual([
    {
      id: 'a',
      label: 'Q8_0 · llama.cpp 6423 · fa',
      points: [
        { depth: 0, value: 90, test: 'tg128' },
        { depth: 4096, value: 80, test: 'tg128' },
      ],
    },
  ]);
  expect(curvesOf(atDepths, 'prompt', new Set(['a', 'b']))).toEqual([]);
});

test('a legend says what differs', () => {
  const labelled = (...labels: string[]) =>
    distinct(labels.map((label, at) => ({ id: String(at), label, points: [] }))).map(({ label }) => label);
  expect(labelled('Q8_0 · llama.cpp 1 · fa · ub 256', 'Q8_0 · llama.cpp 2 · fa')).toEqual([
    'Q8_0 · llama.cpp 1 · ub 256',
    'Q8_0 · llama.cpp 2',
  ]);
  expect(labelled('Q8_0 · vllm', 'Q8_0 · vllm')).toEqual(['Q8_0', 'Q8_0 (2)']);
  expect(labelled('Q8_0 · vllm')).toEqual(['Q8_0 · vllm']);
});

test('a configuration is named by its fork', () => {
  expect(configurationLabel({ ...row('a', 1, 0), flavour: 'ik_llama.cpp', backend_version: null } as GridRow)).toBe('Q8_0 · ik_llama.cpp · fa');
});

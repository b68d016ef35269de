import { expect, test } from 'vitest';
import { documentFacts, hardwareFacts, qualityContext, valueText } from './facts';
import type { Run } from './detail';

test('values read as people say them, and unknown stays unknown', () => {
  expect(documentFacts({ flash_attn: false, n_batch: 2048, tensor_split: [1, 2], lora: '', host: null })).toEqual([
    { label: 'flash_attn', value: 'off' },
    { label: 'n_batch', value: '2048' },
    { label: 'tensor_split', value: '[1,2]' },
    { label: 'lora', value: '(empty)' },
    { label: 'host', value: null },
  ]);
  expect(valueText(0)).toBe('0');
});

test('a machine without a GPU says so, one with unknown memory says unknown', () => {
  const hardware = {
    platform: 'AMD EPYC', category: 'datacenter_cpu', gpu_model: 'CPU Only', gpu_count: 0, gpu_memory_gb: 0, cpu_model: 'AMD EPYC',
    cpu_arch: null, ram_gb: null, ram_type: null, virtualization_type: null, optimizations: [], machine_name: null,
    raw_gpu_model: '', raw_cpu_model: 'AMD EPYC 7B13',
  };
  const facts = Object.fromEntries(hardwareFacts({ hardware } as unknown as Run).map(({ label, value }) => [label, value]));
  expect(facts['GPU']).toBe('none used');
  expect(facts['Memory of one GPU']).toBe('none');
  expect(facts['RAM']).toBeNull();
});

test('the context of a score leaves out what is unknown and what is long', () => {
  expect(qualityContext({ harness: 'lm-eval', shots: 5, time_zone: 'unknown', details: { a: 1 } })).toBe('harness lm-eval · shots 5');
});

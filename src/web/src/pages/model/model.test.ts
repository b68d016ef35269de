import { expect, test } from 'vitest';
import type { GridRow, ModelAnswer, VariantDetail, VariantEntry } from './load';
import { benchmarksOf, chosen, contextLabel, platformsOf, scoredIn, settingsOf, shortName, variantsOf } from './model';

const entry = (id: string, quantization: string, lora_adapter = ''): VariantEntry =>
  ({ variant: { id, quantization, lora_adapter }, test_run_count: 1, artifacts: 1 }) as unknown as VariantEntry;
const row = (quantization: string, bits_per_weight: number | null, platform: string, more = {}): GridRow =>
  ({ quantization, bits_per_weight, platform, lora_adapter: '', speed_from_base: false, ...more }) as unknown as GridRow;
const set = (benchmark: string, context_key: string, questions: number | null) => ({
  benchmark,
  context_key,
  context: { harness: context_key },
  quality: { score: 50, questions },
});
const detail = (id: string, ...scores: ReturnType<typeof set>[]): [string, VariantDetail] => [
  id,
  { scores } as unknown as VariantDetail,
];

const answer: ModelAnswer = {
  variants: [entry('small', 'Q4_K_M'), entry('large', 'BF16'), entry('tuned', 'Q4_K_M', 'poet')],
  details: new Map([
    detail('small', set('mmlu_pro', 'old', 100), set('mmlu_pro', 'new', 1000)),
    detail('large', set('mmlu_pro', 'new', 1000), set('gsm8k', 'new', null)),
  ]),
  rows: [
    row('Q4_K_M', null, 'RTX 4090'),
    row('Q4_K_M', 4.9, 'RTX 3060'),
    row('BF16', 16, 'RTX 4090'),
    row('Q4_K_M', 4.9, 'H100', { lora_adapter: 'poet', speed_from_base: true }),
  ],
  isCut: false,
};

test('variants come largest first, each with its own rows', () => {
  const variants = variantsOf(answer);
  expect(variants.map(({ label, bits, rows }) => [label, bits, rows.length])).toEqual([
    ['BF16', 16, 1],
    ['Q4_K_M', 4.9, 2],
    ['Q4_K_M + poet', null, 0],
  ]);
});

test('benchmarks and settings that most variants share come first', () => {
  const variants = variantsOf(answer);
  expect(benchmarksOf(variants)).toEqual([
    { key: 'mmlu_pro', variants: 2 },
    { key: 'gsm8k', variants: 1 },
  ]);
  expect(settingsOf(variants, 'mmlu_pro').map(({ context, variants: count }) => [context, count])).toEqual([
    ['new', 2],
    ['old', 1],
  ]);
});

test('scores of other settings are not taken', () => {
  const found = scoredIn(variantsOf(answer), 'mmlu_pro', 'old');
  expect(found.map(({ variant, set: one }) => [variant.label, one?.context_key ?? null])).toEqual([
    ['BF16', null],
    ['Q4_K_M', 'old'],
    ['Q4_K_M + poet', null],
  ]);
});

test('an address names a choice, or the first is taken', () => {
  const choices = [{ key: 'a' }, { key: 'b' }];
  expect([chosen(choices, 'b')?.key, chosen(choices, 'gone')?.key, chosen([], 'b')]).toEqual(['b', 'a', null]);
  expect(shortName('{"shots":5}')).toMatch(/^[0-9a-z]{1,7}$/);
  expect(shortName('{"shots":5}')).not.toBe(shortName('{"shots":0}'));
});

test('settings have words', () => {
  expect(contextLabel({ harness: 'lm-eval', shots: 0, subset: 0.1 })).toBe('lm-eval · 0 shots · subset 0.1');
  expect(contextLabel({})).toBe('settings unknown');
});

test('the platform most variants ran on comes first', () => {
  expect(platformsOf(variantsOf(answer), () => true)).toEqual([
    { key: 'RTX 4090', variants: 2 },
    { key: 'RTX 3060', variants: 1 },
  ]);
});

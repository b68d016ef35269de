import { expect, test } from 'vitest';
import { toCsv, toMarkdown, whyUnranked, type Line } from './line';

const line = (changes: Partial<Line>): Line =>
  ({
    model_name: 'Qwen3-4B',
    lora_adapter: '',
    quantization: 'Q4_K_M',
    platform: 'RTX 4070',
    quality: null,
    tokens_per_second: 121.555594,
    speed_test: 'tg128',
    speed_depth: 0,
    speed_ranked: true,
    speed_cv: null,
    prompt_tokens_per_second: null,
    prompt_speed_test: null,
    memory_gb: null,
    memory_source: null,
    load: 'single',
    backend: 'llama.cpp',
    backend_version: '6182',
    flavour: '',
    settings_summary: 'fa · KV q8_0',
    tokens_per_kwh: null,
    runs: 3,
    timestamp: '2025-08-17T18:40:05Z',
    tags: [],
    ...changes,
  }) as Line;

test('Markdown is for people: one decimal, unknown as a word, empty columns left out', () => {
  const table = toMarkdown([line({ model_name: 'a|b' })]).split('\n');
  expect(table[0]).toContain('| Model | Quantization | Platform | Quality | Speed (tok/s) |');
  expect(table[2]).toContain('| a\\|b | Q4_K_M | RTX 4070 | unknown | 121.6 tok/s, tg128 |');
  expect(table[2]).toContain('| llama.cpp 6182 | fa · KV q8_0 |');
  expect(table[0]).not.toContain('LoRA');
});

test('CSV is for programs: all digits, nothing for unknown, no formulas', () => {
  const [head, row] = toCsv([line({ model_name: '=cmd', platform: 'CPU, "big"' })]).split('\r\n');
  expect(head).toContain('Model,LoRA adapter,Quantization,Platform,Quality');
  expect(row).toMatch(/^'=cmd,,Q4_K_M,"CPU, ""big""",,,,,,121\.555594,tg128,0,,,,,,single/);
});

test('a speed outside of the ranking says why', () => {
  expect(whyUnranked(line({}))).toBe('');
  expect(whyUnranked(line({ speed_ranked: false, tags: ['sample'] }))).toBe('a sample result');
  expect(whyUnranked(line({ speed_ranked: false }))).toBe('measured by another test or at another depth');
  expect(whyUnranked(line({ speed_ranked: false, tokens_per_second: null }))).toBe('');
});

import { expect, test } from 'vitest';
import { askedFor, scoresOf, summaryOf, type ImportedRun, type ImportedScores } from './answers';

test('the options a sentence names become fields', () => {
  const both = 'say which model variant this is about: -m MODEL (it does not name the model) and -q QUANT (it does not say it)';
  expect(askedFor(both)).toEqual(['model', 'quantization']);
  expect(askedFor('say which backend served the model with -b BACKEND (vllm, llama.cpp, ...)')).toEqual(['backend']);
  expect(askedFor('name it with --gpu-name, and with --gpu-count when there were several')).toEqual(['gpu_name', 'gpu_count']);
});

test('sentences without options ask for nothing', () => {
  expect(askedFor('x.json is empty: the command that should have written it failed')).toEqual([]);
  expect(askedFor('run it with -model and semi-m parts')).toEqual([]);
});

const run = (experiment: unknown): ImportedRun => ({ experiment_run: experiment }) as ImportedRun;

test('a run is summed up without the copies of its metrics', () => {
  const summary = summaryOf(
    run({
      backend: 'llama.cpp',
      backend_version: null,
      timestamp: null,
      hardware_config: { gpu_model: 'H100', gpu_count: 4, cpu_model: 'EPYC' },
      performance_metrics: [
        { metric_name: 'tg128', value: 88.7, unit: 'tok/s' },
        { metric_name: 'tokens_per_second', value: 88.7, unit: 'tok/s', context: { from: 'tg128' } },
      ],
    }),
  );
  expect(summary?.device).toBe('4x H100');
  expect(summary?.backend).toBe('llama.cpp version unknown');
  expect(summary?.metrics.map(({ metric_name }) => metric_name)).toEqual(['tg128']);
});

test('runs without a GPU are on their CPU; what nobody said is unknown', () => {
  const on = (gpu_model: string | null, cpu_model: string | null) =>
    summaryOf(run({ backend: 'x', backend_version: '1', timestamp: null, hardware_config: { gpu_model, cpu_model }, performance_metrics: [] }))?.device;
  expect(on('CPU Only', 'Ryzen 9')).toBe('Ryzen 9');
  expect(on(null, null)).toBeNull();
  expect(summaryOf(run(null))).toBeNull();
});

test('scores say their counts, or their figure with its unit', () => {
  const request = {
    benchmark_scores: [
      { type: 'GSM8K', data: { problems_solved: 1154, total_problems: 1319 } },
      { type: 'Generic', data: { benchmark_name: 'wikitext', score: 5.61, unit: 'perplexity' } },
      { type: 'MMLU', data: { benchmark: 'mmlu_pro', categories: [{}, {}] } },
      { type: 'HumanEval', data: { pass_at_1: 61.5, total_problems: 164 } },
    ],
  };
  expect(scoresOf({ request } as unknown as ImportedScores)).toEqual([
    { benchmark: 'GSM8K', text: '1154 of 1319' },
    { benchmark: 'wikitext', text: '5.61 perplexity' },
    { benchmark: 'mmlu_pro', text: '2 categories' },
    { benchmark: 'HumanEval', text: '61.5 percent' },
  ]);
});

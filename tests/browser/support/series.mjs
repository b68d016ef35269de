// Uploads for the pages of a run and of comparisons: one model in two quantizations with MMLU-Pro by category, and a
// series of it over two builds, with a voided and a failed run.
export const MODEL = 'Meridian-8B';
/** Questions by category, as many as a subset of a tenth asks. */
const CATEGORIES = {
  biology: 71, business: 78, chemistry: 113, 'computer science': 41, economics: 84, engineering: 96, health: 81,
  history: 38, law: 110, math: 135, other: 92, philosophy: 49, physics: 129, psychology: 79,
};
const CORRECT = {
  Q4_K_M: [55, 53, 72, 27, 58, 43, 46, 17, 32, 109, 43, 23, 85, 50],
  Q8_0: [57, 54, 74, 28, 60, 47, 48, 19, 51, 111, 46, 26, 86, 52],
};

function around(centre, spread) {
  return [-1, 0.4, 0, 0.7, -0.3].map((step) => Number((centre * (1 + spread * step)).toFixed(4)));
}

function speed(test, centre, spread, depth = 0) {
  const name = depth === 0 ? test : `${test} @ d${depth}`;
  const samples = around(centre, spread);
  const value = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  return { metric_name: name, value, unit: 'tok/s', samples, context: { test: name, n_depth: depth } };
}

/** `minute` makes runs of one configuration different measurements. */
export function experiment({ quantization, build, minute, tg, pp = 2400, settings = {}, ...more }) {
  return {
    model_name: MODEL,
    quantization,
    backend: 'llama.cpp',
    backend_version: build,
    hardware_config: { gpu_model: 'RTX 4090', gpu_memory_gb: 24, cpu_model: 'AMD Ryzen 9 7950X', cpu_arch: 'x86_64' },
    performance_metrics: [
      speed('pp512', pp, 0.004),
      speed('tg128', tg, 0.003),
      speed('tg128', tg * 0.8, 0.003, 4096),
      { metric_name: 'tokens_per_second', value: speed('tg128', tg, 0.003).value, unit: 'tok/s', context: { from: 'tg128', test: 'tg128', n_depth: 0 } },
      { metric_name: 'prompt_processing_speed', value: speed('pp512', pp, 0.004).value, unit: 'tok/s', context: { from: 'pp512', test: 'pp512', n_depth: 0 } },
      { metric_name: 'memory_usage_gb', value: quantization === 'Q8_0' ? 9.63 : 6.12, unit: 'GB' },
    ],
    timestamp: `2025-09-14T19:${String(minute).padStart(2, '0')}:11Z`,
    load: 'single',
    settings: { n_gpu_layers: 99, flash_attn: false, ...settings },
    ...more,
  };
}

function mmlu(quantization) {
  const categories = Object.entries(CATEGORIES).map(([category, total], at) => {
    const correct = CORRECT[quantization][at];
    return { category, score: (100 * correct) / total, total_questions: total, correct_answers: correct };
  });
  return {
    model_name: MODEL,
    quantization,
    benchmark_scores: [{ type: 'MMLU', data: { benchmark: 'mmlu_pro', categories } }],
    timestamp: '2025-09-15T08:00:00Z',
    context: { harness: 'chigkim/Ollama-MMLU-Pro', subset: 0.1 },
  };
}

function gsm8k(quantization, solved) {
  return {
    model_name: MODEL,
    quantization,
    benchmark_scores: [{ type: 'GSM8K', data: { problems_solved: solved, total_problems: 1319 } }],
    timestamp: '2025-09-15T09:00:00Z',
    context: { harness: 'lm-evaluation-harness', shots: 5 },
  };
}

/** Stores everything; the ids of the runs by name. */
export async function uploadSeries(server) {
  const store = async (run) =>
    (await server.post('/api/upload-experiment', { experiment_run: run })).test_run_id;
  const ids = {
    old: await store(experiment({ quantization: 'Q4_K_M', build: '6423 (aaa1111)', minute: 1, tg: 132 })),
    again: await store(experiment({ quantization: 'Q4_K_M', build: '6423 (aaa1111)', minute: 2, tg: 131.6 })),
    now: await store(experiment({ quantization: 'Q4_K_M', build: '6500 (bbb2222)', minute: 10, tg: 141.5, tags: ['nightly'], notes: 'after the driver update' })),
    busy: await store(experiment({ quantization: 'Q4_K_M', build: '6500 (bbb2222)', minute: 11, tg: 97 })),
    large: await store(experiment({ quantization: 'Q8_0', build: '6500 (bbb2222)', minute: 20, tg: 88.4, pp: 2390 })),
    attention: await store(experiment({ quantization: 'Q4_K_M', build: '6500 (bbb2222)', minute: 30, tg: 142, settings: { flash_attn: true, type_k: 'q8_0' } })),
    failed: await store({
      ...experiment({ quantization: 'Q8_0', build: '6500 (bbb2222)', minute: 40, tg: 1 }),
      performance_metrics: [],
      status: 'failed',
      error: 'failed to create context: out of memory',
    }),
  };
  await server.post(`/api/void/${ids.busy}`, { reason: 'another process used the GPU' });
  for (const body of [mmlu('Q4_K_M'), mmlu('Q8_0'), gsm8k('Q4_K_M', 1154), gsm8k('Q8_0', 1180)]) {
    await server.post('/api/benchmarks/upload', body);
  }
  return ids;
}

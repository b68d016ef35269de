// One model in several quantizations with its scores, on three devices and under many loads: what the pages of models
// and of hardware have to show. Posted over the API as an uploader would.
export const LADDER_MODEL = 'lab/50% Ünïcode model';

const CATEGORIES = [
  ['biology', 71], ['business', 78], ['chemistry', 113], ['computer science', 41], ['economics', 84],
  ['engineering', 96], ['health', 81], ['history', 38], ['law', 110], ['math', 135], ['other', 92],
  ['philosophy', 49], ['physics', 129], ['psychology', 79],
];

/** Share of right answers, file size in bytes and speed on the faster device. */
const QUANTIZATIONS = [
  { quantization: 'BF16', right: 0.64, size: 16_400_000_000, speed: 52.25 },
  { quantization: 'Q8_0', right: 0.638, size: 8_710_000_000, speed: 92.5 },
  { quantization: 'Q6_K', right: 0.635, size: 6_730_000_000, speed: 114.75 },
  { quantization: 'Q4_K_M', right: 0.62, size: 5_030_000_000, speed: 142.125 },
  { quantization: 'Q3_K_M', right: 0.56, size: 4_120_000_000, speed: 151.5 },
  { quantization: 'Q2_K', right: 0.41, size: 3_280_000_000, speed: 163.0 },
];
const PARAMETERS = 8_190_000_000;

const DEVICES = [
  { hardware_config: { gpu_model: 'RTX 4090', gpu_memory_gb: 24, cpu_model: 'AMD Ryzen 9 7950X' }, share: 1 },
  { hardware_config: { gpu_model: 'RTX 3060', gpu_memory_gb: 12 }, share: 0.4 },
  { hardware_config: { gpu_model: 'CPU Only', cpu_model: 'AMD Ryzen 9 7950X', ram_gb: 64 }, share: 0.08 },
];
const DEPTHS = [0, 4096, 16384];

function metric(name, value, unit, context) {
  return { metric_name: name, value, unit, ...(context && { context }) };
}

function benchRun(model, { quantization, size, speed }, { hardware_config, share }, hour) {
  const metrics = DEPTHS.flatMap((depth) => {
    const slower = share / (1 + depth / 32768);
    const suffix = depth === 0 ? '' : ` @ d${depth}`;
    return [
      metric(`tg128${suffix}`, speed * slower, 'tok/s', { test: `tg128${suffix}`, n_depth: depth }),
      metric(`pp512${suffix}`, speed * slower * 40, 'tok/s', { test: `pp512${suffix}`, n_depth: depth }),
    ];
  });
  return {
    model_name: model,
    quantization,
    backend: 'llama.cpp',
    backend_version: '6423',
    hardware_config,
    performance_metrics: [
      metric('tokens_per_second', speed * share, 'tok/s', { test: 'tg128', n_depth: 0 }),
      metric('prompt_processing_speed', speed * share * 40, 'tok/s', { test: 'pp512', n_depth: 0 }),
      metric('memory_usage_gb', size / 2 ** 30 + 1, 'GB'),
      ...metrics,
    ],
    timestamp: `2025-09-14T${String(hour).padStart(2, '0')}:00:00Z`,
    load: 'single',
    artifact: { size_bytes: size, n_params: PARAMETERS },
  };
}

/** A serving run: slower answers under more requests, a little slower under less power. */
function servingRun(model, watts, requests, minute) {
  const speed = 60 * requests ** 0.75 * (watts / 450) ** 0.4;
  return {
    model_name: model,
    quantization: 'FP8',
    backend: 'vllm',
    backend_version: '0.11.0',
    hardware_config: { gpu_model: 'H100 PCIe', gpu_memory_gb: 80 },
    performance_metrics: [
      metric('tokens_per_second', speed, 'tok/s'),
      metric('ttft_p95_ms', 40 + 6 * requests, 'ms'),
      metric('tpot_p95_ms', 10 + requests / 2, 'ms'),
      metric('itl_p95_ms', 11 + requests / 2, 'ms'),
      metric('gpu_power_watts', watts * 0.9, 'W'),
    ],
    timestamp: `2025-09-15T10:${String(minute).padStart(2, '0')}:00Z`,
    load: 'concurrent',
    concurrent_requests: requests,
    gpu_power_limit_watts: watts,
    artifact: { size_bytes: 8_900_000_000, n_params: PARAMETERS },
  };
}

function scores(model, { quantization, right }) {
  return {
    model_name: model,
    quantization,
    timestamp: '2025-09-16T08:00:00Z',
    context: { harness: 'lm-evaluation-harness', shots: 5 },
    benchmark_scores: [
      {
        type: 'MMLU',
        data: {
          benchmark: 'mmlu_pro',
          categories: CATEGORIES.map(([category, total], at) => {
            const correct = Math.round(total * Math.min(0.95, right + ((at * 5) % 14) / 50 - 0.13));
            return { category, score: (100 * correct) / total, total_questions: total, correct_answers: correct };
          }),
        },
      },
    ],
  };
}

export async function postLadder(server, model = LADDER_MODEL) {
  const runs = DEVICES.flatMap((device, at) =>
    QUANTIZATIONS.filter((_, place) => at === 0 || place > at).map((variant) => benchRun(model, variant, device, at + 1)),
  );
  let minute = 0;
  for (const watts of [250, 350, 450]) {
    for (const requests of [1, 4, 16, 64]) runs.push(servingRun(model, watts, requests, minute++));
  }
  const { rejected, results } = await server.post('/api/upload-experiments', runs);
  if (rejected > 0) throw new Error(`runs were refused: ${JSON.stringify(results)}`);
  for (const variant of QUANTIZATIONS) await server.post('/api/benchmarks/upload', scores(model, variant));
}

// Runs and scores in any number for measuring the pages: what a community server holds after two years. The same seed
// makes the same runs. Not for tests of the grid's answers; those have tests/support/grid_generator.hpp.

const FAMILIES = [
  'Qwen/Qwen3', 'meta-llama/Llama-3.1', 'google/gemma-3', 'mistralai/Ministral', 'microsoft/phi-4', 'TheDrummer/Snowpiercer',
  'deepseek-ai/DeepSeek-R1-Distill', 'ibm-granite/granite-4.0', 'openai/gpt-oss', 'tiiuae/Falcon-H1', 'zai-org/GLM-4.5',
  'NousResearch/Hermes-4',
];
const BILLIONS = [0.6, 1.7, 4, 8, 14, 32, 70];
/** Name, bits per weight, loss of score points against the full model. */
const QUANTIZATIONS = [
  ['Q4_K_M', 4.85, 1.5], ['Q8_0', 8.5, 0.2], ['Q6_K', 6.56, 0.4], ['Q5_K_M', 5.7, 0.9],
  ['IQ4_XS', 4.3, 2], ['Q3_K_L', 4.2, 4], ['F16', 16, 0], ['MXFP4', 4.3, 2.2],
];
/** GPU, GiB of each, how many, CPU, GB/s of all together. */
const DEVICES = [
  ['NVIDIA GeForce RTX 4090', 24, 1, 'AMD Ryzen 9 7950X 16-Core Processor', 1008],
  ['NVIDIA GeForce RTX 5090', 32, 1, 'AMD Ryzen 9 9950X 16-Core Processor', 1792],
  ['NVIDIA GeForce RTX 3090', 24, 1, 'Intel(R) Core(TM) i9-13900K', 936],
  ['NVIDIA GeForce RTX 3060', 12, 1, 'AMD Ryzen 5 5600 6-Core Processor', 360],
  ['NVIDIA GeForce RTX 4070', 12, 1, 'Intel(R) Core(TM) i5-13600K', 504],
  ['NVIDIA GeForce RTX 4060 Ti', 16, 1, 'AMD Ryzen 7 5700X 8-Core Processor', 288],
  ['NVIDIA GeForce RTX 3090', 24, 2, 'AMD Ryzen Threadripper 3970X 32-Core Processor', 1872],
  ['NVIDIA GeForce RTX 3080', 10, 1, 'AMD Ryzen 7 5800X 8-Core Processor', 760],
  ['NVIDIA RTX A6000', 48, 1, 'AMD EPYC 7443P 24-Core Processor', 768],
  ['AMD Radeon RX 7900 XTX', 24, 1, 'AMD Ryzen 7 7800X3D 8-Core Processor', 960],
  ['AMD Radeon RX 9070 XT', 16, 1, 'AMD Ryzen 7 9800X3D 8-Core Processor', 640],
  ['Tesla P40', 24, 1, 'Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz', 347],
  ['NVIDIA H100 PCIe', 80, 1, 'AMD EPYC 9654 96-Core Processor', 2039],
  ['NVIDIA H100 80GB HBM3', 80, 4, 'Intel(R) Xeon(R) Platinum 8480+', 13400],
  ['NVIDIA A100-SXM4-80GB', 80, 1, 'AMD EPYC 7763 64-Core Processor', 2039],
  ['NVIDIA L40S', 48, 1, 'AMD EPYC 9354 32-Core Processor', 864],
  ['Intel(R) Arc(TM) A770 Graphics', 16, 1, 'Intel(R) Core(TM) i5-12400', 560],
  ['Apple M4 Max', 128, 1, 'Apple M4 Max', 546],
  ['Apple M2 Ultra', 192, 1, 'Apple M2 Ultra', 800],
  ['CPU Only', 0, null, 'AMD EPYC 9654 96-Core Processor', 460],
  ['CPU Only', 0, null, 'AMD Ryzen 9 7950X 16-Core Processor', 80],
];
const CATEGORIES = [
  'biology', 'business', 'chemistry', 'computer science', 'economics', 'engineering', 'health', 'history', 'law', 'math',
  'other', 'philosophy', 'physics', 'psychology',
];
const BUILDS = 20;
const SETTINGS = [{}, { flash_attn: true }, { n_ubatch: 1024 }, { type_k: 'q8_0', type_v: 'q8_0', flash_attn: true }, { n_ubatch: 2048 }, { n_threads: 8 }];
const FIRST_RUN_MS = Date.UTC(2024, 5, 1);
const TWO_YEARS_MS = 2 * 365 * 86_400_000;
const GIB = 2 ** 30;

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeVariants() {
  return FAMILIES.flatMap((family, familyAt) =>
    BILLIONS.flatMap((billions) =>
      QUANTIZATIONS.map(([quantization, bits, loss]) => ({
        model_name: `${family}-${billions}B`,
        quantization,
        bytes: Math.round((billions * 1e9 * bits) / 8),
        parameters: billions * 1e9,
        score: 30 + 12 * Math.log10(billions * 4) + familyAt - loss,
      })),
    ),
  );
}

export class RunGenerator {
  #random;
  #variants = makeVariants();
  #made = 0;

  constructor(seed = 2026) {
    this.#random = randomFrom(seed);
  }

  #below(limit) {
    return Math.floor(this.#random() * limit);
  }

  #oneIn(count) {
    return this.#below(count) === 0;
  }

  #speed(kind, tokens, depth, mean) {
    const test = `${kind}${tokens}${depth > 0 ? ` @ d${depth}` : ''}`;
    const samples = Array.from({ length: 5 }, () => Number((mean * (0.985 + 0.03 * this.#random())).toFixed(4)));
    const value = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    return { metric_name: test, value, unit: 'tok/s', samples, context: { test, n_depth: depth } };
  }

  #metrics(variant, bandwidth) {
    const speed = (bandwidth * 1e9 * (0.5 + 0.2 * this.#random())) / variant.bytes;
    const tests = [this.#speed('pp', 512, 0, 30 * speed), this.#speed('tg', this.#oneIn(10) ? 1024 : 128, 0, speed)];
    if (this.#oneIn(4)) {
      for (const depth of [4096, 16384]) tests.push(this.#speed('tg', 128, depth, speed / (1 + depth / 20_000)));
    }
    const [prompt, generation] = tests;
    const headline = (name, from) => ({ ...from, metric_name: name, samples: undefined, context: { ...from.context, from: from.metric_name } });
    const more = [headline('tokens_per_second', generation), headline('prompt_processing_speed', prompt)];
    if (!this.#oneIn(3)) {
      more.push({ metric_name: 'memory_usage_gb', value: Number(((variant.bytes / GIB) * 1.1 + this.#random()).toFixed(3)), unit: 'GB' });
    }
    if (this.#oneIn(4)) more.push({ metric_name: 'gpu_power_watts', value: 80 + this.#below(300), unit: 'W' });
    return [...tests, ...more];
  }

  /** One of the variants, devices, builds and settings; popular variants and newer builds have most of the runs. */
  #run() {
    this.#made += 1;
    const variant = this.#variants[Math.min(this.#below(this.#variants.length), this.#below(this.#variants.length))];
    const [gpu, memory, count, cpu, bandwidth] = DEVICES[Math.min(this.#below(DEVICES.length), this.#below(DEVICES.length))];
    const build = Math.max(this.#below(BUILDS), this.#below(BUILDS));
    const serves = this.#oneIn(8);
    return {
      model_name: variant.model_name,
      quantization: variant.quantization,
      backend: serves ? 'vllm' : 'llama.cpp',
      backend_version: serves ? `0.${6 + Math.floor(build / 3)}.0` : String(5000 + 80 * build),
      hardware_config: { gpu_model: gpu, gpu_memory_gb: memory, ...(count && { gpu_count: count }), cpu_model: cpu, ram_gb: 64 },
      performance_metrics: this.#metrics(variant, bandwidth),
      timestamp: new Date(FIRST_RUN_MS + Math.floor(this.#random() * TWO_YEARS_MS) + this.#made).toISOString(),
      load: serves ? 'concurrent' : 'single',
      ...(serves && { concurrent_requests: 4 ** (1 + this.#below(3)) }),
      settings: { n_gpu_layers: 99, ...SETTINGS[this.#below(SETTINGS.length)] },
      artifact: { size_bytes: variant.bytes, n_params: variant.parameters },
      ...(this.#oneIn(10) && { tags: ['nightly'] }),
    };
  }

  runs(count) {
    return Array.from({ length: count }, () => this.#run());
  }

  /** MMLU-Pro of about two thirds of the variants, as bodies of /api/benchmarks/upload. */
  scores() {
    return this.#variants.filter(() => !this.#oneIn(3)).map(({ model_name, quantization, score }) => ({
      model_name,
      quantization,
      timestamp: '2026-05-01T00:00:00Z',
      context: { harness: 'chigkim/Ollama-MMLU-Pro' },
      benchmark_scores: [{
        type: 'MMLU',
        data: {
          benchmark: 'mmlu_pro',
          categories: CATEGORIES.map((category) => {
            const correct = Math.min(800, Math.round(8 * (score + 10 * this.#random())));
            return { category, score: correct / 8, total_questions: 800, correct_answers: correct };
          }),
        },
      }],
    }));
  }
}

// Words for the keys of the API.
const CATEGORIES: Record<string, string> = {
  consumer_gpu: 'consumer GPU',
  consumer_cpu: 'consumer CPU',
  datacenter_gpu: 'data centre GPU',
  datacenter_cpu: 'server CPU',
  unified: 'unified memory',
  multi_host: 'several hosts',
  mobile: 'mobile',
  npu: 'NPU',
};

const BENCHMARKS: Record<string, string> = {
  mmlu: 'MMLU',
  mmlu_pro: 'MMLU-Pro',
  gsm8k: 'GSM8K',
  humaneval: 'HumanEval',
  hellaswag: 'HellaSwag',
  truthfulqa: 'TruthfulQA',
};

export const categoryLabel = (key: string | null): string => (key === null ? 'unknown' : (CATEGORIES[key] ?? key));
export const categories = Object.entries(CATEGORIES);
export const benchmarkLabel = (key: string): string => BENCHMARKS[key] ?? key;

/** "tg128", "tg128 @ d4096". */
export function testLabel(test: string | null | undefined, depth: number | null | undefined): string {
  if (!test) return '';
  return depth ? `${test} @ d${depth}` : test;
}

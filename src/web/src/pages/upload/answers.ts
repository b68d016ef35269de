// What the server says about a file, as the page shows it.
import type { Answer } from '$lib/api/client';
import { isKnown } from '$lib/format/numbers';

export type ImportAnswer = Answer<'/api/import', 'post'>;
export type ImportedRun = ImportAnswer['runs'][number];
export type ImportedScores = ImportAnswer['scores'][number];

/** What a file may leave out, and its parameter of POST /api/import. */
export const FIELDS = {
  model: { label: 'Model', hint: 'owner/name or name', option: '-m' },
  quantization: { label: 'Quantization', hint: 'Q4_K_M, FP16, …', option: '-q' },
  lora_adapter: { label: 'LoRA adapter', hint: 'none', option: '--lora' },
  backend: { label: 'Backend', hint: 'vllm, llama.cpp, …', option: '-b' },
  gpu_name: { label: 'GPU', hint: 'RTX 4090', option: '--gpu-name' },
  gpu_count: { label: 'Number of GPUs', hint: '1', option: '--gpu-count' },
} as const;
export type FieldName = keyof typeof FIELDS;
export const fieldNames = Object.keys(FIELDS) as FieldName[];

/** The fields a sentence of the server asks for: it names them by the options of llm-benchmark-uploader. */
export function askedFor(sentence: string): FieldName[] {
  return fieldNames.filter((name) => new RegExp(`(^|[\\s(])${FIELDS[name].option}(?![\\w-])`).test(sentence));
}

interface ReadMetric {
  metric_name: string;
  value: number;
  unit?: string;
  n?: number;
  context?: { test?: string; from?: string; n_depth?: number };
}

/** Of a dry run: the parts of ExperimentRun that the page names. */
interface ReadRun {
  backend: string | null;
  backend_version: string | null;
  timestamp: string | null;
  load?: string;
  concurrent_requests?: number;
  hardware_config: { gpu_model: string | null; gpu_count?: number | null; cpu_model: string | null };
  performance_metrics: ReadMetric[];
}

const CPU_ONLY = 'CPU Only';

export interface RunSummary {
  device: string | null;
  backend: string;
  timestamp: string | null;
  metrics: ReadMetric[];
}

/** The run as it would be stored; null when the answer is not that of a dry run. */
export function summaryOf(run: ImportedRun): RunSummary | null {
  if (run.experiment_run === null) return null;
  const read = run.experiment_run as unknown as ReadRun;
  const { gpu_model, gpu_count, cpu_model } = read.hardware_config;
  const gpu = gpu_model !== null && isKnown(gpu_count) && gpu_count > 1 ? `${gpu_count}x ${gpu_model}` : gpu_model;
  return {
    device: gpu === null || gpu === CPU_ONLY ? (cpu_model ?? gpu) : gpu,
    backend: [read.backend ?? 'backend unknown', read.backend_version ?? 'version unknown'].join(' '),
    timestamp: read.timestamp,
    metrics: read.performance_metrics.filter((metric) => metric.context?.from === undefined),
  };
}

export interface ScoreSummary {
  benchmark: string;
  /** In words, with counts where there are some. */
  text: string;
}

interface ReadScore {
  type: string;
  data: Record<string, unknown>;
}

function scoreText({ type, data }: ReadScore): string {
  const figure = (name: string): string | null => (typeof data[name] === 'number' ? String(data[name]) : null);
  if (Array.isArray(data['categories'])) return `${data['categories'].length} categories`;
  const solved = figure('problems_solved') ?? figure('correct_answers');
  const total = figure('total_problems') ?? figure('total_questions');
  if (solved !== null && total !== null) return `${solved} of ${total}`;
  const score = ['score', 'accuracy', 'pass_at_1', 'truthful_score'].map(figure).find((text) => text !== null);
  return score === undefined ? type : `${score} ${typeof data['unit'] === 'string' ? data['unit'] : 'percent'}`;
}

/** The scores as they would be stored; empty when the answer is not that of a dry run. */
export function scoresOf(scores: ImportedScores): ScoreSummary[] {
  if (scores.request === null) return [];
  const { benchmark_scores } = scores.request as unknown as { benchmark_scores: ReadScore[] };
  return benchmark_scores.map((score) => {
    const named = score.data['benchmark'] ?? score.data['benchmark_name'] ?? score.type;
    return { benchmark: String(named), text: scoreText(score) };
  });
}

/** Words for the results of POST /api/import. */
export const STATUS: Record<string, { label: string; kind: 'good' | 'bad' | 'note' | 'neutral' }> = {
  readable: { label: 'readable', kind: 'neutral' },
  rejected: { label: 'refused', kind: 'bad' },
  created: { label: 'new', kind: 'good' },
  stored: { label: 'stored', kind: 'good' },
  extended: { label: 'extended', kind: 'good' },
  replaced: { label: 'replaced', kind: 'good' },
  duplicate: { label: 'already there', kind: 'note' },
  unchanged: { label: 'already there', kind: 'note' },
  older_than_stored: { label: 'older than what is stored', kind: 'note' },
};

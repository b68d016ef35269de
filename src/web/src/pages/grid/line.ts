// One configuration as a line of the grid, and as text: Markdown and CSV of what is shown.
import type { Answer } from '$lib/api/client';
import { benchmarkLabel, testLabel } from '$lib/format/labels';
import { fixed, gib, integer, isKnown, percentOf, speed } from '$lib/format/numbers';
import { day } from '$lib/format/time';

export type GridRow = Answer<'/api/performance-grid'>[number];
export type Model = Answer<'/api/grouped-performance'>['models'][number];
export type Config = Model['best_hardware']['best_config'];
/** What both answers say about a configuration. */
export type Line = { model_name: string } & Pick<GridRow, keyof Config & keyof GridRow>;

export const lineOf = (model: Model, config: Config): Line => ({ ...config, model_name: model.model_name });

/** "llama.cpp 6182 (a3c9e41d)" */
export function backendLabel(line: Line): string {
  const name = line.flavour === '' || line.flavour === null ? line.backend : line.flavour;
  return `${name} ${line.backend_version ?? '(build unknown)'}`;
}

/** Where the memory figure comes from; "" when there is none. */
export function memorySource(line: Line): string {
  return isKnown(line.memory_gb) ? (line.memory_source ?? 'source unknown') : '';
}

export const isSample = (line: Line): boolean => line.tags.includes('sample');

/** Why the speed stands outside of the ranking; "" when it does not. */
export function whyUnranked(line: Line): string {
  if (line.speed_ranked || !isKnown(line.tokens_per_second)) return '';
  if (isSample(line)) return 'a sample result';
  if (line.speed_from_base) return 'measured without the adapter';
  return 'measured by another test or at another depth';
}

interface TextColumn {
  label: string;
  /** For people. */
  text: (line: Line) => string;
  /** For programs: all digits, "" for unknown. */
  value: (line: Line) => string | number | null;
}

const COLUMNS: TextColumn[] = [
  { label: 'Model', text: (line) => line.model_name, value: (line) => line.model_name },
  { label: 'LoRA adapter', text: (line) => line.lora_adapter, value: (line) => line.lora_adapter },
  { label: 'Quantization', text: (line) => line.quantization, value: (line) => line.quantization },
  { label: 'Platform', text: (line) => line.platform, value: (line) => line.platform },
  {
    label: 'Quality',
    text: ({ quality }) => (quality ? `${fixed(quality.score)} (${benchmarkLabel(quality.benchmark)}, n ${integer(quality.questions)})` : 'unknown'),
    value: ({ quality }) => quality?.score ?? null,
  },
  { label: 'Benchmark', text: () => '', value: ({ quality }) => quality?.benchmark ?? null },
  { label: 'Quality low', text: () => '', value: ({ quality }) => quality?.low ?? null },
  { label: 'Quality high', text: () => '', value: ({ quality }) => quality?.high ?? null },
  { label: 'Questions', text: () => '', value: ({ quality }) => quality?.questions ?? null },
  {
    label: 'Speed (tok/s)',
    text: (line) => [speed(line.tokens_per_second), testLabel(line.speed_test, line.speed_depth)].filter(Boolean).join(', '),
    value: (line) => line.tokens_per_second,
  },
  { label: 'Speed test', text: () => '', value: (line) => line.speed_test },
  { label: 'Speed depth', text: () => '', value: (line) => line.speed_depth },
  { label: 'Spread', text: (line) => percentOf(line.speed_cv), value: (line) => line.speed_cv },
  {
    label: 'Prompt (tok/s)',
    text: (line) =>
      [speed(line.prompt_tokens_per_second), testLabel(line.prompt_speed_test, line.prompt_speed_depth)].filter(Boolean).join(', '),
    value: (line) => line.prompt_tokens_per_second,
  },
  { label: 'Prompt test', text: () => '', value: (line) => line.prompt_speed_test },
  {
    label: 'Memory (GiB)',
    text: (line) => [gib(line.memory_gb), memorySource(line)].filter(Boolean).join(', '),
    value: (line) => line.memory_gb,
  },
  { label: 'Memory source', text: () => '', value: (line) => line.memory_source },
  { label: 'Load', text: (line) => line.load ?? 'unknown', value: (line) => line.load },
  { label: 'Backend', text: backendLabel, value: (line) => line.backend },
  { label: 'Build', text: () => '', value: (line) => line.backend_version },
  { label: 'Settings', text: (line) => line.settings_summary, value: (line) => line.settings_summary },
  { label: 'Tokens per kWh', text: (line) => (isKnown(line.tokens_per_kwh) ? integer(line.tokens_per_kwh) : ''), value: (line) => line.tokens_per_kwh },
  { label: 'Runs', text: (line) => String(line.runs), value: (line) => line.runs },
  { label: 'Date', text: (line) => day(line.timestamp), value: (line) => line.timestamp },
  { label: 'Tags', text: (line) => line.tags.join(', '), value: (line) => line.tags.join(' ') },
];

/** A table for chats and issues; columns in which nothing stands are left out. */
export function toMarkdown(lines: readonly Line[]): string {
  const columns = COLUMNS.filter(({ text }) => lines.some((line) => text(line) !== ''));
  const row = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    row(columns.map(({ label }) => label)),
    row(columns.map(() => '---')),
    ...lines.map((line) => row(columns.map(({ text }) => text(line)))),
    '',
  ].join('\n');
}

/** A text that a spreadsheet would take for a formula gets a quote in front, as in the exports of the server. */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(lines: readonly Line[]): string {
  const rows = lines.map((line) => COLUMNS.map(({ value }) => csvCell(value(line))).join(','));
  return [COLUMNS.map(({ label }) => csvCell(label)).join(','), ...rows, ''].join('\r\n');
}

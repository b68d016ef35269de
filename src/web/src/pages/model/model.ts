// The variants of a model with what is known of each: size, scores by benchmark and settings, rows of the grid.
import { isKnown } from '$lib/format/numbers';
import { bySize } from '$lib/variants/quantization';
import type { GridRow, ModelAnswer, VariantDetail } from './load';

export type ScoreSet = VariantDetail['scores'][number];

export interface Variant {
  id: string;
  /** "Q4_K_M", "Q4_K_M + adapter". */
  label: string;
  quantization: string;
  /** Bits a weight of the file; null when nobody measured it. */
  bits: number | null;
  sizeGb: number | null;
  parameters: number | null;
  testRuns: number;
  /** Different files under this one name. */
  files: number;
  sets: ScoreSet[];
  /** Without those borrowed from the base variant. */
  rows: GridRow[];
}

const rowKey = (quantization: string, adapter: string): string => `${quantization}\n${adapter}`;

function newestKnown(rows: readonly GridRow[], field: 'bits_per_weight' | 'model_size_gb' | 'n_params'): number | null {
  return rows.map((row) => row[field]).find(isKnown) ?? null;
}

/** Largest first. */
export function variantsOf(answer: ModelAnswer): Variant[] {
  const rows = new Map<string, GridRow[]>();
  for (const row of answer.rows) {
    if (row.speed_from_base) continue;
    const key = rowKey(row.quantization, row.lora_adapter);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  const variants = answer.variants.map((entry): Variant => {
    const { id, quantization, lora_adapter: adapter } = entry.variant;
    const own = rows.get(rowKey(quantization, adapter)) ?? [];
    return {
      id,
      label: adapter === '' ? quantization : `${quantization} + ${adapter}`,
      quantization,
      bits: newestKnown(own, 'bits_per_weight'),
      sizeGb: newestKnown(own, 'model_size_gb'),
      parameters: newestKnown(own, 'n_params'),
      testRuns: entry.test_run_count,
      files: entry.artifacts,
      sets: answer.details.get(id)?.scores ?? [],
      rows: own,
    };
  });
  return variants.sort((a, b) => bySize(a, b) || a.label.localeCompare(b.label));
}

export interface Choice {
  key: string;
  /** How many variants have it. */
  variants: number;
}

function counted(keys: Iterable<string>): Choice[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, variants]) => ({ key, variants }))
    .sort((a, b) => b.variants - a.variants || a.key.localeCompare(b.key));
}

/** The benchmarks somebody has scores of; the one most variants have comes first. */
export function benchmarksOf(variants: readonly Variant[]): Choice[] {
  return counted(variants.flatMap(({ sets }) => [...new Set(sets.map(({ benchmark }) => benchmark))]));
}

export interface Settings extends Choice {
  label: string;
  /** The context as the API names it. */
  context: string;
}

/** A short name for an address (FNV-1a). */
export function shortName(text: string): string {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** "lm-evaluation-harness · 5 shots · subset 0.1" */
export function contextLabel(context: Record<string, unknown>): string {
  const parts: string[] = [];
  const text = (name: string): string | null => {
    const value = context[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  if (text('harness')) parts.push(`${text('harness')}`);
  if (text('shots')) parts.push(`${text('shots')} shots`);
  for (const name of ['subset', 'limit', 'prompt_style', 'kv_type']) {
    if (text(name)) parts.push(`${name.replace('_', ' ')} ${text(name)}`);
  }
  return parts.length > 0 ? parts.join(' · ') : 'settings unknown';
}

/** The settings the benchmark was made under: only scores of the same ones are comparable. */
export function settingsOf(variants: readonly Variant[], benchmark: string): Settings[] {
  const sets = variants.flatMap((variant) => variant.sets.filter((set) => set.benchmark === benchmark));
  const questions = new Map<string, number>();
  const labels = new Map<string, string>();
  for (const set of sets) {
    const most = Math.max(questions.get(set.context_key) ?? 0, set.quality.questions ?? 0);
    questions.set(set.context_key, most);
    labels.set(set.context_key, contextLabel(set.context));
  }
  return counted(sets.map((set) => set.context_key))
    .sort((a, b) => b.variants - a.variants || (questions.get(b.key) ?? 0) - (questions.get(a.key) ?? 0))
    .map(({ key, variants: count }) => ({
      key: shortName(key),
      context: key,
      variants: count,
      label: labels.get(key) ?? '',
    }));
}

export interface Scored {
  variant: Variant;
  /** In the chosen benchmark and settings; null when there is none. */
  set: ScoreSet | null;
}

export function scoredIn(variants: readonly Variant[], benchmark: string, context: string): Scored[] {
  const isWanted = (set: ScoreSet): boolean => set.benchmark === benchmark && set.context_key === context;
  return variants.map((variant) => ({ variant, set: variant.sets.find(isWanted) ?? null }));
}

/** The one an address names when it is there, else the first. */
export function chosen<T extends { key: string }>(choices: readonly T[], wanted: string | null): T | null {
  return choices.find(({ key }) => key === wanted) ?? choices[0] ?? null;
}

/** Platforms with the kind of speed, most variants first. */
export function platformsOf(variants: readonly Variant[], hasSpeed: (row: GridRow) => boolean): Choice[] {
  return counted(
    variants.flatMap(({ rows }) => [...new Set(rows.filter(hasSpeed).map(({ platform }) => platform))]),
  );
}

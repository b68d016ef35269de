// Categories of a benchmark side by side.
import type { EChartsCoreOption } from '$lib/charts/echarts';
import { gap } from '$lib/charts/options';
import type { Palette } from '$lib/charts/palette';
import { exact } from '$lib/format/numbers';
import type { Scored } from './model';

/** As many as the colours of a chart keep apart. */
export const MOST_VARIANTS = 6;
/** Beyond this, names around a circle cannot be read. */
const MOST_NAMES = 24;

export interface Radar {
  categories: string[];
  lines: { label: string; scores: (number | null)[] }[];
  /** Categories that every line has: around a circle, a missing one would be drawn as zero. */
  shared: string[];
}

/** Variants that have scores by category; at least three, or there is no area to draw. */
export function withCategories(scored: readonly Scored[]): Scored[] {
  return scored.filter(({ set }) => (set?.categories.length ?? 0) >= 3);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The variants an address names ("Q8_0,Q4_K_M"), or the first six. */
export function pickVariants(candidates: readonly Scored[], wanted: string | null): Scored[] {
  if (wanted === null) return candidates.slice(0, MOST_VARIANTS);
  const labels = wanted.split(',').map(decoded);
  return candidates.filter(({ variant }) => labels.includes(variant.label)).slice(0, MOST_VARIANTS);
}

export const variantList = (labels: readonly string[]): string => labels.map(encodeURIComponent).join(',');

export function radarOf(picked: readonly Scored[]): Radar {
  const sets = picked.map(({ variant, set }) => ({ label: variant.label, parts: set?.categories ?? [] }));
  const categories = [...new Set(sets.flatMap(({ parts }) => parts.map(({ category }) => category)))].sort();
  const lines = sets.map(({ label, parts }) => ({
    label,
    scores: categories.map((name) => parts.find(({ category }) => category === name)?.score ?? null),
  }));
  return { categories, lines, shared: categories.filter((_, at) => lines.every(({ scores }) => scores[at] !== null)) };
}

export function radarOption({ categories, lines, shared }: Radar, palette: Palette, isNarrow: boolean): EChartsCoreOption {
  const most = isNarrow ? 11 : 24;
  const shorten = (name: string): string => (name.length > most ? `${name.slice(0, most - 1)}…` : name).replace(' ', '\n');
  return {
    legend: { bottom: 0, textStyle: { color: palette.text }, inactiveColor: palette.line },
    tooltip: {
      formatter: ({ name, data }: { name: string; data: { value: (number | '-')[] } }) =>
        [name, ...shared.map((category, at) => `${category}: ${exact(Number(data.value[at]))}`)].join('\n'),
    },
    radar: {
      indicator: shared.map((name) => ({ name, min: 0, max: 100 })),
      center: ['50%', '46%'],
      radius: isNarrow ? '56%' : '76%',
      axisName: { show: shared.length <= MOST_NAMES, color: palette.muted, fontSize: 11, formatter: shorten },
      axisLine: { lineStyle: { color: palette.line } },
      splitLine: { lineStyle: { color: palette.line } },
      splitArea: { show: false },
    },
    series: [
      {
        type: 'radar',
        symbolSize: 4,
        data: lines.map(({ label, scores }) => ({
          name: label,
          value: shared.map((category) => gap(scores[categories.indexOf(category)])),
          lineStyle: { width: 1.75 },
          areaStyle: { opacity: 0.04 },
        })),
      },
    ],
  };
}

// The option and the table of CategoryBars.svelte.
import { fixed, isKnown } from '$lib/format/numbers';
import type { CategoryScore } from '$lib/quality/categories';
import type { CustomSeriesRenderItem } from 'echarts';
import type { EChartsCoreOption } from './echarts';
import { axis, gap } from './options';
import type { Palette } from './palette';

export interface BarSeries {
  name: string;
  scores: readonly CategoryScore[];
  /** Place in the colours of the theme; else that in the list. */
  colour?: number;
}

/** Bars and whiskers have to agree on where a bar stands. */
const LAYOUT = { barGap: '15%', barCategoryGap: '28%' };

export function categoryNames(series: readonly BarSeries[]): string[] {
  return [...new Set(series.flatMap(({ scores }) => scores.map(({ name }) => name)))].sort();
}

function scoreOf(series: BarSeries, name: string): CategoryScore | undefined {
  return series.scores.find((score) => score.name === name);
}

function said(score: CategoryScore | undefined): string {
  if (!score) return 'unknown';
  const interval = isKnown(score.low) && isKnown(score.high) ? ` (${fixed(score.low)} to ${fixed(score.high)})` : '';
  return `${fixed(score.score)}${interval}${isKnown(score.questions) ? `, n ${score.questions}` : ''}`;
}

/** A line from low to high with ends, at the middle of bar `at` of `count`. */
function whisker(at: number, count: number, colour: string): CustomSeriesRenderItem {
  return (_, api) => {
    const offset = api.barLayout?.({ count, ...LAYOUT })?.[at]?.offsetCenter ?? 0;
    const [left = 0, middle = 0] = api.coord([api.value(1), api.value(0)]);
    const [right = 0] = api.coord([api.value(2), api.value(0)]);
    const y = middle + offset;
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: 'line' as const,
      shape: { x1, y1, x2, y2 },
      style: { stroke: colour, lineWidth: 1.2 },
    });
    return {
      type: 'group',
      children: [line(left, y, right, y), line(left, y - 3, left, y + 3), line(right, y - 3, right, y + 3)],
    };
  };
}

export function seriesColour({ colour }: BarSeries, at: number, palette: Palette): string {
  return palette.series[(colour ?? at) % palette.series.length] ?? palette.text;
}

export function barsOption(series: readonly BarSeries[], palette: Palette): EChartsCoreOption {
  const names = categoryNames(series);
  const bars = series.map((one, at) => ({
    type: 'bar',
    name: one.name,
    itemStyle: { color: seriesColour(one, at, palette), opacity: 0.75 },
    data: names.map((name) => gap(scoreOf(one, name)?.score)),
    ...LAYOUT,
  }));
  const whiskers = series.map((one, at) => ({
    type: 'custom',
    name: one.name,
    silent: true,
    z: 5,
    encode: { x: [1, 2], y: 0 },
    renderItem: whisker(at, series.length, palette.text),
    data: names.flatMap((name, place) => {
      const score = scoreOf(one, name);
      return isKnown(score?.low) && isKnown(score.high) ? [[place, score.low, score.high]] : [];
    }),
  }));
  return {
    grid: { left: 118, right: 20, top: series.length > 1 ? 64 : 12, bottom: 44 },
    ...(series.length > 1
      ? { legend: { type: 'plain', top: 0, left: 0, textStyle: { color: palette.text, fontSize: 11 }, itemHeight: 10 } }
      : {}),
    xAxis: axis(palette, { type: 'value', min: 0, max: 100, name: '%, with 95 % interval' }),
    yAxis: axis(palette, {
      type: 'category',
      data: names,
      inverse: true,
      axisLabel: { color: palette.muted, interval: 0, width: 108, overflow: 'truncate' },
    }),
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (items: { dataIndex: number }[]) => {
        const name = names[items[0]?.dataIndex ?? -1] ?? '';
        return [name, ...series.map((one) => `${one.name}: ${said(scoreOf(one, name))}`)].join('\n');
      },
    },
    series: [...bars, ...whiskers],
  };
}

type Cell = string | number | null;

export function barsTable(series: readonly BarSeries[]): { columns: string[]; rows: Cell[][] } {
  const columns = ['Category'];
  for (const { name } of series) {
    const label = series.length > 1 ? `${name}: ` : '';
    columns.push(`${label}score`, `${label}low`, `${label}high`, `${label}questions`);
  }
  const rows = categoryNames(series).map((name) => [
    name,
    ...series.flatMap((one): Cell[] => {
      const score = scoreOf(one, name);
      return [score?.score ?? null, score?.low ?? null, score?.high ?? null, score?.questions ?? null];
    }),
  ]);
  return { columns, rows };
}

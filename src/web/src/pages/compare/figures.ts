// Changes and intervals in words and as a chart.
import { axis } from '$lib/charts/options';
import type { EChartsCoreOption } from '$lib/charts/echarts';
import type { Palette } from '$lib/charts/palette';
import { fixed, isKnown } from '$lib/format/numbers';
import type { CustomSeriesRenderItem } from 'echarts';
import type { MetricRow, Other, PairMetric } from './comparison';

/** "+7.1", "−27.0", "0.0". */
export function withSign(value: number): string {
  return `${value < 0 ? '−' : value > 0 ? '+' : ''}${fixed(Math.abs(value))}`;
}

/** "+7.1 %". */
export function signed(percent: number | null | undefined): string {
  return isKnown(percent) ? `${withSign(percent)} %` : 'unknown';
}

/** The change of a metric; in words where there is no ratio, because A is 0. */
export function changeText({ a, b, change_percent: percent }: PairMetric): string {
  if (isKnown(percent)) return signed(percent);
  return a === b ? 'the same' : 'no ratio';
}

const asPercent = (ratio: number): number => 100 * (ratio - 1);

/** "+6.5 to +7.7 %"; null without an interval. */
export function intervalText({ ratio_low: low, ratio_high: high }: PairMetric): string | null {
  if (!isKnown(low) || !isKnown(high)) return null;
  return `${withSign(asPercent(low))} to ${signed(asPercent(high))}`;
}

/** Words of the verdict; null of the API is a metric without a better direction, "unknown" one with too few samples. */
export function verdictText(verdict: PairMetric['verdict']): string {
  return verdict === 'unknown' ? 'no verdict' : (verdict ?? 'neither is better');
}

export type VerdictKind = 'good' | 'bad' | 'neutral';
export function verdictKind(verdict: PairMetric['verdict']): VerdictKind {
  return verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : 'neutral';
}

/** Metrics with an interval in at least one pair: the others say nothing about noise. */
export function forestRows(rows: readonly MetricRow[]): MetricRow[] {
  return rows.filter((row) => [...row.others.values()].some((metric) => isKnown(metric.ratio_low)));
}

const SLOT = 0.7;

/** A dot at the change and a line over its interval. `of` places several runs in one row. */
function mark(at: number, count: number, colour: string): CustomSeriesRenderItem {
  return (_, api) => {
    const height = (api.size?.([0, 1]) as number[] | undefined)?.[1] ?? 20;
    const [left = 0, middle = 0] = api.coord([api.value(1), api.value(0)]);
    const [right = 0] = api.coord([api.value(2), api.value(0)]);
    const [x = 0] = api.coord([api.value(3), api.value(0)]);
    const y = middle + height * SLOT * ((at + 0.5) / count - 0.5);
    return {
      type: 'group',
      children: [
        { type: 'line', shape: { x1: left, y1: y, x2: right, y2: y }, style: { stroke: colour, lineWidth: 2 } },
        { type: 'circle', shape: { cx: x, cy: y, r: 4 }, style: { fill: colour } },
      ],
    };
  };
}

export function forestOption(rows: readonly MetricRow[], others: readonly Other[], palette: Palette): EChartsCoreOption {
  const names = rows.map(({ metric }) => metric);
  const width = Math.min(150, Math.max(...names.map((name) => name.length * 8), 40));
  return {
    grid: { left: width + 16, right: 24, top: others.length > 1 ? 36 : 12, bottom: 44 },
    ...(others.length > 1 ? { legend: { top: 0, left: 0, textStyle: { color: palette.text, fontSize: 11 }, itemHeight: 10 } } : {}),
    xAxis: axis(palette, { type: 'value', scale: true, name: '% against A, 95 % interval' }),
    yAxis: axis(palette, {
      type: 'category',
      data: names,
      inverse: true,
      axisLabel: { color: palette.muted, width, overflow: 'truncate', hideOverlap: true },
    }),
    tooltip: {
      trigger: 'item',
      formatter: ({ seriesName, value }: { seriesName: string; value: number[] }) => {
        const metric = rows[value[0] ?? -1]?.others.get(seriesName);
        return metric ? `${metric.metric}, ${seriesName}: ${signed(metric.change_percent)}\n${intervalText(metric) ?? ''}\n${verdictText(metric.verdict)}` : '';
      },
    },
    series: others.map(({ letter }, at) => ({
      type: 'custom',
      name: letter,
      itemStyle: { color: palette.series[at + 1] },
      encode: { x: [1, 2], y: 0 },
      clip: true,
      renderItem: mark(at, others.length, palette.series[at + 1] ?? palette.text),
      data: rows.flatMap((row, place) => {
        const metric = row.others.get(letter);
        if (!metric || !isKnown(metric.ratio) || !isKnown(metric.ratio_low) || !isKnown(metric.ratio_high)) return [];
        return [[place, asPercent(metric.ratio_low), asPercent(metric.ratio_high), asPercent(metric.ratio)]];
      }),
      ...(at === 0
        ? {
            markLine: {
              silent: true,
              symbol: 'none',
              label: { show: false },
              lineStyle: { color: palette.muted, type: 'solid', width: 1 },
              data: [{ xAxis: 0 }],
            },
          }
        : {}),
    })),
  };
}

export function forestTable(rows: readonly MetricRow[], others: readonly Other[]): { columns: string[]; rows: (string | number | null)[][] } {
  return {
    columns: ['Metric', 'Run', 'Ratio to A', 'Low', 'High', 'Verdict'],
    rows: rows.flatMap((row) =>
      others.flatMap(({ letter }) => {
        const metric = row.others.get(letter);
        return metric ? [[row.metric, letter, metric.ratio, metric.ratio_low, metric.ratio_high, verdictText(metric.verdict)]] : [];
      }),
    ),
  };
}

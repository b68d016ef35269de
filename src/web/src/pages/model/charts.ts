// Options of the charts of a model.
import type { EChartsCoreOption } from '$lib/charts/echarts';
import { whisker } from '$lib/charts/intervals';
import { axis, gap } from '$lib/charts/options';
import type { Palette } from '$lib/charts/palette';
import { exact, fixed, isKnown } from '$lib/format/numbers';
import type { Rung } from './ladder';
import type { ScoreSet } from './model';

export interface Point {
  label: string;
  x: number | null;
  quality: ScoreSet['quality'] | null;
}

export interface PointChart {
  points: Point[];
  xName: string;
  yName: string;
  unit: string;
}

function interval(low: number | null, high: number | null): string {
  return isKnown(low) && isKnown(high) ? `95 % interval ${fixed(low, 2)} to ${fixed(high, 2)}` : 'interval unknown';
}

/** Scores over a size or a speed, each with its interval; points without both numbers are left out. */
export function pointOption({ points, xName, yName, unit }: PointChart, palette: Palette): EChartsCoreOption {
  const drawn = points.flatMap(({ label, x, quality }) => (isKnown(x) && quality ? [{ label, x, quality }] : []));
  const whiskers = drawn.filter(({ quality }) => isKnown(quality.low) && isKnown(quality.high));
  return {
    grid: { left: 56, right: 40, top: 28, bottom: 48 },
    xAxis: axis(palette, { type: 'value', name: xName, scale: true, min: 0 }),
    yAxis: axis(palette, { type: 'value', name: yName, scale: true, nameGap: 38 }),
    tooltip: { formatter: ({ data }: { data: { note?: string } }) => data.note ?? '' },
    series: [
      {
        type: 'custom',
        renderItem: whisker(palette.series[0] ?? palette.text, false),
        encode: { x: 0, y: [1, 2] },
        data: whiskers.map(({ x, quality }) => [x, gap(quality.low), gap(quality.high)]),
        silent: true,
        tooltip: { show: false },
      },
      {
        type: 'scatter',
        symbolSize: 9,
        itemStyle: { color: palette.series[0] },
        data: drawn.map(({ label, x, quality }) => ({
          value: [x, quality.score],
          name: label,
          note: `${label}\n${yName} ${exact(quality.score)}\n${interval(quality.low, quality.high)}\n${exact(x, unit)}`,
        })),
        label: { show: true, formatter: '{b}', color: palette.text, fontSize: 11, distance: 7, position: 'right' },
        labelLayout: { moveOverlap: 'shiftY', hideOverlap: true },
      },
    ],
  };
}

export const pointTable = ({ points, xName }: PointChart) => ({
  columns: ['Variant', xName, 'Score', 'Low', 'High'],
  rows: points.map(({ label, x, quality }) => [
    label,
    x,
    quality?.score ?? null,
    quality?.low ?? null,
    quality?.high ?? null,
  ]),
});

/** The loss of every rung, largest variant on top. */
export function ladderOption(rungs: readonly Rung[], unit: string, palette: Palette): EChartsCoreOption {
  const color = ({ verdict }: Rung): string =>
    verdict === 'worse' ? palette.bad : verdict === 'better' ? palette.good : palette.muted;
  const longest = Math.max(...rungs.map(({ variant }) => variant.label.length));
  const whiskers = rungs.flatMap(({ loss }, at) => (isKnown(loss.low) && isKnown(loss.high) ? [{ loss, at }] : []));
  return {
    grid: { left: Math.min(170, longest * 7) + 16, right: 28, top: 8, bottom: 48 },
    xAxis: axis(palette, { type: 'value', name: `loss, ${unit}` }),
    yAxis: axis(palette, {
      type: 'category',
      inverse: true,
      data: rungs.map(({ variant }) => variant.label),
      axisLabel: { color: palette.text, width: 170, overflow: 'truncate' },
      splitLine: { show: false },
    }),
    tooltip: { formatter: ({ data }: { data: { note?: string } }) => data.note ?? '' },
    series: [
      {
        type: 'custom',
        renderItem: whisker(palette.muted, true),
        encode: { x: [1, 2], y: 0 },
        data: whiskers.map(({ loss, at }) => [at, gap(loss.low), gap(loss.high)]),
        silent: true,
        tooltip: { show: false },
      },
      {
        type: 'scatter',
        symbolSize: 11,
        data: rungs.map((rung, at) => ({
          value: [gap(rung.loss.value), at],
          itemStyle: { color: color(rung) },
          note: `${rung.variant.label}\nloss ${exact(rung.loss.value, unit)}\n${interval(rung.loss.low, rung.loss.high)}`,
        })),
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: palette.text, type: 'solid', width: 1 },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  };
}

// The frontier as an ECharts option, and as the table of its numbers.
import type { EChartsCoreOption } from '$lib/charts/echarts';
import { axis } from '$lib/charts/options';
import type { Palette } from '$lib/charts/palette';
import { benchmarkLabel } from '$lib/format/labels';
import { fixed, isKnown } from '$lib/format/numbers';
import type { Plotted, Point } from './frontier';
import type { Measure, Row } from './measures';

/** A span of values this wide is drawn logarithmically. */
const LOG_FROM_RATIO = 30;

const ON = 'On the frontier';
const BEATEN = 'Beaten';
const UNRANKED = 'Not ranked';

export function nameOf(row: Row): string {
  return [row.model_name, row.quantization, row.lora_adapter].filter((part) => part !== '').join(' ');
}

function tooltipOf(point: Point, measure: Measure): string {
  const { row, quality, x } = point;
  const interval = isKnown(quality.low) && isKnown(quality.high) ? ` (${fixed(quality.low)}–${fixed(quality.high)})` : '';
  const source = measure.source(row);
  return [
    nameOf(row),
    `${benchmarkLabel(quality.benchmark)} ${fixed(quality.score)}${interval}`,
    `${measure.label} ${fixed(x)} ${measure.unit}${source ? `, ${source}` : ''}`,
    `${row.platform} · ${row.backend} ${row.backend_version ?? 'version unknown'}`,
  ].join('\n');
}

function isWide(points: readonly Point[]): boolean {
  const values = points.map((point) => point.x);
  const least = Math.min(...values);
  return least > 0 && Math.max(...values) / least > LOG_FROM_RATIO;
}

interface Item {
  value: [number, number];
  id: string;
  tip: string;
  label?: { formatter: string };
}

function items(points: readonly Point[], measure: Measure, isNumbered = false): Item[] {
  return points.map((point, at) => ({
    value: [point.x, point.quality.score],
    id: point.row.id,
    tip: tooltipOf(point, measure),
    ...(isNumbered ? { label: { formatter: String(at + 1) } } : {}),
  }));
}

interface Drawing {
  value: (at: number) => number;
  coord: (point: [number, number]) => [number, number];
}

/** Vertical lines from low to high. */
function intervals(points: readonly Point[], colour: string): Record<string, unknown> {
  const data = points
    .filter(({ quality }) => isKnown(quality.low) && isKnown(quality.high))
    .map(({ x, quality }) => [x, quality.low, quality.high]);
  return {
    type: 'custom',
    name: '95 % interval',
    data,
    silent: true,
    z: 2,
    itemStyle: { color: colour },
    encode: { x: 0, y: [1, 2] },
    renderItem: (_: unknown, api: Drawing) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      const style = { stroke: colour, lineWidth: 1.5, opacity: 0.6 };
      return { type: 'line', shape: { x1: x, y1: low, x2: x, y2: high }, style };
    },
  };
}

export function option(plotted: Plotted, measure: Measure, benchmark: string, palette: Palette): EChartsCoreOption {
  const { frontier, others, unranked } = plotted;
  const all = [...frontier, ...others, ...unranked];
  const accent = palette.series[0] ?? palette.text;
  const scatter = { type: 'scatter', cursor: 'pointer' };
  return {
    grid: { left: 52, right: 20, top: 16, bottom: 72 },
    legend: { bottom: 0, itemGap: 12, itemHeight: 10, itemWidth: 14, textStyle: { color: palette.muted }, data: [ON, BEATEN, UNRANKED] },
    tooltip: { trigger: 'item', formatter: (hovered: { data?: Partial<Item> }) => hovered.data?.tip ?? '' },
    xAxis: axis(palette, {
      type: isWide(all) ? 'log' : 'value',
      scale: true,
      name: `${measure.label} (${measure.unit}), ${measure.better} is better`,
    }),
    yAxis: axis(palette, { type: 'value', scale: true, name: benchmarkLabel(benchmark), nameGap: 36 }),
    series: [
      {
        ...scatter,
        name: UNRANKED,
        data: items(unranked, measure),
        symbolSize: 8,
        itemStyle: { color: 'transparent', borderColor: palette.muted, borderWidth: 1.2, opacity: 0.7 },
      },
      {
        ...scatter,
        name: BEATEN,
        data: items(others, measure),
        symbolSize: 8,
        itemStyle: { color: palette.muted, opacity: 0.55 },
      },
      intervals(frontier, accent),
      {
        type: 'line',
        name: 'Steps',
        silent: true,
        showSymbol: false,
        step: measure.better === 'higher' ? 'start' : 'end',
        data: [...frontier].sort((a, b) => a.x - b.x).map((point) => [point.x, point.quality.score]),
        lineStyle: { color: accent, width: 1.5 },
        itemStyle: { color: accent },
        z: 2,
      },
      {
        ...scatter,
        name: ON,
        data: items(frontier, measure, true),
        symbolSize: 19,
        z: 4,
        itemStyle: { color: accent, borderColor: palette.surface, borderWidth: 1.5, opacity: 1 },
        label: { show: true, color: palette.surface, fontSize: 10.5, fontWeight: 700 },
      },
    ],
  };
}

type Cell = string | number | null;

/** Every point of the chart, those on the frontier first. */
export function table(plotted: Plotted, measure: Measure, benchmark: string): { columns: string[]; rows: Cell[][] } {
  const lines = (points: readonly Point[], place: (at: number) => string): Cell[][] =>
    points.map(({ row, quality, x }, at) => [place(at), nameOf(row), row.platform, quality.score, quality.low, quality.high, x]);
  return {
    columns: ['Place', 'Variant', 'Device', benchmarkLabel(benchmark), 'Low', 'High', `${measure.label} (${measure.unit})`],
    rows: [
      ...lines(plotted.frontier, (at) => `frontier ${at + 1}`),
      ...lines(plotted.others, () => 'beaten in both'),
      ...lines(plotted.unranked, () => 'not ranked'),
    ],
  };
}

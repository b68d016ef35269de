// The metrics of a run in the order people look for them, and the strip plot of their samples.
import { axis } from '$lib/charts/options';
import type { EChartsCoreOption } from '$lib/charts/echarts';
import type { Palette } from '$lib/charts/palette';
import { exact, fixed } from '$lib/format/numbers';
import { unitLabel } from '$lib/format/metrics';
import type { Metric } from './detail';

const UNITS = ['tok/s', 'req/s', 'ms', 's', 'GB', 'W'];
const byName = new Intl.Collator('en', { numeric: true });

/** The metric that a reader copied this one from ("tg128"); null for what was measured itself. */
export function copiedFrom(metric: Metric): string | null {
  const from = metric.context['from'];
  return typeof from === 'string' ? from : null;
}

/** Speeds, then times, then sizes, then the rest; copies last. */
export function inOrder(metrics: readonly Metric[]): Metric[] {
  const rank = (metric: Metric): number => {
    const unit = UNITS.indexOf(metric.unit);
    return (copiedFrom(metric) === null ? 0 : 100) + (unit < 0 ? UNITS.length : unit);
  };
  return [...metrics].sort((a, b) => rank(a) - rank(b) || byName.compare(a.metric_name, b.metric_name));
}

/** What llama-bench measured in nanoseconds; the value in tok/s is made of it. */
const RAW_TIMES = new Set(['avg_ns', 'stddev_ns']);

/** "n_prompt 512 · n_gen 0": what else the tool wrote beside a value. */
export function contextText(metric: Metric): string {
  return Object.entries(metric.context)
    .filter(([name, value]) => !RAW_TIMES.has(name) && !(name === 'test' && value === metric.metric_name))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

export interface Strip {
  name: string;
  unit: string;
  median: number;
  samples: number[];
  /** Of each sample from the median, in percent. */
  deviations: number[];
}

/** Metrics with two samples or more, around a median that is not 0. */
export function strips(metrics: readonly Metric[]): Strip[] {
  return inOrder(metrics).flatMap(({ metric_name: name, unit, median, samples }) => {
    if (samples.length < 2 || median === null || median === 0) return [];
    const deviations = samples.map((sample) => 100 * (sample / median - 1));
    return [{ name, unit: unitLabel(unit), median, samples, deviations }];
  });
}

/** Room for the longest name, in pixels; long ones are cut. */
export function nameWidth(names: readonly string[]): number {
  return Math.min(150, Math.max(...names.map((name) => name.length * 8), 40));
}

export function stripOption(rows: readonly Strip[], palette: Palette): EChartsCoreOption {
  const names = rows.map(({ name }) => name);
  const width = nameWidth(names);
  const furthest = Math.max(...rows.flatMap(({ deviations }) => deviations.map(Math.abs)), 0.1);
  // A single sample far out would press all others together; the axis is the same on both sides, to show skew.
  const limit = Number((furthest * 1.1).toPrecision(2));
  return {
    grid: { left: width + 16, right: 24, top: 12, bottom: 44 },
    xAxis: axis(palette, { type: 'value', min: -limit, max: limit, name: '% from the median' }),
    yAxis: axis(palette, {
      type: 'category',
      data: names,
      inverse: true,
      splitLine: { show: true, lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, width, overflow: 'truncate', hideOverlap: true },
    }),
    tooltip: {
      trigger: 'item',
      formatter: ({ value }: { value: [number, number, number] }) => {
        const row = rows[value[1]];
        return row ? `${row.name}: ${exact(value[2], row.unit)}\n${fixed(value[0], 2)} % from the median` : '';
      },
    },
    series: [
      {
        type: 'scatter',
        symbol: 'rect',
        symbolSize: [3, rows.length > 14 ? 9 : 16],
        itemStyle: { color: palette.series[0], opacity: 0.75 },
        data: rows.flatMap((row, at) => row.deviations.map((deviation, place) => [deviation, at, row.samples[place]])),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: palette.muted, type: 'solid', width: 1 },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  };
}

export function stripTable(rows: readonly Strip[]): { columns: string[]; rows: (string | number)[][] } {
  return {
    columns: ['Metric', 'Unit', 'Sample', 'Value', 'From the median (%)'],
    rows: rows.flatMap((row) =>
      row.samples.map((sample, at) => [row.name, row.unit, at + 1, sample, row.deviations[at] ?? 0]),
    ),
  };
}

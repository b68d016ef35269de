// Speed behind a growing context, one curve for each configuration.
import type { EChartsCoreOption } from '$lib/charts/echarts';
import { axis, gap } from '$lib/charts/options';
import type { Palette } from '$lib/charts/palette';
import { exact, tokens } from '$lib/format/numbers';
import type { GridRow } from './load';

/** As many as colours are kept apart. */
export const MOST_CURVES = 6;
/** Every depth is a request of its own. */
const MOST_DEPTHS = 32;
const LEGEND_LINE_PX = 19;

export type CurveKind = 'generation' | 'prompt';

export interface Curve {
  id: string;
  label: string;
  points: { depth: number; value: number; test: string }[];
}

/** "Q8_0 · llama.cpp 6423 · fa"; without the commit that builds carry, which leaves no room for the settings. */
export function configurationLabel(row: GridRow): string {
  const version = row.backend_version === null ? '' : ` ${row.backend_version.replace(/ \([^)]*\)$/, '')}`;
  return [row.quantization, `${row.flavour || row.backend}${version}`, row.settings_summary]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Every depth that configurations with a curve were measured at. */
export function depthsOf(rows: readonly GridRow[]): number[] {
  const deep = rows.filter((row) => row.measured_depths.length > 1);
  return [...new Set(deep.flatMap((row) => row.measured_depths))].sort((a, b) => a - b).slice(0, MOST_DEPTHS);
}

function pointOf(row: GridRow, kind: CurveKind, depth: number) {
  const [value, measured, test] =
    kind === 'generation'
      ? [row.tokens_per_second, row.speed_depth, row.speed_test]
      : [row.prompt_tokens_per_second, row.prompt_speed_depth, row.prompt_speed_test];
  // The API also answers with the nearest depth; a curve has each point where it was measured.
  return value === null || measured !== depth ? [] : [{ depth, value, test: test ?? 'test unknown' }];
}

/** Those with most points first; one point is no curve. */
export function curvesOf(atDepths: ReadonlyMap<number, readonly GridRow[]>, kind: CurveKind, ids: ReadonlySet<string>): Curve[] {
  const curves = new Map<string, Curve>();
  for (const [depth, rows] of atDepths) {
    for (const row of rows) {
      if (!ids.has(row.configuration_id)) continue;
      const id = row.configuration_id;
      const curve = curves.get(id) ?? { id, label: configurationLabel(row), points: [] };
      curve.points.push(...pointOf(row, kind, depth));
      curves.set(id, curve);
    }
  }
  return [...curves.values()]
    .filter(({ points }) => points.length > 1)
    .sort((a, b) => b.points.length - a.points.length || (b.points[0]?.value ?? 0) - (a.points[0]?.value ?? 0));
}

/** Says of each curve only what others do not have, so that a legend is short; a number where nothing differs. */
export function distinct(curves: readonly Curve[]): Curve[] {
  const parts = curves.map(({ label }) => label.split(' · '));
  const isShared = (part: string): boolean => parts.every((others) => others.includes(part));
  const seen = new Map<string, number>();
  return curves.map((curve, at) => {
    const own = (parts[at] ?? []).filter((part, place) => place === 0 || curves.length === 1 || !isShared(part));
    const label = own.join(' · ');
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return { ...curve, label: count === 1 ? label : `${label} (${count})` };
  });
}

export function curveOption(curves: readonly Curve[], palette: Palette, isNarrow: boolean): EChartsCoreOption {
  return {
    grid: { left: 56, right: 24, top: 12, bottom: 52 + LEGEND_LINE_PX * curves.length },
    legend: {
      orient: 'vertical',
      bottom: 0,
      left: 8,
      itemGap: 4,
      textStyle: { color: palette.text, width: isNarrow ? 230 : 460, overflow: 'truncate' },
      inactiveColor: palette.line,
    },
    xAxis: axis(palette, {
      type: 'value',
      name: 'tokens of context before',
      axisLabel: { color: palette.muted, hideOverlap: true, formatter: (value: number) => tokens(value) },
    }),
    yAxis: axis(palette, { type: 'value', name: 'tok/s', nameGap: 40, min: 0 }),
    tooltip: { formatter: ({ data }: { data: { note: string } }) => data.note },
    series: curves.map(({ label, points }, at) => ({
      type: 'line',
      name: label,
      symbolSize: 7,
      symbol: ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'emptyCircle'][at % MOST_CURVES],
      data: points.map(({ depth, value, test }) => ({
        value: [depth, gap(value)],
        note: `${label}\n${exact(value, 'tok/s')} behind ${exact(depth)} tokens\n${test}`,
      })),
    })),
  };
}

export const curveTable = (curves: readonly Curve[]) => ({
  columns: ['Configuration', 'Depth', 'Test', 'Speed, tok/s'],
  rows: curves.flatMap(({ label, points }) => points.map(({ depth, value, test }) => [label, depth, test, value])),
});

// Heat maps: a strong colour is good, whichever direction is better; what nobody measured has no cell.
import { fixed, isKnown } from '$lib/format/numbers';
import type { EChartsCoreOption } from './echarts';
import { axis } from './options';
import type { Palette } from './palette';

export interface HeatCell {
  column: number;
  row: number;
  value: number;
  /** Lines of the tooltip. */
  note: string;
}

export interface Heat {
  columns: string[];
  rows: string[];
  cells: HeatCell[];
  columnName?: string;
  rowName?: string;
  isLowerBetter?: boolean;
  digits?: number;
}

const LETTER_PX = 6.6;
/** Room for the names of rows; narrow windows wrap them earlier. */
const MOST_LABEL_PX = { wide: 180, narrow: 84 };

function bounds(values: number[]): { min: number; max: number } {
  const min = Math.min(...values);
  const max = Math.max(...values);
  return min === max ? { min: min - 1, max } : { min, max };
}

export function heatOption(heat: Heat, palette: Palette, isNarrow = false): EChartsCoreOption {
  const known = heat.cells.filter(({ value }) => isKnown(value));
  const { min, max } = bounds(known.map(({ value }) => value));
  const longest = Math.max(0, ...heat.rows.map((name) => name.length));
  const most = isNarrow ? MOST_LABEL_PX.narrow : MOST_LABEL_PX.wide;
  const labels = Math.min(most, longest * LETTER_PX);
  // ECharts keeps the whole width free that a label may have, used or not.
  const wrapped = longest * LETTER_PX > most ? { width: most, overflow: 'break' } : {};
  const colors = heat.isLowerBetter ? [...palette.heat].reverse() : palette.heat;
  const goodness = (value: number): number => (heat.isLowerBetter ? max - value : value - min) / (max - min);
  const data = known.map((cell) => ({
    value: [cell.column, cell.row, cell.value],
    note: cell.note,
    label: { color: goodness(cell.value) > 0.55 ? palette.surface : palette.text },
  }));
  return {
    grid: { left: labels + (heat.rowName ? 40 : 16), right: 12, top: 8, bottom: heat.columnName ? 44 : 28 },
    xAxis: axis(palette, {
      type: 'category',
      data: heat.columns,
      name: heat.columnName ?? '',
      splitLine: { show: false },
      splitArea: { show: false },
    }),
    yAxis: axis(palette, {
      type: 'category',
      data: heat.rows,
      inverse: true,
      name: heat.rowName ?? '',
      nameGap: labels + 20,
      splitLine: { show: false },
      axisLabel: { color: palette.muted, lineHeight: 14, ...wrapped },
    }),
    visualMap: { show: false, min, max, inRange: { color: colors } },
    tooltip: { formatter: ({ data: point }: { data: { note: string } }) => point.note },
    series: [
      {
        type: 'heatmap',
        data,
        label: {
          show: true,
          fontSize: isNarrow ? 10 : 12,
          formatter: ({ value }: { value: number[] }) => fixed(value[2], heat.digits ?? 1),
        },
        labelLayout: { hideOverlap: true },
        itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: palette.text, borderWidth: 1 } },
      },
    ],
  };
}

/** Rows of the text alternative, one for each cell. */
export function heatTable(heat: Heat): (string | number | null)[][] {
  return heat.cells.map((cell) => [heat.rows[cell.row] ?? '', heat.columns[cell.column] ?? '', cell.value]);
}

/** A height that leaves room for every row. */
export function heatHeight(rows: number): 'small' | 'medium' | 'large' {
  if (rows <= 4) return 'small';
  return rows <= 10 ? 'medium' : 'large';
}

import type { EChartsCoreOption } from './echarts';
import type { Palette } from './palette';

/** What ECharts draws as a gap: an unknown number is never drawn as zero. */
export function gap(value: number | null | undefined): number | '-' {
  return typeof value === 'number' && Number.isFinite(value) ? value : '-';
}

/** An axis in the colours of the theme; `more` wins. */
export function axis(palette: Palette, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.muted },
    nameLocation: 'middle',
    nameGap: 30,
    ...more,
  };
}

/** What every chart starts from. Tooltips are drawn on the canvas: HTML ones need inline styles. */
export function withDefaults(option: EChartsCoreOption, palette: Palette): EChartsCoreOption {
  const tooltip = option['tooltip'] as Record<string, unknown> | undefined;
  return {
    color: palette.series,
    animation: false,
    grid: { left: 56, right: 24, top: 32, bottom: 48 },
    ...option,
    textStyle: { fontFamily: palette.font, color: palette.text },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
      ...tooltip,
    },
  };
}

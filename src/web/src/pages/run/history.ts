// The runs of a series: one configuration over versions of its backend.
import { axis, gap } from '$lib/charts/options';
import type { EChartsCoreOption } from '$lib/charts/echarts';
import type { Palette } from '$lib/charts/palette';
import { testLabel } from '$lib/format/labels';
import { exact, fixed, isKnown } from '$lib/format/numbers';
import { moment } from '$lib/format/time';
import type { Detail, GridRow } from './detail';

export interface HistoryRun {
  id: string;
  timestamp: string | null;
  version: string | null;
  speed: number | null;
  speedTest: string;
  prompt: number | null;
  promptTest: string;
  memory: number | null;
  isThis: boolean;
  isVoided: boolean;
  status: string;
}

export type Figure = 'speed' | 'prompt' | 'memory';
export const FIGURES: Record<Figure, { label: string; unit: string }> = {
  speed: { label: 'Generation speed', unit: 'tok/s' },
  prompt: { label: 'Prompt speed', unit: 'tok/s' },
  memory: { label: 'Memory', unit: 'GiB' },
};

/** Newest first; runs without a time last. `rows` are the runs of the series that the grid has. */
export function historyOf(detail: Detail, rows: readonly GridRow[]): HistoryRun[] {
  const { run, configuration } = detail;
  const runs = rows.map((row): HistoryRun => ({
    id: row.id,
    timestamp: row.timestamp,
    version: row.backend_version,
    speed: row.tokens_per_second,
    speedTest: testLabel(row.speed_test, row.speed_depth),
    prompt: row.prompt_tokens_per_second,
    promptTest: testLabel(row.prompt_speed_test, row.prompt_speed_depth),
    memory: row.memory_gb,
    isThis: row.id === run.id,
    isVoided: false,
    status: 'completed',
  }));
  const listed = new Set(runs.map(({ id }) => id));
  for (const one of configuration.runs) {
    // The grid leaves out what is voided or failed; of these the detail does not say the test.
    if (listed.has(one.id)) continue;
    const isThis = one.id === run.id;
    runs.push({
      id: one.id,
      timestamp: one.timestamp,
      version: run.backend_version,
      speed: one.tokens_per_second,
      speedTest: isThis ? testLabel(run.headline.speed?.test, run.headline.speed?.depth) : '',
      prompt: one.prompt_tokens_per_second,
      promptTest: isThis ? testLabel(run.headline.prompt_speed?.test, run.headline.prompt_speed?.depth) : '',
      memory: one.memory_gb,
      isThis,
      isVoided: one.voided,
      status: one.status,
    });
  }
  return runs.sort((a, b) => (b.timestamp ?? '').localeCompare(a.timestamp ?? '') || a.id.localeCompare(b.id));
}

function testOf(run: HistoryRun, figure: Figure): string {
  if (figure === 'memory') return '';
  return figure === 'speed' ? run.speedTest : run.promptTest;
}

/** The runs that can be drawn as one line: with a time, a value, the same test, and counted. Oldest first. */
export function pointsOf(runs: readonly HistoryRun[], figure: Figure): HistoryRun[] {
  const countable = runs.filter((run) => run.timestamp !== null && isKnown(run[figure]) && !run.isVoided);
  const wanted = countable.find(({ isThis }) => isThis) ?? countable[0];
  if (!wanted) return [];
  return countable.filter((run) => testOf(run, figure) === testOf(wanted, figure)).reverse();
}

export function historyOption(points: readonly HistoryRun[], figure: Figure, palette: Palette): EChartsCoreOption {
  const { unit } = FIGURES[figure];
  const colour = palette.series[0] ?? palette.text;
  return {
    grid: { left: 64, right: 24, top: 16, bottom: 44 },
    xAxis: axis(palette, { type: 'time', name: 'measured', splitLine: { show: false } }),
    yAxis: axis(palette, { type: 'value', scale: true, name: unit, nameGap: 48 }),
    tooltip: {
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const run = points[dataIndex];
        if (!run) return '';
        return `${fixed(run[figure])} ${unit} (${exact(run[figure])})\n${moment(run.timestamp)}\n${run.version ?? 'version unknown'}`;
      },
    },
    series: [
      {
        type: 'line',
        lineStyle: { width: 1.5, color: colour, opacity: 0.6 },
        data: points.map((run) => ({
          value: [run.timestamp, gap(run[figure])],
          id: run.id,
          symbol: run.isThis ? 'diamond' : 'circle',
          symbolSize: run.isThis ? 13 : 7,
          itemStyle: { color: run.isThis ? palette.series[1] : colour },
        })),
      },
    ],
  };
}

export function historyTable(points: readonly HistoryRun[], figure: Figure): { columns: string[]; rows: (string | number | null)[][] } {
  return {
    columns: ['Measured', 'Build', `${FIGURES[figure].label} (${FIGURES[figure].unit})`],
    rows: points.map((run) => [moment(run.timestamp), run.version ?? 'unknown', run[figure]]),
  };
}

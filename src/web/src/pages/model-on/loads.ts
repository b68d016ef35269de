// Figures of one backend and quantization over concurrency and power limit.
import type { Heat, HeatCell } from '$lib/charts/heat';
import { exact, isKnown } from '$lib/format/numbers';
import type { Analysis } from './load';

export type Figure = 'speed' | 'ttft' | 'tpot' | 'itl' | 'efficiency';

export interface FigureInfo {
  key: Figure;
  title: string;
  unit: string;
  isLowerBetter: boolean;
  /** The API's value is divided by it. */
  scale: number;
}

export const FIGURES: FigureInfo[] = [
  { key: 'speed', title: 'Speed', unit: 'tok/s', isLowerBetter: false, scale: 1 },
  { key: 'ttft', title: 'Time to first token (TTFT)', unit: 'ms', isLowerBetter: true, scale: 1 },
  { key: 'tpot', title: 'Time per output token (TPOT)', unit: 'ms', isLowerBetter: true, scale: 1 },
  { key: 'itl', title: 'Inter-token latency (ITL)', unit: 'ms', isLowerBetter: true, scale: 1 },
  { key: 'efficiency', title: 'Efficiency', unit: 'million tokens/kWh', isLowerBetter: false, scale: 1e6 },
];

type Data = Analysis['heatmap_data'];
type Cells = Record<string, Record<string, number>>;

const cellsOf = (data: Data, figure: Figure, entry: string): Cells => data[`${figure}_data`][entry] ?? {};

const powerLabel = (watts: number): string => (watts === 0 ? 'unknown' : `${watts} W`);

/** "llama.cpp||Q8_0" as people read it. */
export function entryLabel(entry: string): string {
  const [backend = '', quantization = ''] = entry.split('||');
  return `${quantization} · ${backend}`;
}

/** Cells with any figure, as "power concurrency". */
function places(data: Data, entry: string): Set<string> {
  const found = new Set<string>();
  for (const { key } of FIGURES) {
    for (const [power, line] of Object.entries(cellsOf(data, key, entry))) {
      for (const requests of Object.keys(line)) found.add(`${power} ${requests}`);
    }
  }
  return found;
}

/** Entries with at least one cell, those with most first. */
export function entriesOf(data: Data): { key: string; cells: number }[] {
  return data.quantizations
    .map((key) => ({ key, cells: places(data, key).size }))
    .filter(({ cells }) => cells > 0)
    .sort((a, b) => b.cells - a.cells);
}

/** All figures of an entry share their rows and columns, so that they can be read across. */
export function heatOf(data: Data, entry: string, info: FigureInfo): Heat {
  const used = [...places(data, entry)].map((place) => place.split(' ').map(Number));
  const powers = data.power_limits.filter((watts) => used.some(([power]) => power === watts));
  const requests = data.concurrent_requests.filter((count) => used.some(([, one]) => one === count));
  const cells: HeatCell[] = powers.flatMap((watts, row) =>
    requests.flatMap((count, column) => {
      const value = cellsOf(data, info.key, entry)[String(watts)]?.[String(count)];
      if (!isKnown(value)) return [];
      const scaled = value / info.scale;
      const note = `${info.title}: ${exact(scaled, info.unit)}\n${count} at a time · power limit ${powerLabel(watts)}`;
      return [{ row, column, value: scaled, note }];
    }),
  );
  return {
    columns: requests.map(String),
    rows: powers.map(powerLabel),
    cells,
    columnName: 'concurrent requests',
    rowName: 'power limit',
    isLowerBetter: info.isLowerBetter,
  };
}

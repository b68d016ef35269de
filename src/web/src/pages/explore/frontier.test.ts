import { expect, test } from 'vitest';
import { cheapestAlike, frontierOf, intervalsOverlap, plot, type Point } from './frontier';
import { measureOf, type Row } from './measures';

interface Figures {
  score: number | null;
  speed?: number | null;
  memory?: number | null;
  ranked?: boolean;
  tags?: string[];
  interval?: [number, number];
  higherIsBetter?: boolean;
}

function row(name: string, figures: Figures): Row {
  const { score, speed = null, memory = null, ranked = true, tags = [], interval, higherIsBetter = true } = figures;
  const quality =
    score === null
      ? null
      : { score, low: interval?.[0] ?? null, high: interval?.[1] ?? null, higher_is_better: higherIsBetter };
  return {
    model_name: name,
    quantization: 'Q8_0',
    lora_adapter: '',
    tokens_per_second: speed,
    memory_gb: memory,
    speed_ranked: ranked,
    tags,
    quality,
  } as unknown as Row;
}

const SPEED = measureOf('speed');
const MEMORY = measureOf('memory');
const names = (points: readonly Point[]): string[] => points.map((point) => point.row.model_name);

test('what another beats in both is not on the frontier', () => {
  const plotted = plot(
    [
      row('small', { score: 40, speed: 200 }),
      row('beaten', { score: 39, speed: 150 }),
      row('large', { score: 70, speed: 20 }),
      row('middle', { score: 60, speed: 80 }),
      row('equally good, slower', { score: 60, speed: 70 }),
    ],
    SPEED,
  );
  expect(names(plotted.frontier)).toEqual(['large', 'middle', 'small']);
  expect(names(plotted.others)).toEqual(['beaten', 'equally good, slower']);
});

test('less memory is better, and unknown memory is counted, never zero', () => {
  const plotted = plot(
    [
      row('large', { score: 70, memory: 20 }),
      row('wasteful', { score: 60, memory: 22 }),
      row('small', { score: 40, memory: 2 }),
      row('unknown', { score: 90, memory: null }),
    ],
    MEMORY,
  );
  expect(names(plotted.frontier)).toEqual(['large', 'small']);
  expect(plotted.unplaced).toBe(1);
});

test('rows that are not ranked are drawn apart, and so are samples', () => {
  const rows = [
    row('ranked', { score: 50, speed: 50, memory: 5 }),
    row('other load', { score: 60, speed: 900, memory: 7, ranked: false }),
    row('sample', { score: 80, speed: 900, memory: 1, ranked: false, tags: ['sample'] }),
  ];
  expect(names(plot(rows, SPEED).frontier)).toEqual(['ranked']);
  expect(names(plot(rows, SPEED).unranked)).toEqual(['other load', 'sample']);
  expect(names(plot(rows, MEMORY).frontier)).toEqual(['other load', 'ranked']);
});

test('a lower perplexity is the better quality', () => {
  const rows = [
    row('good', { score: 5.1, speed: 20, higherIsBetter: false }),
    row('bad', { score: 9.7, speed: 10, higherIsBetter: false }),
    row('quick', { score: 7.2, speed: 90, higherIsBetter: false }),
  ];
  expect(names(plot(rows, SPEED).frontier)).toEqual(['good', 'quick']);
});

test('of equal points of one variant one stays, other variants all', () => {
  const rows = ['a', 'a', 'b'].map((name) => row(name, { score: 50, memory: 5 }));
  expect(names(plot(rows, MEMORY).frontier)).toEqual(['a', 'b']);
  expect(frontierOf([], 'higher')).toEqual([]);
});

test('rows without a score are nowhere', () => {
  const plotted = plot([row('x', { score: null, speed: 5 })], SPEED);
  expect(plotted).toEqual({ frontier: [], others: [], unranked: [], unplaced: 0 });
});

test('the cheapest that may be as good is the last whose interval overlaps that of the best', () => {
  const { frontier } = plot(
    [
      row('best', { score: 66, speed: 30, interval: [63, 69] }),
      row('alike', { score: 63, speed: 90, interval: [61, 65] }),
      row('worse', { score: 50, speed: 200, interval: [48, 52] }),
    ],
    SPEED,
  );
  expect(cheapestAlike(frontier)?.row.model_name).toBe('alike');
  expect(cheapestAlike(frontier.slice(0, 1))).toBeNull();
});

test('without an interval nobody knows whether scores overlap', () => {
  const [a, b] = [row('a', { score: 1, interval: [0, 2] }), row('b', { score: 1 })].map(({ quality }) => quality);
  if (!a || !b) throw new Error('both have a score');
  expect(intervalsOverlap(a, b)).toBeNull();
  expect(intervalsOverlap(a, a)).toBe(true);
});

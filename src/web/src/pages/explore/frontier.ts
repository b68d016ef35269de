// The Pareto frontier: every configuration that no other beats in one of two things without being worse in the other.
import { isKnown } from '$lib/format/numbers';
import type { Measure, Row } from './measures';

type Quality = NonNullable<Row['quality']>;

export interface Point {
  row: Row;
  quality: Quality;
  /** Of the measure. */
  x: number;
}

export interface Plotted {
  /** Best quality first. */
  frontier: Point[];
  /** Ranked, but beaten in both. */
  others: Point[];
  /** Not to be compared with the others. */
  unranked: Point[];
  /** Rows with a score whose measure nobody knows. */
  unplaced: number;
}

type Direction = 'higher' | 'lower';

const sign = (direction: Direction): number => (direction === 'higher' ? 1 : -1);
const qualityDirection = (quality: Quality): Direction => (quality.higher_is_better ? 'higher' : 'lower');
const variantOf = ({ model_name, quantization, lora_adapter }: Row): string =>
  JSON.stringify([model_name, quantization, lora_adapter]);

/** Best quality first. Of equal points of one variant the first stands for all. */
export function frontierOf(points: readonly Point[], better: Direction): Point[] {
  const first = points[0];
  if (!first) return [];
  const up = sign(qualityDirection(first.quality));
  const right = sign(better);
  const ordered = [...points].sort(
    (a, b) => up * (b.quality.score - a.quality.score) || right * (b.x - a.x),
  );
  const kept: Point[] = [];
  for (const point of ordered) {
    const last = kept.at(-1);
    if (!last || right * (point.x - last.x) > 0) {
      kept.push(point);
    } else if (point.x === last.x && point.quality.score === last.quality.score) {
      const isNew = kept.every((other) => variantOf(other.row) !== variantOf(point.row));
      if (isNew) kept.push(point);
    }
  }
  return kept;
}

export function plot(rows: readonly Row[], measure: Measure): Plotted {
  const ranked: Point[] = [];
  const unranked: Point[] = [];
  let unplaced = 0;
  for (const row of rows) {
    const x = measure.value(row);
    if (row.quality === null) continue;
    if (!isKnown(x)) unplaced += 1;
    else (measure.isRanked(row) ? ranked : unranked).push({ row, quality: row.quality, x });
  }
  const frontier = frontierOf(ranked, measure.better);
  const isFrontier = new Set(frontier);
  return { frontier, others: ranked.filter((point) => !isFrontier.has(point)), unranked, unplaced };
}

/** The 95 % intervals of both scores have values in common; null when one has no interval. */
export function intervalsOverlap(a: Quality, b: Quality): boolean | null {
  if (!isKnown(a.low) || !isKnown(a.high) || !isKnown(b.low) || !isKnown(b.high)) return null;
  return a.low <= b.high && b.low <= a.high;
}

/** The point furthest along the measure whose interval overlaps that of the best; null when that is the best itself. */
export function cheapestAlike(frontier: readonly Point[]): Point | null {
  const best = frontier[0];
  if (!best) return null;
  const alike = frontier.filter((point) => intervalsOverlap(best.quality, point.quality) === true).at(-1);
  return alike === undefined || alike === best ? null : alike;
}

// The quantization ladder: what a smaller file costs in quality, with the interval of the difference.
import { fixed, isKnown } from '$lib/format/numbers';
import type { Scored, ScoreSet, Variant } from './model';

type Interval = Pick<ScoreSet['quality'], 'score' | 'low' | 'high'>;

export interface Difference {
  value: number;
  /** 95 % interval; null when one of the scores has none. */
  low: number | null;
  high: number | null;
}

/** a - b with Newcombe's interval: it takes the two scores as independent, which makes it wider than a paired one. */
export function difference(a: Interval, b: Interval): Difference {
  const value = a.score - b.score;
  if (!isKnown(a.low) || !isKnown(a.high) || !isKnown(b.low) || !isKnown(b.high)) return { value, low: null, high: null };
  return {
    value,
    low: value - Math.hypot(a.score - a.low, b.high - b.score),
    high: value + Math.hypot(a.high - a.score, b.score - b.low),
  };
}

export type Verdict = 'reference' | 'worse' | 'better' | 'open' | 'unknown';

export interface Rung {
  variant: Variant;
  set: ScoreSet;
  /** What is lost against the reference: positive is worse, whichever direction is better. */
  loss: Difference;
  verdict: Verdict;
}

function verdictOf(loss: Difference): Verdict {
  if (loss.low === null || loss.high === null) return 'unknown';
  if (loss.low > 0) return 'worse';
  return loss.high < 0 ? 'better' : 'open';
}

/** Of the variants with a score, largest first; the first is the reference. */
export function ladderOf(scored: readonly Scored[]): Rung[] {
  const rungs = scored.flatMap(({ variant, set }) => (set === null ? [] : [{ variant, set }]));
  const reference = rungs[0];
  if (!reference) return [];
  return rungs.map(({ variant, set }, at) => {
    if (at === 0) return { variant, set, loss: { value: 0, low: null, high: null }, verdict: 'reference' };
    const isLowerBetter = set.quality.higher_is_better === false;
    const [better, worse] = isLowerBetter ? [set.quality, reference.set.quality] : [reference.set.quality, set.quality];
    const loss = difference(better, worse);
    return { variant, set, loss, verdict: verdictOf(loss) };
  });
}

/** "loses 2.1 (0.3 to 3.9)", in the unit of the score. */
export function verdictWords({ loss, verdict }: Rung, unit: string): string {
  const amount = `${fixed(Math.abs(loss.value))} ${unit}`;
  switch (verdict) {
    case 'reference':
      return 'reference';
    case 'worse':
      return `loses ${amount}`;
    case 'better':
      return `gains ${amount}`;
    case 'open':
      return 'no proven difference';
    case 'unknown':
      return 'cannot be said: no interval';
  }
}

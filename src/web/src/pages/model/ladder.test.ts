import { expect, test } from 'vitest';
import { difference, ladderOf, verdictWords } from './ladder';
import type { Scored } from './model';

const scored = (label: string, score: number, low: number | null, high: number | null, higher = true): Scored =>
  ({
    variant: { label },
    set: { quality: { score, low, high, higher_is_better: higher } },
  }) as unknown as Scored;

test("Newcombe's example: 56/70 against 48/80", () => {
  // Newcombe (1998), Statistics in Medicine 17:873: difference 0.2, 95 % interval 0.0524 to 0.3339 (method 10).
  const a = { score: 80, low: 69.1834, high: 87.6953 };
  const b = { score: 60, low: 49.0455, high: 70.0382 };
  const found = difference(a, b);
  expect(found.value).toBe(20);
  expect(found.low).toBeCloseTo(5.24, 1);
  expect(found.high).toBeCloseTo(33.39, 1);
});

test('the largest is the reference, and only a proven loss is one', () => {
  const rungs = ladderOf([scored('BF16', 60, 58, 62), scored('Q8_0', 59.5, 57.5, 61.5), scored('Q2_K', 50, 48, 52)]);
  expect(rungs.map(({ verdict }) => verdict)).toEqual(['reference', 'open', 'worse']);
  expect(rungs.map((rung) => verdictWords(rung, 'points'))).toEqual([
    'reference',
    'no proven difference',
    'loses 10.0 points',
  ]);
});

test('where lower is better, more is a loss', () => {
  const rungs = ladderOf([scored('BF16', 6, 5.9, 6.1, false), scored('Q2_K', 8, 7.9, 8.1, false)]);
  expect(rungs[1]?.loss.value).toBe(2);
  expect(rungs[1]?.verdict).toBe('worse');
});

test('a score without an interval proves nothing, one without a set is left out', () => {
  const rungs = ladderOf([
    { variant: { label: 'FP32' }, set: null } as unknown as Scored,
    scored('BF16', 60, 58, 62),
    scored('Q2_K', 50, null, null),
  ]);
  expect(rungs.map(({ variant, verdict }) => [variant.label, verdict])).toEqual([
    ['BF16', 'reference'],
    ['Q2_K', 'unknown'],
  ]);
  expect(rungs[1]?.loss).toEqual({ value: 10, low: null, high: null });
});

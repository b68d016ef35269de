// The scores of single categories of a run's variant, with their intervals.
import { isKnown } from '$lib/format/numbers';
import { wilson } from '$lib/stats/wilson';

export interface CategoryScore {
  name: string;
  score: number;
  /** Both null when the questions were not counted. */
  low: number | null;
  high: number | null;
  questions: number | null;
}

interface SentCategory {
  name: string;
  score: number;
  total_questions: number | null;
  correct_answers: number | null;
}

const PREFIX = 'MMLU - ';

/** The categories of MMLU among what /api/detail sends; other benchmarks stand there as a whole. */
export function categoryScores(categories: readonly SentCategory[]): CategoryScore[] {
  return categories
    .filter(({ name }) => name.startsWith(PREFIX))
    .map(({ name, score, total_questions: total, correct_answers: correct }) => {
      const interval = isKnown(total) && isKnown(correct) ? wilson(correct, total) : null;
      return {
        name: name.slice(PREFIX.length),
        score,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        questions: total,
      };
    });
}

import { expect, test } from 'vitest';
import { categoryScores } from './categories';

test('categories of MMLU get intervals from their counts, other benchmarks are left out', () => {
  const scores = categoryScores([
    { name: 'MMLU - law', score: 29.09090909090909, total_questions: 110, correct_answers: 32 },
    { name: 'MMLU - math', score: 80, total_questions: null, correct_answers: null },
    { name: 'GSM8K', score: 87.4, total_questions: 1319, correct_answers: 1153 },
  ]);
  expect(scores.map(({ name }) => name)).toEqual(['law', 'math']);
  expect(scores[0]?.low).toBeCloseTo(21.42, 2);
  expect(scores[0]?.high).toBeCloseTo(38.17, 2);
  expect(scores[1]).toEqual({ name: 'math', score: 80, low: null, high: null, questions: null });
});

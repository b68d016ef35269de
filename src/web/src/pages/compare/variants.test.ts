import { expect, test } from 'vitest';
import { sharedCategories, variantSeries } from './variants';

function detail(variant: string, name: string, categories: Record<string, number>): Parameters<typeof variantSeries>[0][number] {
  return {
    run: { model_variant_id: variant },
    config: { name },
    categories: Object.entries(categories).map(([category, score]) => ({ name: `MMLU - ${category}`, score, total_questions: null, correct_answers: null })),
  } as unknown as Parameters<typeof variantSeries>[0][number];
}

test('runs of one variant share a series, and a variant without scores has none', () => {
  const series = variantSeries([
    detail('q4', 'Qwen3-8B Q4_K_M', { law: 29, math: 80 }),
    detail('q8', 'Qwen3-8B Q8_0', { law: 42 }),
    detail('q4', 'Qwen3-8B Q4_K_M', { law: 29, math: 80 }),
    detail('f16', 'Qwen3-8B F16', {}),
  ]);
  expect(series.map(({ name }) => name)).toEqual(['A, C: Qwen3-8B Q4_K_M', 'B: Qwen3-8B Q8_0']);
  expect(series.map(({ colour }) => colour)).toEqual([0, 1]);
  expect(sharedCategories(series)).toEqual(['law']);
});

import { expect, test } from 'vitest';
import { pickVariants, radarOf, variantList, withCategories } from './categories';
import type { Scored } from './model';

const scored = (label: string, scores: Record<string, number>): Scored =>
  ({
    variant: { label },
    set: { categories: Object.entries(scores).map(([category, score]) => ({ category, score })) },
  }) as unknown as Scored;

test('a category that one variant lacks is unknown there', () => {
  const radar = radarOf([scored('BF16', { law: 50, math: 70, art: 60 }), scored('Q4', { law: 45, math: 66 })]);
  expect(radar).toEqual({
    categories: ['art', 'law', 'math'],
    lines: [
      { label: 'BF16', scores: [60, 50, 70] },
      { label: 'Q4', scores: [null, 45, 66] },
    ],
    shared: ['law', 'math'],
  });
});

test('at most six variants, the first or those of the address', () => {
  const many = Array.from({ length: 8 }, (_, at) => scored(`Q${at}, + x`, { a: 1, b: 2, c: 3 }));
  expect(pickVariants(many, null)).toHaveLength(6);
  const wanted = variantList(['Q7, + x', 'Q2, + x', 'gone']);
  expect(pickVariants(many, wanted).map(({ variant }) => variant.label)).toEqual(['Q2, + x', 'Q7, + x']);
  expect(pickVariants(many, ',%')).toEqual([]);
});

test('two categories are no radar', () => {
  expect(withCategories([scored('BF16', { law: 50, math: 70 }), { variant: {}, set: null } as unknown as Scored])).toEqual([]);
});

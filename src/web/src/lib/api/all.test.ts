import { expect, test } from 'vitest';
import { readAll } from './all';

test('pages are read one after the other until the last', async () => {
  const pages: Record<string, { data: number[]; cursor: string | null }> = {
    first: { data: [1, 2], cursor: 'second' },
    second: { data: [3], cursor: null },
  };
  const all = await readAll(async (cursor) => pages[cursor ?? 'first'] ?? { data: [], cursor: null });
  expect(all).toEqual({ rows: [1, 2, 3], isCut: false });
});

test('a list without end is cut and says so', async () => {
  const all = await readAll(async () => ({ data: ['row'], cursor: 'next' }));
  expect(all.isCut).toBe(true);
  expect(all.rows).toHaveLength(20);
});

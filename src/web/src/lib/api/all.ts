import type { Page } from './client';

/** As many as the API gives in one page. */
export const PAGE_SIZE = 1000;
const MOST_PAGES = 20;

export interface All<T> {
  rows: T[];
  /** There are more than were read. */
  isCut: boolean;
}

/** Every row of a list that comes in pages; stops after 20,000. */
export async function readAll<T>(
  read: (cursor: string | null) => Promise<Pick<Page<T[]>, 'data' | 'cursor'>>,
): Promise<All<T>> {
  const rows: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Pick<Page<T[]>, 'data' | 'cursor'> = await read(cursor);
    rows.push(...answer.data);
    cursor = answer.cursor;
    if (cursor === null) return { rows, isCut: false };
  }
  return { rows, isCut: true };
}

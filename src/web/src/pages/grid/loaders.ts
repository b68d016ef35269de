// How the lists of the grid load their pages.
import { get, getPage } from '$lib/api/client';
import type { LoadPart } from '$lib/api/pages.svelte';
import type { Query } from '$lib/api/query';
import type { GridRow, Model } from './line';

/** About two screens of lines; each model comes with its best configuration on every platform. */
export const MODELS_A_PAGE = 20;

/** `onbenchmark` hears which benchmark the quality is of. */
export function modelLoader(query: Query, onbenchmark?: (name: string) => void): LoadPart<Model> {
  return async ({ cursor, limit, signal }) => {
    const page = await get('/api/grouped-performance', { query: { ...query, cursor, limit }, signal });
    onbenchmark?.(page.benchmark_used);
    return { items: page.models, total: page.total_count, cursor: page.next_cursor };
  };
}

export function rowLoader(query: Query, onbenchmark: (name: string) => void): LoadPart<GridRow> {
  return async ({ cursor, limit, signal }) => {
    const page = await getPage('/api/performance-grid', { query: { ...query, cursor, limit }, signal });
    onbenchmark(page.header('X-Benchmark-Used') ?? 'none');
    return { items: page.data, total: page.total, cursor: page.cursor };
  };
}

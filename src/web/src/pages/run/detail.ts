import type { Answer } from '$lib/api/client';

export type Detail = Answer<'/api/detail/{test_run_id}'>;
export type Run = Detail['run'];
/** A context is whatever the tool wrote. */
export type Metric = Omit<Detail['metrics'][number], 'context'> & { context: Record<string, unknown> };
export type GridRow = Answer<'/api/performance-grid'>[number];

// Everything the page of a model shows, of the endpoints for variants and the grid.
import { PAGE_SIZE, readAll } from '$lib/api/all';
import { get, getPage, type Answer } from '$lib/api/client';

export type VariantEntry = Answer<'/api/model-variants'>[number];
export type VariantDetail = Answer<'/api/model-variants/{id}'>;
export type GridRow = Answer<'/api/performance-grid'>[number];

export interface ModelAnswer {
  variants: VariantEntry[];
  /** Of the variants that have scores, by id. */
  details: Map<string, VariantDetail>;
  rows: GridRow[];
  isCut: boolean;
}

export async function loadModel(name: string, signal: AbortSignal): Promise<ModelAnswer> {
  const models = [name];
  const [variants, grid] = await Promise.all([
    readAll((cursor) => getPage('/api/model-variants', { query: { models, limit: PAGE_SIZE, cursor }, signal })),
    readAll((cursor) =>
      getPage('/api/performance-grid', { query: { models, benchmark: 'none', limit: PAGE_SIZE, cursor }, signal }),
    ),
  ]);
  const scored = variants.rows.filter(({ benchmark_count }) => benchmark_count > 0);
  const details = await Promise.all(
    scored.map(({ variant }) => get('/api/model-variants/{id}', { path: { id: variant.id }, signal })),
  );
  return {
    variants: variants.rows,
    details: new Map(details.map((detail) => [detail.variant.id, detail])),
    rows: grid.rows,
    isCut: grid.isCut || variants.isCut,
  };
}

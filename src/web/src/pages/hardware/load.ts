// The machines, and the best configuration of every model on each of their platforms.
import { PAGE_SIZE, readAll, type All } from '$lib/api/all';
import { getPage, type Answer } from '$lib/api/client';

export type Machine = Answer<'/api/hardware'>['hardware'][number];
export type ModelGroup = Answer<'/api/grouped-performance'>['models'][number];
export type Config = ModelGroup['best_hardware']['best_config'];

export function loadMachines(signal: AbortSignal): Promise<All<Machine>> {
  return readAll(async (cursor) => {
    const page = await getPage('/api/hardware', { query: { limit: PAGE_SIZE, cursor }, signal });
    return { data: page.data.hardware, cursor: page.cursor };
  });
}

export function loadBest(signal: AbortSignal): Promise<All<ModelGroup>> {
  return readAll(async (cursor) => {
    const query = { sort_by: 'speed', benchmark: 'none', limit: PAGE_SIZE, cursor };
    const page = await getPage('/api/grouped-performance', { query, signal });
    return { data: page.data.models, cursor: page.data.next_cursor };
  });
}

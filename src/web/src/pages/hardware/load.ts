// The machines, and the best configuration of every model on each of their platforms.
import { PAGE_SIZE, readAll, type All } from '$lib/api/all';
import { get, getPage, type Answer } from '$lib/api/client';
import type { Query } from '$lib/api/query';
import { speedKey, type SpeedRow } from '$lib/variants/speeds';

export type Machine = Answer<'/api/hardware'>['hardware'][number];
export type ModelGroup = Answer<'/api/grouped-performance'>['models'][number];
export type Config = ModelGroup['best_hardware']['best_config'];

const BY_SPEED = { sort_by: 'speed', benchmark: 'none' };

export function loadMachines(signal: AbortSignal): Promise<All<Machine>> {
  return readAll(async (cursor) => {
    const page = await getPage('/api/hardware', { query: { limit: PAGE_SIZE, cursor }, signal });
    return { data: page.data.hardware, cursor: page.cursor };
  });
}

/** What speeds are ranked among: the first of all by speed tells. Null when nothing is ranked. */
export async function loadKind(signal: AbortSignal): Promise<SpeedRow | null> {
  const { models } = await get('/api/grouped-performance', { query: { ...BY_SPEED, limit: 1 }, signal });
  const best = models[0]?.best_hardware.best_config;
  return best?.speed_ranked ? best : null;
}

/** The models of some devices. The API ranks what it is asked for; here a speed only counts as ranked when it is of the
 * same kind as the ranked ones of all devices. */
export async function loadBestOn(platforms: readonly string[], kind: SpeedRow | null, signal: AbortSignal): Promise<All<ModelGroup>> {
  const best = await readGroups({ platforms, speed_class: kind?.speed_class }, signal);
  const wanted = kind && speedKey(kind);
  for (const { best_config: config } of best.rows.flatMap((group) => group.all_hardware_platforms)) {
    config.speed_ranked &&= speedKey(config) === wanted;
  }
  return best;
}

export const loadBest = (signal: AbortSignal): Promise<All<ModelGroup>> => readGroups({}, signal);

function readGroups(filter: Query, signal: AbortSignal): Promise<All<ModelGroup>> {
  return readAll(async (cursor) => {
    const query = { ...BY_SPEED, ...filter, limit: PAGE_SIZE, cursor };
    const page = await getPage('/api/grouped-performance', { query, signal });
    return { data: page.data.models, cursor: page.data.next_cursor };
  });
}

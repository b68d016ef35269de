// Everything the page of a model on a device shows.
import { PAGE_SIZE, readAll } from '$lib/api/all';
import { get, getPage, type Answer } from '$lib/api/client';

export type Analysis = Answer<'/api/model-hardware-analysis/{model_name}/{gpu_model}'>;
export type Entry = Analysis['quantizations'][number];
export type GridRow = Answer<'/api/performance-grid'>[number];

/** How the grid finds the device: as a platform, or as a GPU when no platform has the name. */
export type DeviceFilter = { platforms: string[] } | { gpu_models: string[] };

export interface ModelOnAnswer {
  analysis: Analysis;
  filter: DeviceFilter;
  /** Newest builds, as the grid shows them. */
  rows: GridRow[];
}

function readGrid(model: string, filter: DeviceFilter, more: { at_depth?: number }, signal: AbortSignal) {
  return readAll((cursor) =>
    getPage('/api/performance-grid', { query: { models: [model], ...filter, ...more, limit: PAGE_SIZE, cursor }, signal }),
  );
}

export async function loadModelOn(model: string, gpu: string, lora: string, signal: AbortSignal): Promise<ModelOnAnswer> {
  const analysis = await get('/api/model-hardware-analysis/{model_name}/{gpu_model}', {
    path: { model_name: model, gpu_model: gpu },
    query: { lora },
    signal,
  });
  const device = [analysis.gpu_model];
  let filter: DeviceFilter = { platforms: device };
  let { rows } = await readGrid(analysis.model_name, filter, {}, signal);
  if (rows.length === 0) {
    filter = { gpu_models: device };
    ({ rows } = await readGrid(analysis.model_name, filter, {}, signal));
  }
  return { analysis, filter, rows: rows.filter((row) => row.lora_adapter === lora) };
}

/** The rows of the grid with their speeds behind each of the depths. */
export async function loadDepths(
  { analysis, filter }: ModelOnAnswer,
  depths: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, GridRow[]>> {
  const answers = await Promise.all(
    depths.map((depth) => readGrid(analysis.model_name, filter, { at_depth: depth }, signal)),
  );
  return new Map(depths.map((depth, at) => [depth, answers[at]?.rows ?? []]));
}

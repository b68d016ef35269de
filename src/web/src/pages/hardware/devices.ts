// Devices: the machines of one platform together, with what ran on them.
import { isKnown } from '$lib/format/numbers';
import type { Config, Machine, ModelGroup } from './load';
import { sizeClass } from './sizes';

/** What newest_run_at is: not every run says when it was measured. */
export const NEWEST_MEANS = 'when the newest run was measured, or stored when it does not say';

export interface DeviceModel {
  model: string;
  adapter: string;
  best: Config;
  configurations: number;
}

export interface Memory {
  /** Of all its GPUs, or of the machine when it has none of its own. */
  low: number;
  high: number;
  kind: 'GPU memory' | 'RAM';
}

export interface Device {
  platform: string;
  category: string;
  memory: Memory | null;
  machines: Machine[];
  runs: number;
  newestAt: string | null;
  /** Fastest first, what is not ranked last. */
  models: DeviceModel[];
  /** The fastest of each size class. */
  best: Map<string, DeviceModel>;
}

function range(values: (number | null)[], kind: Memory['kind']): Memory | null {
  const known = values.filter((value): value is number => isKnown(value) && value > 0);
  return known.length === 0 ? null : { low: Math.min(...known), high: Math.max(...known), kind };
}

function memoryOf(machines: readonly Machine[]): Memory | null {
  const onGpus = machines.map(({ gpu_memory_gb, gpu_count }) =>
    isKnown(gpu_memory_gb) ? gpu_memory_gb * Math.max(1, gpu_count ?? 1) : null,
  );
  // A CPU has 0 GB of GPU memory; what it works in is the RAM.
  return range(onGpus, 'GPU memory') ?? range(machines.map(({ ram_gb }) => ram_gb), 'RAM');
}

function byRankAndSpeed(a: DeviceModel, b: DeviceModel): number {
  const ranked = Number(b.best.speed_ranked) - Number(a.best.speed_ranked);
  return ranked || (b.best.tokens_per_second ?? -1) - (a.best.tokens_per_second ?? -1);
}

function modelsByPlatform(groups: readonly ModelGroup[]): Map<string, DeviceModel[]> {
  const found = new Map<string, DeviceModel[]>();
  for (const group of groups) {
    for (const { hardware, best_config: best, total_configs: configurations } of group.all_hardware_platforms) {
      const platform = hardware ?? 'unknown';
      const models = found.get(platform) ?? [];
      models.push({ model: group.model_name, adapter: group.lora_adapter, best, configurations });
      found.set(platform, models);
    }
  }
  return found;
}

function bestOfClasses(models: readonly DeviceModel[]): Map<string, DeviceModel> {
  const best = new Map<string, DeviceModel>();
  for (const model of models) {
    const key = sizeClass(model.best.n_params);
    // A LoRA adapter is shown over the runs of its base; the speed is the base's.
    if (!best.has(key) && isKnown(model.best.tokens_per_second) && !model.best.speed_from_base) best.set(key, model);
  }
  return best;
}

export function devicesOf(machines: readonly Machine[], groups: readonly ModelGroup[]): Device[] {
  const models = modelsByPlatform(groups);
  const platforms = new Map<string, Machine[]>();
  for (const machine of machines) {
    platforms.set(machine.platform, [...(platforms.get(machine.platform) ?? []), machine]);
  }
  return [...platforms].map(([platform, own]) => {
    const ran = (models.get(platform) ?? []).sort(byRankAndSpeed);
    const times = own.flatMap(({ newest_run_at }) => (newest_run_at === null ? [] : [newest_run_at]));
    return {
      platform,
      category: own[0]?.category ?? 'unknown',
      memory: memoryOf(own),
      machines: own,
      runs: own.reduce((sum, { test_run_count }) => sum + test_run_count, 0),
      newestAt: times.sort().at(-1) ?? null,
      models: ran,
      best: bestOfClasses(ran),
    };
  });
}

export interface DeviceFilter {
  search: string;
  category: string;
  /** GiB; unknown memory does not pass. */
  memory: number | null;
  sort: string;
}

/** Whether the devices must come with their models to answer. */
export const needsModels = ({ search, sort }: DeviceFilter): boolean =>
  search.trim() !== '' || sort === 'models' || sort.startsWith('size:');

function matches(device: Device, words: readonly string[]): boolean {
  const parts = device.machines.flatMap(({ gpu_model, cpu_model, machine_name }) => [gpu_model, cpu_model, machine_name]);
  const text = [device.platform, ...parts, ...device.models.map(({ model }) => model)].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

function rank(device: Device, sort: string): number | string | null {
  if (sort.startsWith('size:')) {
    const best = device.best.get(sort.slice('size:'.length))?.best;
    return best?.speed_ranked ? best.tokens_per_second : null;
  }
  if (sort === 'memory') return device.memory?.high ?? null;
  if (sort === 'newest') return device.newestAt === null ? null : Date.parse(device.newestAt);
  if (sort === 'models') return device.models.length;
  return sort === 'name' ? null : device.runs;
}

/** Devices nobody named come last, then what is unknown in the order; ties by name. */
function compare(a: Device, b: Device, sort: string): number {
  const named = Number(a.platform === 'unknown') - Number(b.platform === 'unknown');
  if (named !== 0) return named;
  const [left, right] = [rank(a, sort), rank(b, sort)];
  const byValue = typeof left === 'number' && typeof right === 'number' ? right - left : 0;
  const byKnown = Number(left === null) - Number(right === null);
  return byKnown || byValue || a.platform.localeCompare(b.platform, 'en', { numeric: true });
}

export interface Shown {
  devices: Device[];
  /** Left out only because nobody knows their memory. */
  unknownMemory: number;
}

export function chooseDevices(devices: readonly Device[], filter: DeviceFilter): Shown {
  const words = filter.search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = devices.filter(
    (device) => (filter.category === '' || device.category === filter.category) && matches(device, words),
  );
  const least = filter.memory;
  const fits = least === null ? found : found.filter(({ memory }) => memory !== null && memory.high >= least);
  return {
    devices: [...fits].sort((a, b) => compare(a, b, filter.sort)),
    unknownMemory: least === null ? 0 : found.filter(({ memory }) => memory === null).length,
  };
}

import { expect, test } from 'vitest';
import { chooseDevices, devicesOf, needsModels, type DeviceFilter } from './devices';
import type { Machine, ModelGroup } from './load';
import { sizeClass } from './sizes';

const machine = (platform: string, more: Partial<Machine>): Machine =>
  ({
    platform,
    category: 'consumer_gpu',
    gpu_model: platform,
    gpu_count: 1,
    gpu_memory_gb: null,
    cpu_model: null,
    ram_gb: null,
    machine_name: null,
    test_run_count: 1,
    newest_run_at: null,
    ...more,
  }) as Machine;

const on = (hardware: string, speed: number | null, n_params: number | null, more = {}) => ({
  hardware,
  total_configs: 1,
  best_config: { tokens_per_second: speed, n_params, speed_ranked: true, speed_from_base: false, ...more },
});
const group = (model_name: string, ...all_hardware_platforms: ReturnType<typeof on>[]): ModelGroup =>
  ({ model_name, lora_adapter: '', all_hardware_platforms }) as unknown as ModelGroup;

const machines = [
  machine('RTX 4090', { gpu_memory_gb: 24, cpu_model: 'Ryzen', test_run_count: 2, newest_run_at: '2025-09-01T00:00:00Z' }),
  machine('RTX 4090', { gpu_memory_gb: 24, machine_name: 'attic', test_run_count: 5 }),
  machine('2x RTX 3060', { gpu_memory_gb: 12, gpu_count: 2, test_run_count: 1 }),
  machine('Xeon', { gpu_memory_gb: 0, gpu_count: 0, ram_gb: 128, category: 'datacenter_cpu' }),
  machine('unknown', { test_run_count: 90 }),
];
const groups = [
  group('Small', on('RTX 4090', 120, 8e9), on('Xeon', 12, 8e9)),
  group('Small fast', on('RTX 4090', 140, 7e9)),
  group('Serving', on('RTX 4090', 2000, 7e9, { speed_ranked: false })),
  group('Tuned', on('RTX 4090', 900, 7e9, { speed_from_base: true })),
  group('Large', on('RTX 4090', null, 70e9)),
];
const devices = devicesOf(machines, groups);
const every: DeviceFilter = { search: '', category: '', memory: null, sort: 'runs' };
const names = (filter: Partial<DeviceFilter>) =>
  chooseDevices(devices, { ...every, ...filter }).devices.map(({ platform }) => platform);

test('the machines of a platform are one device', () => {
  const [first] = devices;
  expect([first?.platform, first?.runs, first?.machines.length, first?.newestAt]).toEqual(['RTX 4090', 7, 2, '2025-09-01T00:00:00Z']);
});

test('the best of a size class is ranked before faster ones that are not', () => {
  expect(devices[0]?.best.get('9b')?.model).toBe('Small fast');
  expect(devices[0]?.best.has('80b')).toBe(false);
  expect(devices[0]?.models.map(({ model }) => model)).toEqual(['Tuned', 'Small fast', 'Small', 'Large', 'Serving']);
});

test('memory is of all GPUs, or the RAM of a CPU, or unknown', () => {
  expect(devices.map(({ memory }) => memory && `${memory.high} ${memory.kind}`)).toEqual([
    '24 GPU memory',
    '24 GPU memory',
    '128 RAM',
    null,
  ]);
});

test('devices are found by name, machine, CPU and model', () => {
  expect(names({ search: 'rtx' })).toEqual(['RTX 4090', '2x RTX 3060']);
  expect(names({ search: 'ATTIC' })).toEqual(['RTX 4090']);
  expect(names({ search: 'small 4090' })).toEqual(['RTX 4090']);
  expect(names({ category: 'datacenter_cpu' })).toEqual(['Xeon']);
});

test('unknown memory does not pass a filter, and is counted', () => {
  const shown = chooseDevices(devices, { ...every, memory: 100 });
  expect([shown.devices.map(({ platform }) => platform), shown.unknownMemory]).toEqual([['Xeon'], 1]);
});

test('devices sort, those nobody named last', () => {
  expect(names({})).toEqual(['RTX 4090', '2x RTX 3060', 'Xeon', 'unknown']);
  expect(names({ sort: 'memory' })).toEqual(['Xeon', '2x RTX 3060', 'RTX 4090', 'unknown']);
  expect(names({ sort: 'size:9b' })).toEqual(['RTX 4090', 'Xeon', '2x RTX 3060', 'unknown']);
  expect(names({ sort: 'name' })).toEqual(['2x RTX 3060', 'RTX 4090', 'Xeon', 'unknown']);
});

test('only a search and the orders by models need what ran on every device', () => {
  const needing = ['', 'runs', 'newest', 'memory', 'name', 'models', 'size:9b'].filter((sort) => needsModels({ ...every, sort }));
  expect(needing).toEqual(['models', 'size:9b']);
  expect([needsModels({ ...every, search: ' ' }), needsModels({ ...every, search: 'qwen' })]).toEqual([false, true]);
});

test('size classes count all parameters', () => {
  expect([null, 1e9, 3e9, 8.19e9, 14e9, 32e9, 70e9, 1e12].map(sizeClass)).toEqual([
    'unknown', '3b', '9b', '9b', '16b', '40b', '80b', 'more',
  ]);
});

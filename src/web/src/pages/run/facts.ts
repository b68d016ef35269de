// Settings, machine and origin of a run as lists of facts.
import { categoryLabel } from '$lib/format/labels';
import { exact, gib, integer, isKnown, parameters, tokens } from '$lib/format/numbers';
import { moment } from '$lib/format/time';
import type { Detail, Run } from './detail';

export interface Fact {
  label: string;
  /** null is unknown. */
  value: string | null;
  /** Said in the tooltip. */
  title?: string;
}

/** "on" and "off" are easier to scan than true and false. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (value === '') return '(empty)';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function documentFacts(document: object): Fact[] {
  return Object.entries(document).map(([label, value]) => ({ label, value: valueText(value) }));
}

export function loadFacts(run: Run): Fact[] {
  const source = run.concurrency_source === 'derived' ? ' (derived)' : '';
  return [
    { label: 'Load', value: run.load === 'single' ? 'one request at a time' : run.load },
    {
      label: 'Concurrent requests',
      value: isKnown(run.concurrent_requests) ? integer(run.concurrent_requests) + source : null,
    },
    { label: 'Load pattern', value: run.load_pattern },
    { label: 'Dataset', value: run.dataset_name },
    { label: 'Context limit', value: isKnown(run.max_context_length) ? `${tokens(run.max_context_length)} tokens` : null },
    { label: 'GPU power limit', value: isKnown(run.gpu_power_limit_watts) ? `${run.gpu_power_limit_watts} W` : null },
    { label: 'KV cache', value: run.kv_type },
    { label: 'Flash attention', value: valueText(run.flash_attention) },
    { label: 'Workload', value: run.workload },
  ];
}

function gpuText({ hardware }: Run): string | null {
  if (hardware.gpu_count === 0) return 'none used';
  return hardware.gpu_model === null ? null : hardware.gpu_count > 1 ? `${hardware.gpu_count} × ${hardware.gpu_model}` : hardware.gpu_model;
}

export function hardwareFacts(run: Run): Fact[] {
  const { hardware } = run;
  const rawNames = { gpu: hardware.raw_gpu_model, cpu: hardware.raw_cpu_model };
  return [
    { label: 'Platform', value: hardware.platform },
    { label: 'Kind', value: categoryLabel(hardware.category) },
    { label: 'GPU', value: gpuText(run), title: rawNames.gpu === '' ? '' : `sent as ${rawNames.gpu}` },
    { label: 'Memory of one GPU', value: hardware.gpu_count === 0 ? 'none' : isKnown(hardware.gpu_memory_gb) ? gib(hardware.gpu_memory_gb) : null, title: exact(hardware.gpu_memory_gb, 'GiB') },
    { label: 'CPU', value: hardware.cpu_model, title: rawNames.cpu === '' ? '' : `sent as ${rawNames.cpu}` },
    { label: 'CPU architecture', value: hardware.cpu_arch },
    { label: 'RAM', value: isKnown(hardware.ram_gb) ? `${gib(hardware.ram_gb)}${hardware.ram_type ? ` ${hardware.ram_type}` : ''}` : null, title: exact(hardware.ram_gb, 'GiB') },
    { label: 'Virtualization', value: hardware.virtualization_type },
    { label: 'Optimizations', value: hardware.optimizations.length > 0 ? hardware.optimizations.join(', ') : null },
    { label: 'Machine name', value: hardware.machine_name },
  ];
}

export function fileFacts({ artifact, headline }: Run): Fact[] {
  const bytes = artifact?.size_bytes;
  return [
    { label: 'Size', value: isKnown(headline.model_size_gb) ? gib(headline.model_size_gb) : null, title: exact(bytes, 'bytes') },
    { label: 'Parameters', value: isKnown(headline.n_params) ? parameters(headline.n_params) : null, title: exact(headline.n_params) },
    { label: 'Bits per weight', value: isKnown(headline.bits_per_weight) ? headline.bits_per_weight.toFixed(1) : null, title: exact(headline.bits_per_weight) },
    { label: 'Publisher', value: artifact?.publisher ? artifact.publisher : null },
    { label: 'Importance matrix', value: artifact?.imatrix === true ? 'used' : artifact?.imatrix === false ? 'not used' : null },
    { label: 'SHA-256', value: artifact?.sha256 ?? null },
  ];
}

export function originFacts({ run, provenance }: Detail): Fact[] {
  const source = (provenance as Record<string, unknown>)['source'];
  const tool = source !== null && typeof source === 'object' ? (source as Record<string, unknown>)['tool'] : undefined;
  return [
    { label: 'Tool', value: valueText(tool) },
    { label: 'Measured', value: run.timestamp === null ? null : moment(run.timestamp) },
    { label: 'Stored', value: moment(run.created_at) },
    { label: 'Uploaded with token', value: run.uploaded_by ?? 'none' },
    { label: 'Run', value: run.id },
    { label: 'Content', value: run.content_id, title: 'The same measurement has the same content id in every format' },
    { label: 'Configuration', value: run.configuration_id },
    { label: 'Series', value: run.series_id, title: 'The configuration without the version of its backend' },
  ];
}

/** "harness chigkim/Ollama-MMLU-Pro · subset 0.1": what tells contexts of a score apart, without long details. */
export function qualityContext(context: object): string {
  return Object.entries(context)
    .filter(([, value]) => value !== null && typeof value !== 'object' && value !== 'unknown')
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${valueText(value)}`)
    .join(' · ');
}

// Counts and freshness, each from the list it counts.
import { get, getPage } from '$lib/api/client';

export interface Facts {
  version: string;
  status: string;
  /** When the server answered. */
  timestamp: string;
  counts: { label: string; count: number | null; href: string | null; title: string }[];
  /** The run that was measured last; null when there is none. */
  newest: { id: string; name: string; platform: string; timestamp: string | null } | null;
}

export async function facts(signal: AbortSignal): Promise<Facts> {
  const one = { query: { limit: 1 }, signal };
  const [health, runs, configurations, variants, machines, formats] = await Promise.all([
    get('/health', { signal }),
    getPage('/api/configurations', one),
    getPage('/api/performance-grid', { query: { limit: 1, sort: 'timestamp' }, signal }),
    getPage('/api/model-variants', one),
    getPage('/api/hardware', one),
    get('/api/formats', { signal }),
  ]);
  const last = configurations.data[0];
  return {
    version: health.version,
    status: health.status,
    timestamp: health.timestamp,
    counts: [
      { label: 'runs', count: runs.total, href: null, title: 'Of every status, voided ones too' },
      { label: 'configurations', count: configurations.total, href: '/', title: 'What the grid shows: the union of equal runs' },
      { label: 'model variants', count: variants.total, href: null, title: 'Model, quantization and LoRA adapter' },
      { label: 'machines', count: machines.total, href: '/hardware', title: 'Hardware profiles' },
      { label: 'formats read', count: formats.formats.length, href: '/upload', title: 'Outputs of benchmark tools' },
    ],
    newest:
      last === undefined
        ? null
        : {
            id: last.id,
            name: `${last.model_name} ${last.quantization}`,
            platform: last.platform ?? 'unknown device',
            timestamp: last.timestamp,
          },
  };
}

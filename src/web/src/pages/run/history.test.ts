import { expect, test } from 'vitest';
import type { Detail, GridRow } from './detail';
import { historyOf, historyTable, pointsOf } from './history';

const RUN = {
  id: 'now',
  configuration_id: 'c2',
  backend_version: '6500',
  headline: { speed: { test: 'tg128', depth: 0 }, prompt_speed: null },
};

function row(id: string, configuration: string, timestamp: string | null, speed: number | null, more = {}): GridRow {
  return {
    id,
    configuration_id: configuration,
    timestamp,
    tokens_per_second: speed,
    speed_test: 'tg128',
    speed_depth: 0,
    prompt_tokens_per_second: null,
    prompt_speed_test: null,
    prompt_speed_depth: null,
    memory_gb: null,
    backend_version: configuration === 'c2' ? '6500' : '6423',
    ...more,
  } as unknown as GridRow;
}

const detail = {
  run: RUN,
  configuration: {
    id: 'c2',
    runs: [
      { id: 'now', timestamp: '2025-09-14T00:00:00Z', tokens_per_second: 141, prompt_tokens_per_second: null, memory_gb: null, voided: false, status: 'completed' },
      { id: 'busy', timestamp: '2025-09-15T00:00:00Z', tokens_per_second: 97, prompt_tokens_per_second: null, memory_gb: null, voided: true, status: 'completed' },
    ],
  },
} as unknown as Detail;

const rows = [
  row('now', 'c2', '2025-09-14T00:00:00Z', 141),
  row('old', 'c1', '2025-09-01T00:00:00Z', 132),
  row('deep', 'c1', '2025-09-02T00:00:00Z', 99, { speed_test: 'tg32' }),
  row('undated', 'c1', null, 130),
];

test('the history has the voided run too, newest first, runs without a time last', () => {
  const runs = historyOf(detail, rows);
  expect(runs.map(({ id }) => id)).toEqual(['busy', 'now', 'deep', 'old', 'undated']);
  expect(runs[0]?.isVoided).toBe(true);
});

test('one line joins runs of one test, with a time, that count', () => {
  const points = pointsOf(historyOf(detail, rows), 'speed');
  expect(points.map(({ id }) => id)).toEqual(['old', 'now']);
  expect(historyTable(points, 'speed').rows).toEqual([
    ['2025-09-01 00:00:00 UTC', '6423', 132],
    ['2025-09-14 00:00:00 UTC', '6500', 141],
  ]);
});

test('what nobody measured is no point', () => {
  expect(pointsOf(historyOf(detail, rows), 'memory')).toEqual([]);
});

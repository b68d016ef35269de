// The runs of a series: one configuration over the versions of its backend.
import { getPage } from '$lib/api/client';
import type { Detail } from './detail';
import { historyOf, type HistoryRun } from './history';

const MOST_RUNS = 1000;

export interface Series {
  runs: HistoryRun[];
  /** There are older runs, too. */
  isCut: boolean;
}

export async function loadSeries(detail: Detail, signal: AbortSignal): Promise<Series> {
  const page = await getPage('/api/performance-grid', {
    query: { series: detail.run.series_id, rows: 'runs', latest_builds: false, sort: 'timestamp', limit: MOST_RUNS },
    signal,
  });
  return { runs: historyOf(detail, page.data), isCut: page.cursor !== null };
}

// Finds the runs of a series. The API has no list of a series, so rows that may be of it are read, and one run of each
// other configuration is asked for its series.
import { get, getPage } from '$lib/api/client';
import type { Detail } from './detail';
import { configurationsToAsk, historyOf, type HistoryRun } from './history';

const MOST_ASKED = 12;

export interface Series {
  runs: HistoryRun[];
  /** Configurations that were not asked, because there are too many. */
  notAsked: number;
  /** Runs of this variant on this platform beyond the newest 1,000 are not looked at. */
  isCut: boolean;
}

export async function loadSeries(detail: Detail, signal: AbortSignal): Promise<Series> {
  const { run } = detail;
  const page = await getPage('/api/performance-grid', {
    query: {
      models: [run.model_name],
      quantizations: [run.quantization],
      backends: [run.backend],
      platforms: [run.hardware.platform],
      rows: 'runs',
      latest_builds: false,
      sort: 'timestamp',
      limit: 1000,
    },
    signal,
  });
  const others = [...configurationsToAsk(page.data, run)];
  const asked = await Promise.all(
    others.slice(0, MOST_ASKED).map(async ([configuration, id]) => {
      const other = await get('/api/detail/{test_run_id}', { path: { test_run_id: id }, signal });
      return other.run.series_id === run.series_id ? [configuration] : [];
    }),
  );
  const configurations = new Set([run.configuration_id, ...asked.flat()]);
  return {
    runs: historyOf(detail, page.data, configurations),
    notAsked: Math.max(0, others.length - MOST_ASKED),
    isCut: page.cursor !== null,
  };
}

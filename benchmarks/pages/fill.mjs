// Brings a server to a number of generated runs over its API.
import { RunGenerator } from './generated_runs.mjs';

const RUNS_A_REQUEST = 2000;

async function storeRuns(url, runs) {
  const body = runs.map((run) => JSON.stringify(run)).join('\n');
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const response = await fetch(`${url}/api/upload-experiments`, { method: 'POST', headers, body });
  const answer = await response.json();
  if (!response.ok || answer.rejected > 0) {
    const why = answer.results?.find(({ error }) => error) ?? answer;
    throw new Error(`runs were not stored: ${JSON.stringify(why)}`);
  }
}

/** Runs that are there already are not sent again: the generator makes the same ones in the same order. */
export async function fillWithRuns(server, wanted, say) {
  const { total_count: stored } = await server.api('/api/configurations?limit=1');
  const generator = new RunGenerator();
  const scores = generator.scores();
  if (stored === 0) for (const set of scores) await server.post('/api/benchmarks/upload', set);
  for (let made = 0; made < wanted; ) {
    const part = generator.runs(Math.min(RUNS_A_REQUEST, wanted - made));
    made += part.length;
    if (made <= stored) continue;
    await storeRuns(server.url, part);
    if (made % 20_000 === 0 || made === wanted) say(`${made} of ${wanted} runs are stored`);
  }
}

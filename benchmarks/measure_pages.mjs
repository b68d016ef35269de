#!/usr/bin/env node
// How long readers wait for the pages of a server with a long history.
//
//   benchmarks/measure_pages.mjs BIN [--data-dir DIR] [--runs 100000] [--rounds 7]
//
// BIN is the folder of llm-benchmark-api; LLM_BENCHMARK_WEB_ROOT serves other pages than those inside of it. The generated
// runs stay in DIR for the next time. Openings begin in a browser that was just started, with nothing cached; inputs are
// made on a page that is open. The end is the first painted frame that shows what the reader waits for. `page CPU` is what
// the page's main thread computed (scripts, styles, layout, painting), whatever else the machine did; `server` the longest
// wait for the first byte of an API's answer.
import { chmodSync, mkdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startBrowser } from '../tests/browser/support/browser.mjs';
import { startServer } from '../tests/browser/support/server.mjs';
import { fillWithRuns } from './pages/fill.mjs';
import { installPainted } from './pages/painted.mjs';
import { INPUTS, OPENINGS } from './pages/steps.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'data-dir': { type: 'string' },
    runs: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '7' },
  },
});
const [bin] = positionals;
if (!bin) throw new Error('usage: measure_pages.mjs BIN [--data-dir DIR] [--runs N] [--rounds N]');
const rounds = Number(options.rounds);
const dataDir = options['data-dir'] ?? null;
const say = (text) => console.error(text);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const wait = (page, isThere) => page.evaluate((condition) => globalThis.paintedWhen((0, eval)(condition)), isThere);

/** A page of its own, with nothing in its cache when `browser` has just started; `cpuMs()` is what it computed so far. */
async function newPage(browser) {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.addInitScript(installPainted);
  const session = await browser.context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpuMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  /** What an earlier round was told must not be told again from the cache. */
  const withoutCache = async () => {
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  };
  return { page, cpuMs, withoutCache };
}

async function withBrowser(body) {
  const browser = await startBrowser({ bypassCSP: true }); // conditions arrive as text
  try {
    return await body(browser);
  } finally {
    await browser.stop();
  }
}

async function measureOpening(url, { isThere }) {
  return withBrowser(async (browser) => {
    const { page, cpuMs } = await newPage(browser);
    await page.goto(url, { waitUntil: 'commit' });
    const shownMs = await wait(page, isThere);
    const cpu = await cpuMs();
    await page.waitForLoadState('networkidle');
    const seen = await page.evaluate((shown) => {
      const everything = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      return {
        ms: shown,
        firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
        serverMs: globalThis.apiSince(0).serverMs,
        bytes: everything.reduce((sum, { transferSize }) => sum + transferSize, 0),
      };
    }, shownMs);
    return { ...seen, cpuMs: cpu };
  });
}

async function measureInput(browser, url, { prepare, begin, act, isThere }) {
  const { page, cpuMs, withoutCache } = await newPage(browser);
  await withoutCache();
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  await prepare?.(page);
  if (begin) await page.evaluate(begin);
  await page.evaluate((condition) => {
    globalThis.shown = globalThis.paintedWhen((0, eval)(condition));
    globalThis.inputAt = 0;
  }, isThere);
  const cpuBefore = await cpuMs();
  await act(page);
  const result = await page.evaluate(async () => {
    const shown = await globalThis.shown;
    return { ms: shown - globalThis.inputAt, ...globalThis.apiSince(globalThis.inputAt) };
  });
  const cpu = (await cpuMs()) - cpuBefore;
  await page.close();
  return { ...result, cpuMs: cpu };
}

function print(title, rows) {
  console.log(`\n| ${title} | median ms | worst ms | page CPU ms | server ms | KB |\n|---|---|---|---|---|---|`);
  for (const [name, results] of rows) {
    const of = (field) => results.map((result) => result[field]);
    const cells = [median(of('ms')), Math.max(...of('ms')), median(of('cpuMs')), median(of('serverMs')), median(of('bytes')) / 1000];
    console.log(`| ${name} | ${cells.map((cell) => cell.toFixed(0)).join(' | ')} |`);
  }
}

async function repeated(steps, measure) {
  const rows = new Map(steps.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const step of steps) {
      try {
        rows.get(step.name).push(await measure(step));
      } catch (error) {
        throw new Error(`${step.name}: ${error.message}`);
      }
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  return rows;
}

if (dataDir !== null) {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o755);
}
const server = await startServer({ bin, dataDir });
try {
  await fillWithRuns(server, Number(options.runs), say);
  const { models } = await server.api('/api/grouped-performance?limit=1');
  const address = (path) => server.url + path.replace('RUN', `/runs/${models[0].best_hardware.best_config.id}`);
  const load = () => loadavg()[0].toFixed(1);
  console.log(`${options.runs} runs, ${rounds} rounds, ${cpus().length} cores, load ${load()} before`);
  const openings = await repeated(OPENINGS, (step) => measureOpening(address(step.path), step));
  print('opened', openings);
  const first = openings.get(OPENINGS[0].name);
  console.log(`\nfirst contentful paint of the grid: ${median(first.map(({ firstPaintMs }) => firstPaintMs)).toFixed(0)} ms`);
  const inputs = await withBrowser((browser) => repeated(INPUTS, (step) => measureInput(browser, address(step.path), step)));
  print('input', inputs);
  console.log(`\nload ${load()} after`);
} finally {
  await server.stop();
}

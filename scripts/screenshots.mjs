#!/usr/bin/env node
// Pictures of every page.
//
//   scripts/screenshots.mjs BIN                     those of the documentation, into docs/screenshots
//   scripts/screenshots.mjs BIN --every DIR         each page in light and dark, at 1280 and 360 px and in 4K, to look at:
//                                                   PNG, up to 2,400 px high
//   scripts/screenshots.mjs BIN --every DIR --data-dir DATA     of results that are there
//
// BIN is the folder of the programs. What is shown is made up: the samples, and the data of the browser tests.
// LLM_BENCHMARK_WEB_ROOT serves other pages than those inside of the server.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPage, startBrowser } from '../tests/browser/support/browser.mjs';
import { postLadder } from '../tests/browser/support/ladder.mjs';
import { uploadSeries } from '../tests/browser/support/series.mjs';
import { repository, startServer } from '../tests/browser/support/server.mjs';

const SIZES = { desktop: [1280, 800], phone: [360, 740], '4k': [3840, 2160] };
const SCHEMES = ['light', 'dark'];
/** WebP of 82 keeps text sharp at a third of the size of a PNG. */
const QUALITY = 82;
const PICTURE_WITHIN_MS = 60_000;
const MOST_HEIGHT = 2400;

/** Of the documentation: page, size and scheme. */
const DOCUMENTED = [
  ['grid', 'desktop', 'light'], ['grid', 'desktop', 'dark'], ['grid', 'phone', 'dark'], ['run', 'desktop', 'light'],
  ['compare', 'desktop', 'light'], ['compare', 'desktop', 'dark'], ['model', 'desktop', 'light'], ['explore', 'desktop', 'dark'],
  ['hardware', 'desktop', 'light'], ['api', 'desktop', 'light'],
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string' }, 'data-dir': { type: 'string' } },
});
const [bin] = positionals;
if (!bin) throw new Error('usage: screenshots.mjs BIN [--every DIR] [--data-dir DATA]');

const EXAMPLE_MODEL = 'example/Larch-8B';

/** Uploads the example; which runs to show. */
async function fill(server) {
  const samples = readdirSync(join(repository, 'docs/samples')).filter((file) => file.endsWith('.json'));
  await server.upload(samples.map((file) => `docs/samples/${file}`), ['--tag', 'sample']);
  await postLadder(server, EXAMPLE_MODEL);
  const ids = await uploadSeries(server);
  return { model: EXAMPLE_MODEL, runs: [ids.now, ids.old, ids.large] };
}

/** What to show of data that are there: the model with most configurations. */
async function choose(server) {
  const { models } = await server.api('/api/grouped-performance?limit=1000');
  const configurations = ({ all_hardware_platforms: platforms }) => platforms.reduce((sum, { total_configs }) => sum + total_configs, 0);
  const { model_name: model } = models.reduce((best, one) => (configurations(one) > configurations(best) ? one : best), models[0]);
  const runs = await server.api(`/api/performance-grid?models=${encodeURIComponent(model)}&sort=speed&rows=runs&limit=3`);
  return { model, runs: runs.map(({ id }) => id) };
}

async function addresses(server) {
  const { model, runs } = options['data-dir'] ? await choose(server) : await fill(server);
  const page = `/models/${encodeURIComponent(model)}`;
  const [fastest] = await server.api(`/api/performance-grid?models=${encodeURIComponent(model)}&sort=speed&limit=1`);
  return {
    grid: '/',
    'grid-flat': '/?view=flat',
    run: `/runs/${runs[0]}`,
    model: page,
    'model-on': `${page}/on/${encodeURIComponent(fastest.platform)}`,
    compare: `/compare?ids=${[...runs].reverse().join(',')}`,
    explore: '/explore',
    hardware: '/hardware',
    upload: '/upload',
    about: '/about',
    api: '/about/api',
  };
}

/** What the window shows, small enough for a repository. */
async function packed(browser, page) {
  const session = await browser.context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}

/** The window grows to the page: a picture of more than the window shows text in sizes of before. */
async function whole(page, [width, height]) {
  const needed = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, Math.min(needed, MOST_HEIGHT)) });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return page.screenshot({ timeout: PICTURE_WITHIN_MS });
}

async function shoot(browser, url, file, size, scheme) {
  const [width, height] = SIZES[size];
  const { page, problems } = await openPage(browser, url, { viewport: { width, height }, colorScheme: scheme });
  await page.waitForLoadState('networkidle');
  const picture = options.every ? await whole(page, SIZES[size]) : await packed(browser, page);
  writeFileSync(`${file}.${options.every ? 'png' : 'webp'}`, picture);
  await page.close();
  for (const problem of problems) console.error(`${url}: ${problem}`);
}

const server = await startServer({ bin, dataDir: options['data-dir'] ?? null });
const browser = await startBrowser();
try {
  const paths = await addresses(server);
  const folder = options.every ?? join(repository, 'docs/screenshots');
  mkdirSync(folder, { recursive: true });
  const wanted = options.every
    ? Object.keys(paths).flatMap((name) => Object.keys(SIZES).flatMap((size) => SCHEMES.map((scheme) => [name, size, scheme])))
    : DOCUMENTED;
  for (const [name, size, scheme] of wanted) {
    await shoot(browser, server.url + paths[name], join(folder, `${name}-${size}-${scheme}`), size, scheme);
  }
} finally {
  await browser.stop();
  await server.stop();
}

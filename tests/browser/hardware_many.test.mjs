// Many devices: the page asks what ran on them as they come into view.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSuite } from './support/suite.mjs';

const DEVICES = 20;
const number = (at) => String(at).padStart(2, '0');

const suite = browserSuite(async (server) => {
  const runs = Array.from({ length: DEVICES }, (_, at) => ({
    model_name: `Model-${number(at)}`,
    quantization: 'Q4_K_M',
    backend: 'llama.cpp',
    backend_version: '6423',
    hardware_config: { gpu_model: `Example Accelerator ${number(at)}`, gpu_memory_gb: 16 },
    performance_metrics: [
      { metric_name: 'tokens_per_second', value: 100 + at, unit: 'tok/s', context: { test: 'tg128', n_depth: 0 } },
    ],
    timestamp: '2025-09-14T10:00:00Z',
    load: 'single',
    artifact: { size_bytes: 5_000_000_000, n_params: 8_000_000_000 },
  }));
  const { rejected, results } = await server.post('/api/upload-experiments', runs);
  assert.equal(rejected, 0, JSON.stringify(results));
});

const speeds = (page) => page.locator('article dl [data-exact]');

/** Opens the page and notes which devices it asks for; null for all of them. */
async function openAndListen(address) {
  const view = await suite.open('/about');
  const asked = [];
  view.page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname !== '/api/grouped-performance' || searchParams.get('limit') === '1') return;
    asked.push(searchParams.get('platforms')?.split(',').length ?? null);
  });
  await view.page.goto(suite.server.url + address);
  return { ...view, asked };
}

test('devices come as the reader scrolls, each with its fastest model', async () => {
  const { page, asked, expectNoProblems } = await openAndListen('/hardware');
  await speeds(page).nth(7).waitFor();
  assert.equal(asked[0], 8);
  for (let shown = 8; shown < DEVICES; ) {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForFunction((before) => document.querySelectorAll('article dl [data-exact]').length > before, shown);
    shown = await speeds(page).count();
  }
  assert.deepEqual(asked, [8, 8, 4]);
  const values = await speeds(page).evaluateAll((all) => all.map((one) => Number(one.dataset.exact)));
  assert.deepEqual(values, Array.from({ length: DEVICES }, (_, at) => 100 + at));
  expectNoProblems();
});

test('a search for a model looks at every device', async () => {
  const { page, asked, expectNoProblems } = await openAndListen('/hardware?search=model-17');
  await page.getByText(`1 of ${DEVICES} shown`).waitFor();
  await page.getByRole('article', { name: 'Example Accelerator 17' }).waitFor();
  assert.deepEqual(asked, [null]);
  expectNoProblems();
});

test('a device of the address is there, however far down', async () => {
  const { page, expectNoProblems } = await suite.open('/hardware?device=Example+Accelerator+19');
  await page.getByRole('table', { name: 'Models on Example Accelerator 19' }).getByRole('link', { name: 'Model-19', exact: true }).waitFor();
  expectNoProblems();
});

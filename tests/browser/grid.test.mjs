// The grid: the question, the lists, filters, sorting, the address, Back, copies, and what is never claimed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

/** Model 7 is the seventh fastest. */
function aRun(number, changes = {}) {
  return {
    model_name: `Model-${String(number).padStart(3, '0')}`,
    quantization: 'Q4_K_M',
    backend: 'llama.cpp',
    backend_version: '6423',
    hardware_config: { gpu_model: 'RTX 4090', gpu_memory_gb: 24 },
    performance_metrics: [
      { metric_name: 'tokens_per_second', value: 300.123 - number, unit: 'tok/s', context: { test: 'tg128', n_depth: 0 } },
      { metric_name: 'memory_usage_gb', value: 2 + number / 10, unit: 'GB' },
    ],
    timestamp: '2025-09-14T19:02:11Z',
    load: 'single',
    ...changes,
  };
}

const COUNT = 120;
const served = aRun(500, {
  model_name: 'Served',
  backend: 'vllm',
  load: 'concurrent',
  concurrent_requests: 16,
  performance_metrics: [{ metric_name: 'tokens_per_second', value: 2400.5, unit: 'tok/s' }],
});

const suite = browserSuite(async (server) => {
  await server.upload(SAMPLES, ['--tag', 'sample']);
  for (let number = 1; number <= COUNT; number += 1) {
    await server.post('/api/upload-experiment', { experiment_run: aRun(number) });
  }
  await server.post('/api/upload-experiment', { experiment_run: served });
  await server.post('/api/benchmarks/upload', {
    model_name: 'Model-050',
    quantization: 'Q4_K_M',
    timestamp: '2025-09-15T08:00:00Z',
    benchmark_scores: [
      { type: 'Generic', data: { benchmark_name: 'ifeval', score: 62.4583, total_questions: 541, correct_answers: 338 } },
    ],
  });
});

const rowOf = (page, model) => page.getByRole('row').filter({ has: page.getByRole('link', { name: model, exact: true }) }).first();
const firstModel = (page) => page.locator('tbody tr.head a.model').first();

async function waitForFirst(page, model) {
  await page.locator('tbody tr.head').first().filter({ hasText: model }).waitFor();
}

testEverywhere('a model has one line with the numbers of the API, rounded', suite, '/?order=speed', async ({ page }) => {
  await waitForFirst(page, 'Model-001');
  const [row] = await suite.server.api('/api/performance-grid?models=Model-001');
  const speed = rowOf(page, 'Model-001').locator(`[data-exact="${row.tokens_per_second}"]`);
  assert.match(await speed.innerText(), /^299\.1\s*tok\/s$/);
  assert.equal(await speed.getAttribute('title'), '299.123 tok/s');
  const text = await rowOf(page, 'Model-001').innerText();
  for (const part of ['tg128', '2.1', 'measured', 'llama.cpp 6423', '1 run', 'RTX 4090']) assert.ok(text.includes(part), part);
  assert.match(text, /unknown/, 'it has no score and no prompt speed');
  assert.doesNotMatch(text, /\b0\.0\b/);
});

testEverywhere('the list grows to its end, then shows other loads unranked', suite, '/?order=speed', async ({ page }) => {
  await waitForFirst(page, 'Model-001');
  const otherLoads = page.getByRole('heading', { level: 2, name: /For many users/ });
  for (let turn = 0; turn < 20 && (await otherLoads.count()) === 0; turn += 1) {
    const shown = await page.locator('a.model').count();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const hasGrown = (before) => document.querySelectorAll('a.model').length > before || document.querySelector('tbody.dimmed') !== null;
    await page.waitForFunction(hasGrown, shown);
  }
  const names = await page.locator('a.model').allInnerTexts();
  assert.equal(new Set(names).size, names.length, 'every model once');
  assert.ok(names.includes('Model-120'));
  await otherLoads.waitFor();
  assert.ok(await page.locator('tbody.dimmed').filter({ hasText: 'Served' }).count());
});

testEverywhere('the question is in the address, and Back takes it back', suite, '/', async ({ page }) => {
  await firstModel(page).waitFor();
  await page.getByText('many users', { exact: true }).click();
  await waitForFirst(page, 'Served');
  assert.equal(new URL(page.url()).search, '?for=many');
  await page.getByText('speed', { exact: true }).first().click();
  await page.waitForURL('**/?for=many&order=speed');
  await page.goBack();
  await page.goBack();
  await page.waitForURL((url) => url.search === '');
  await page.getByRole('radio', { name: 'one user' }).and(page.locator(':checked')).waitFor();
});

testEverywhere('memory, search and filters narrow the list as the API does', suite, '/?order=speed', async ({ page }) => {
  await waitForFirst(page, 'Model-001');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Speed at least, tok/s', { exact: true }).fill('290');
  await page.getByLabel('Speed at least, tok/s', { exact: true }).press('Enter');
  const expected = await suite.server.api('/api/grouped-performance?min_speed=290&load=single&sort_by=speed');
  await page.getByRole('status').filter({ hasText: `${expected.total_count} models` }).waitFor();
  await page.getByRole('searchbox').fill('model-00');
  await page.getByRole('searchbox').press('Enter');
  await page.getByRole('status').filter({ hasText: '9 models' }).waitFor();
  assert.equal(new URL(page.url()).search, '?order=speed&min_speed=290&search=model-00');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.waitForURL('**/?order=speed');
});

testEverywhere('a device nobody measured gets the nearest ones, marked so', suite, '/?hw=RTX+4080', async ({ page }) => {
  await page.getByText('Nothing was measured on RTX 4080.').waitFor();
  await page.getByText('not your device').first().waitFor();
});

testEverywhere('a measured device shows only itself', suite, '/?hw=rtx+4090&order=speed', async ({ page }) => {
  await waitForFirst(page, 'Model-001');
  assert.equal(await page.getByText('not your device').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'RTX 4070' }).count(), 0);
});

testEverywhere('a model opens to its platforms and its configurations', suite, '/?search=Qwen3', async ({ page }) => {
  const fold = page.getByRole('button', { name: 'All platforms of Qwen3-4B-Instruct-2507' });
  await fold.click();
  assert.equal(await fold.getAttribute('aria-expanded'), 'true');
  for (const platform of ['RTX 4060', 'RTX 4070']) await page.locator('tr.inner').filter({ hasText: platform }).waitFor();
  await page.getByRole('link', { name: /^All 2 configurations/ }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('status').filter({ hasText: '2 configurations' }).waitFor();
});

testEverywhere('every column that the API can sort by sorts both ways', suite, '/?view=flat', async ({ page }) => {
  await page.getByRole('status').filter({ hasText: 'configurations' }).waitFor();
  const keys = { Memory: 'memory', Speed: 'speed', Model: 'model_name', Platform: 'platform', 'Backend and settings': 'backend', Runs: 'runs' };
  for (const [label, key] of Object.entries(keys)) {
    for (const turn of ['first', 'second']) {
      await page.getByRole('columnheader', { name: label }).getByRole('button').click();
      const direction = new URL(page.url()).searchParams.get('direction');
      const query = `load=single&sort=${key}${direction ? `&direction=${direction}` : ''}&limit=3`;
      const [expected] = await suite.server.api(`/api/performance-grid?${query}`);
      const row = page.locator('tbody tr').first();
      await row.filter({ has: page.locator(`a[href="/runs/${expected.id}"]`) }).waitFor();
      const order = await page.getByRole('columnheader', { name: label }).getAttribute('aria-sort');
      assert.ok(['ascending', 'descending'].includes(order), `${label}, ${turn}`);
    }
  }
});

testEverywhere('a score says its benchmark, questions and interval', suite, '/?benchmark=ifeval', async ({ page }) => {
  await waitForFirst(page, 'Model-050');
  const [{ quality }] = await suite.server.api('/api/performance-grid?models=Model-050&benchmark=ifeval');
  const text = await rowOf(page, 'Model-050').innerText();
  for (const part of [quality.score.toFixed(1), `${quality.low.toFixed(1)}–${quality.high.toFixed(1)}`, 'ifeval', 'n 541']) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
});

test('Back from a run returns to the place in a long list', async () => {
  const { page, expectNoProblems } = await suite.open('/?order=speed');
  await waitForFirst(page, 'Model-001');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const row = rowOf(page, 'Model-035');
  await row.waitFor();
  await row.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => scrollY);
  // Not click(), which may scroll first.
  await row.getByRole('link', { name: '1 run' }).evaluate((link) => link.click());
  await page.getByRole('heading', { level: 1, name: 'Model-035 Q4_K_M' }).waitFor();
  await page.goBack();
  await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 5, place);
  assert.ok(await rowOf(page, 'Model-035').isVisible());
  expectNoProblems();
});

test('what is shown is copied as Markdown and saved as CSV', async () => {
  const { page, expectNoProblems } = await suite.open('/?order=speed&search=Model-00');
  await page.getByRole('status').filter({ hasText: '9 models' }).waitFor();
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const markdown = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n');
  assert.equal(markdown.length, 2 + 9);
  assert.match(markdown[2], /^\| Model-001 \| Q4_K_M \| RTX 4090 \| unknown \| 299\.1 tok\/s, tg128 \|/);

  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const stream = await (await waiting).createReadStream();
  const csv = Buffer.concat(await stream.toArray()).toString().trim().split('\r\n');
  assert.equal(csv.length, 1 + 9);
  assert.match(csv[1], /^Model-001,,Q4_K_M,RTX 4090,,,,,,299\.123,tg128,0,/);
  expectNoProblems();
});

test('picked runs go to the comparison', async () => {
  const { page, expectNoProblems } = await suite.open('/?order=speed');
  for (const model of ['Model-001', 'Model-002']) await page.getByLabel(`Compare ${model} Q4_K_M on RTX 4090`).check();
  await page.getByRole('link', { name: 'Compare (2)' }).click();
  await page.getByRole('heading', { level: 1, name: 'Compare' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('ids').split(',').length, 2);
  expectNoProblems();
});

test('a server that fails is said, and another try works', async () => {
  const { page } = await suite.open('/about', { allow: /503|Failed to load/ });
  await page.route('**/api/grouped-performance?*', (route) => route.fulfill({ status: 503, json: { error: 'The database restarts.', code: 'unavailable', details: [] } }), { times: 1 });
  await page.getByRole('link', { name: 'Grid' }).click();
  await page.getByRole('alert').getByText('The database restarts.').waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await firstModel(page).waitFor();
});

test('nothing found says so and shows the way out', async () => {
  const { page, expectNoProblems } = await suite.open('/?search=nosuchmodel');
  await page.getByText('Nothing that was measured answers this question.').waitFor();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await firstModel(page).waitFor();
  expectNoProblems();
});

test('samples are marked, go with one click and come back with another', async () => {
  const { page, expectNoProblems } = await suite.open('/?search=Qwen3');
  await rowOf(page, 'Qwen3-4B-Instruct-2507').getByText('sample', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Remove samples' }).click();
  await page.getByText('The samples are removed.').waitFor();
  await page.getByText('Nothing that was measured answers this question.').waitFor();
  assert.deepEqual(await suite.server.api('/api/performance-grid?tags=sample'), []);
  await page.getByRole('button', { name: 'Undo' }).click();
  await rowOf(page, 'Qwen3-4B-Instruct-2507').waitFor();
  expectNoProblems();
});

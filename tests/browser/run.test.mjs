// The page of a run against the API, and its flows: history, voiding, deleting with a way back, the way to compare.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODEL, uploadSeries } from './support/series.mjs';
import { browserSuite, testEverywhere } from './support/suite.mjs';

let ids;
const suite = browserSuite(async (server) => {
  ids = await uploadSeries(server);
});

/** The exact values of the numbers in `part`, as the page holds them. */
const exactIn = (part) => part.locator('[data-exact]').evaluateAll((all) => all.map((one) => Number(one.dataset.exact)));
const region = (page, name) => page.getByRole('region', { name, exact: true });

testEverywhere('a run shows what the API says', suite, () => `/runs/${ids.now}`, async ({ page }) => {
  await page.getByRole('heading', { level: 1, name: `${MODEL} Q4_K_M`, exact: true }).waitFor();
  await page.getByText('4 runs of 2 builds').waitFor();
  const detail = await suite.server.api(`/api/detail/${ids.now}`);
  const { headline } = detail.run;
  const mmlu = detail.quality.find(({ benchmark }) => benchmark === 'mmlu_pro');

  assert.deepEqual(await exactIn(region(page, 'Headline')), [
    headline.speed.tokens_per_second,
    headline.prompt_speed.tokens_per_second,
    headline.memory_gb,
    mmlu.score,
  ]);
  const speed = region(page, 'Headline').locator('[data-exact]').first();
  assert.match(await speed.innerText(), /^141\.5\s*tok\/s$/);
  assert.equal(await speed.getAttribute('title'), `${headline.speed.tokens_per_second} tok/s`);

  const values = await exactIn(region(page, 'Metrics of this run').locator('tbody td:nth-child(2)'));
  assert.deepEqual(values.sort(), detail.metrics.map(({ value }) => value).sort());
  const scores = await exactIn(region(page, 'Scores of the model variant'));
  assert.deepEqual(scores, detail.quality.map(({ score }) => score));
  for (const text of ['after the driver update', 'nightly', 'consumer GPU', 'AMD Ryzen 9 7950X', detail.run.series_id]) {
    assert.ok(await page.getByText(text, { exact: true }).first().isVisible(), text);
  }
});

test('every sample and every category stands in the tables of the charts', async () => {
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.now}`);
  const detail = await suite.server.api(`/api/detail/${ids.now}`);
  const numbersOf = async (title, column) => {
    const figure = page.getByRole('figure', { name: title });
    await figure.getByText('Numbers as a table').click();
    return (await figure.locator(`tbody td:nth-child(${column})`).allInnerTexts()).map(Number);
  };
  const samples = detail.metrics.flatMap((metric) => metric.samples);
  assert.equal(samples.length, 15);
  assert.deepEqual((await numbersOf('Samples around their median', 4)).sort(), samples.sort());
  const categories = detail.categories.filter(({ name }) => name.startsWith('MMLU - '));
  assert.equal(categories.length, 14);
  assert.deepEqual(await numbersOf('MMLU by category', 2), categories.map(({ score }) => score));
  expectNoProblems();
});

test('the history shows the series over its builds, and Back returns to its figure', async () => {
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.now}`);
  const rows = region(page, 'Runs of this series').locator('tbody tr');
  await rows.nth(3).waitFor();
  assert.equal(await rows.count(), 4);
  assert.match(await rows.first().innerText(), /voided/);
  await page.getByRole('button', { name: 'Prompt speed' }).click();
  await page.getByRole('figure', { name: 'Prompt speed over time' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('history'), 'prompt');
  await page.goBack();
  await page.getByRole('figure', { name: 'Generation speed over time' }).waitFor();
  await rows.nth(3).getByRole('link', { name: /Compare/ }).click();
  await page.waitForURL(`**/compare?ids=${ids.old},${ids.now}`);
  expectNoProblems();
});

test('a figure that nobody measured is unknown, and a failed run says why', async () => {
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.failed}`);
  await page.getByText('It failed: failed to create context: out of memory').waitFor();
  assert.deepEqual((await exactIn(region(page, 'Headline'))).length, 1);
  assert.equal(await region(page, 'Headline').getByText('unknown', { exact: true }).count(), 3);
  assert.ok(await page.getByText('This run has no metrics.').isVisible());
  expectNoProblems();
});

test('a run is voided with a reason, and counts again', async () => {
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.large}`);
  await page.getByRole('button', { name: 'Correct this run…' }).click();
  await page.getByRole('button', { name: 'Void this run…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Void this run?' });
  assert.ok(await dialog.getByRole('button', { name: 'Void it' }).isDisabled());
  await dialog.getByLabel('Why?').fill('the fan had stopped');
  await dialog.getByRole('button', { name: 'Void it' }).click();
  await page.getByText('the fan had stopped. It counts nowhere.').waitFor();
  assert.equal((await suite.server.api(`/api/detail/${ids.large}`)).run.void_reason, 'the fan had stopped');
  await page.getByRole('button', { name: 'Let it count again…' }).click();
  await page.getByRole('button', { name: 'Let it count', exact: true }).click();
  await page.getByRole('button', { name: 'Void this run…' }).waitFor();
  assert.equal((await suite.server.api(`/api/detail/${ids.large}`)).run.voided_at, null);
  expectNoProblems();
});

test('a deletion can be called off, and undone even after the page was loaded again', async () => {
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.attention}`);
  const before = await suite.server.api(`/api/detail/${ids.attention}`);
  await page.getByRole('button', { name: 'Correct this run…' }).click();
  await page.getByRole('button', { name: 'Delete this run…' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(await suite.server.api(`/api/detail/${ids.attention}`), before);

  await page.getByRole('button', { name: 'Delete this run…' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await page.getByText('This run was deleted.').waitFor();
  await assert.rejects(suite.server.api(`/api/detail/${ids.attention}`), /404/);
  await page.reload();
  await page.getByRole('button', { name: 'Undo: bring it back' }).click();
  await page.getByRole('button', { name: 'Correct this run…' }).waitFor();
  assert.deepEqual(await suite.server.api(`/api/detail/${ids.attention}`), before);
  expectNoProblems();
});

test('a run that is picked stands in the link to compare', async () => {
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.now}`);
  await page.getByRole('button', { name: 'Pick to compare' }).click();
  await page.getByRole('link', { name: 'Compare (1)' }).waitFor();
  await page.goto(`${suite.server.url}/runs/${ids.old}`);
  const compare = page.locator('.actions').getByRole('link', { name: 'Compare' });
  assert.equal(await compare.getAttribute('href'), `/compare?ids=${ids.now},${ids.old}`);
  expectNoProblems();
});

// The last test: from here on the server wants a token to write.
test('only what the token allows is offered', async () => {
  const upload = await suite.server.makeToken('lab', 'upload');
  const admin = await suite.server.makeToken('keeper', 'admin');
  const { page, expectNoProblems } = await suite.open(`/runs/${ids.now}`, { allow: /40[13]/ });
  const offered = (name) => page.getByRole('button', { name });
  await offered('Correct this run…').click();
  const corrections = region(page, 'Correct');
  await corrections.getByRole('alert').waitFor();
  assert.equal(await offered('Void this run…').count(), 0);

  await corrections.getByLabel(/^Token/).fill(upload);
  await corrections.getByRole('button', { name: 'Use' }).click();
  await offered('Void this run…').waitFor();
  assert.equal(await offered('Delete this run…').count(), 0);

  await page.evaluate((token) => sessionStorage.setItem('llm-benchmark.token', token), admin);
  await page.reload();
  await offered('Delete this run…').waitFor();
  assert.ok(await offered('Void this run…').isVisible());
  expectNoProblems();
});

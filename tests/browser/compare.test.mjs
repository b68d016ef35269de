// Comparisons against the API, and their flows: choosing, another base, filters, copying.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODEL, uploadSeries } from './support/series.mjs';
import { browserSuite, testEverywhere } from './support/suite.mjs';

let ids;
const suite = browserSuite(async (server) => {
  ids = await uploadSeries(server);
});

const region = (page, name) => page.getByRole('region', { name, exact: true });
const compare = (...names) => `/compare?ids=${names.map((name) => ids[name]).join(',')}`;
const api = (...names) => suite.server.api(`/api/comparison?ids=${names.map((name) => ids[name]).join(',')}`);

/** {metric: [exact value of each run]} of the table. */
async function valuesOf(page) {
  const rows = await region(page, 'Metrics against A').locator('tbody tr').all();
  const read = async (row) => [
    (await row.locator('th').innerText()).match(/^(?:[a-z]+\d+ @ d\d+|\S+)/)[0],
    await row.locator('[data-exact]').evaluateAll((all) => all.map((one) => Number(one.dataset.exact))),
  ];
  return Object.fromEntries(await Promise.all(rows.map(read)));
}

testEverywhere('two runs show what the API says', suite, () => compare('old', 'now'), async ({ page }) => {
  await region(page, 'Metrics against A').waitFor();
  await page.getByRole('figure', { name: 'MMLU by category' }).waitFor();
  const answer = await api('old', 'now');
  assert.equal(answer.metrics.length, 4);
  assert.deepEqual(await valuesOf(page), Object.fromEntries(answer.metrics.map(({ metric, a, b }) => [metric, [a, b]])));
  for (const { sentence } of answer.metrics) assert.ok(await page.getByText(sentence, { exact: true }).isVisible(), sentence);
  assert.ok(await page.getByText(answer.sentence).isVisible());
  const row = region(page, 'Metrics against A').getByRole('row', { name: /^tg128 tok/ });
  assert.match(await row.innerText(), /132\.0[\s\S]*141\.5[\s\S]*\+7\.2 %[\s\S]*×1\.07[\s\S]*better[\s\S]*\+6\.9 to \+7\.5 %/);
  const differs = region(page, 'Settings that differ');
  assert.deepEqual(await differs.locator('mark').allInnerTexts(), answer.settings.map(({ b }) => b));
});

testEverywhere('four runs each stand against the first', suite, () => compare('now', 'large', 'attention', 'old'), async ({ page }) => {
  await page.getByRole('figure', { name: 'Profile of the categories' }).waitFor();
  const answer = await api('now', 'large', 'attention', 'old');
  const pairs = [answer, ...answer.others];
  const expected = answer.metrics.map(({ metric, a }) => [
    metric,
    [a, ...pairs.map(({ metrics }) => metrics.find((one) => one.metric === metric).b)],
  ]);
  assert.deepEqual(await valuesOf(page), Object.fromEntries(expected));
  const scores = await region(page, 'Scores of the model variants').locator('[data-exact]').evaluateAll((all) => all.map((one) => Number(one.dataset.exact)));
  const quality = answer.quality.flatMap(({ benchmark, a }) => [
    a,
    ...pairs.map((pair) => pair.quality.find((one) => one.benchmark === benchmark).b),
  ]);
  assert.deepEqual(scores, quality);
  const legend = await page.getByRole('figure', { name: 'MMLU by category' }).locator('thead th').allTextContents();
  assert.deepEqual(legend.slice(1).filter((text) => text.endsWith('score')), [`A, C, D: ${MODEL} Q4_K_M: score`, `B: ${MODEL} Q8_0: score`]);
});

testEverywhere('without runs it asks for some, and finds them', suite, '/compare', async ({ page }) => {
  await page.getByLabel('Model, adapter or device').fill('no such model');
  await page.getByText('Nothing of that name was measured.').waitFor();
  await page.getByLabel('Model, adapter or device').fill(MODEL);
  await page.getByRole('button', { name: new RegExp(`${MODEL} Q8_0`) }).click();
  await page.getByText('One run is chosen.').waitFor();
  await page.getByRole('button', { name: new RegExp(`${MODEL} Q4_K_M.*fa`) }).click();
  await region(page, 'Metrics against A').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('ids'), `${ids.large},${ids.attention}`);
  await page.getByText('Loading…').first().waitFor({ state: 'detached' });
});

test('another base, a swap and a removal change the address, and Back returns', async () => {
  const { page, expectNoProblems } = await suite.open(compare('now', 'large', 'old'));
  const chosen = () => new URL(page.url()).searchParams.get('ids');
  await page.getByRole('button', { name: 'Make base: C' }).click();
  await page.waitForURL(`**${compare('old', 'now', 'large').replaceAll(',', '%2C')}`);
  await page.getByRole('button', { name: 'Remove C' }).click();
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  assert.equal(chosen(), `${ids.now},${ids.old}`);
  await page.getByText(/A is better|worse in 2/).first().waitFor();
  await page.getByRole('link', { name: 'Compare (2)' }).waitFor();
  await page.goBack();
  await page.goBack();
  await page.goBack();
  assert.equal(chosen(), `${ids.now},${ids.large},${ids.old}`);
  await page.getByRole('button', { name: 'Make base: C' }).waitFor();
  expectNoProblems();
});

test('the keyboard stays at the runs when their order changes', async () => {
  const { page, expectNoProblems } = await suite.open(compare('now', 'large', 'old'));
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('href'));
  await page.getByRole('button', { name: 'Make base: C' }).press('Enter');
  await page.waitForURL((url) => url.searchParams.get('ids') === `${ids.old},${ids.now},${ids.large}`);
  assert.equal(await focused(), `/runs/${ids.old}`, 'the new base');
  await page.getByRole('button', { name: 'Remove B' }).press('Enter');
  await page.waitForURL((url) => url.searchParams.get('ids') === `${ids.old},${ids.large}`);
  assert.equal(await focused(), `/runs/${ids.large}`, 'the one behind the removed');
  expectNoProblems();
});

test('only what is better or worse can be shown', async () => {
  const { page, expectNoProblems } = await suite.open(compare('old', 'now'));
  await page.getByLabel('only what is better or worse').check();
  assert.deepEqual(Object.keys(await valuesOf(page)), ['tg128', 'tg128 @ d4096']);
  assert.equal(new URL(page.url()).searchParams.get('show'), 'changed');
  await page.goBack();
  await region(page, 'Metrics against A').getByRole('row', { name: /pp512/ }).waitFor();
  expectNoProblems();
});

test('it is copied as Markdown with the figures of the page', async () => {
  const { page, expectNoProblems } = await suite.open(compare('old', 'now'));
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^\| tg128 \(tok\/s\) \| 132\.0 \| 141\.5 \(\+7\.2 %, \+6\.9 to \+7\.5 %\): better \|$/m);
  assert.match(text, new RegExp(`run ${ids.old}`));
  expectNoProblems();
});

test('what cannot be compared says why, and a voided run is named', async () => {
  const { page, expectNoProblems } = await suite.open(compare('now', 'busy', 'failed'));
  const answer = await api('now', 'busy', 'failed');
  await page.getByText('B is voided: another process used the GPU.').waitFor();
  await page.getByText(/C did not complete: its status is failed/).waitFor();
  const reasons = answer.others[0].not_compared;
  assert.ok(reasons.length > 0);
  for (const { metric } of reasons) assert.ok(await page.getByText(metric, { exact: false }).last().isVisible(), metric);
  expectNoProblems();
});

test('a run that is gone is named, and can be left out', async () => {
  const gone = '00000000-0000-0000-0000-000000000000';
  const { page } = await suite.open(`${compare('now', 'old')},${gone}`, { allow: /404/ });
  await page.getByRole('alert').getByText(`there is no run with id ${gone}`).first().waitFor();
  await page.getByRole('button', { name: 'Remove C' }).click();
  await region(page, 'Metrics against A').waitFor();
});

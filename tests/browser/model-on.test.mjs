// The page of a model on a device: figures against the API, heat maps, curves, and the way to a comparison.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LADDER_MODEL, postLadder } from './support/ladder.mjs';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

const pageOf = (model, gpu) => `/models/${encodeURIComponent(model)}/on/${encodeURIComponent(gpu)}`;
const analysisOf = (gpu) =>
  suite.server.api(`/api/model-hardware-analysis/${encodeURIComponent(LADDER_MODEL)}/${encodeURIComponent(gpu)}`);

const suite = browserSuite(async (server) => {
  await server.upload(SAMPLES);
  await postLadder(server);
});

const numbersIn = (row) =>
  row.locator('[data-exact]').evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.exact)));

/** The text of a chart's table, line by line, without its head. */
async function tableOf(page, title) {
  const figure = page.getByRole('figure', { name: title });
  await figure.getByText('Numbers as a table').click();
  const lines = await figure.getByRole('row').all();
  return Promise.all(lines.slice(1).map((line) => line.getByRole('cell').allTextContents()));
}

testEverywhere('quantizations stand side by side', suite, pageOf(LADDER_MODEL, 'RTX 4090'), async ({ page }) => {
  await page.getByRole('figure', { name: 'Generation behind a context' }).waitFor();
  const { quantizations } = await analysisOf('RTX 4090');
  const table = page.getByRole('table', { name: 'Backends and quantizations side by side' });
  for (const { quantization, best_speed, quality_score } of quantizations) {
    const line = table.getByRole('row').filter({ has: page.getByRole('cell', { name: quantization, exact: true }) });
    assert.deepEqual(await numbersIn(line), [best_speed, quality_score], quantization);
    assert.equal(await line.getByText('unknown').count(), 4, 'nobody measured latencies or power there');
  }
});

testEverywhere('heat maps cover concurrency and power', suite, pageOf(LADDER_MODEL, 'H100 PCIe'), async ({ page }) => {
  await page.getByRole('figure', { name: /^Efficiency/ }).waitFor();
  const { heatmap_data: data } = await analysisOf('H100 PCIe');
  const [entry] = data.quantizations;
  const expected = (figure, scale = 1) =>
    data.power_limits.flatMap((watts) =>
      data.concurrent_requests.map((requests) => [
        `${watts} W`,
        String(requests),
        String(data[figure][entry][watts][requests] / scale),
      ]),
    );
  assert.equal(expected('speed_data').length, 9);
  assert.deepEqual(await tableOf(page, /^Speed:/), expected('speed_data'));
  assert.deepEqual(await tableOf(page, /\(TTFT\)/), expected('ttft_data'));
  assert.deepEqual(await tableOf(page, /\(TPOT\)/), expected('tpot_data'));
  assert.deepEqual(await tableOf(page, /\(ITL\)/), expected('itl_data'));
  assert.deepEqual(await tableOf(page, /^Efficiency/), expected('efficiency_data', 1e6));
  await page.getByText('3 runs without a known number of concurrent requests are in no heat map.').waitFor();
});

test('curves have the speeds of the grid at each depth', async () => {
  const { page, expectNoProblems } = await suite.open(pageOf(LADDER_MODEL, 'RTX 4090'));
  const lines = await tableOf(page, 'Generation behind a context');
  const query = `models=${encodeURIComponent(LADDER_MODEL)}&platforms=RTX%204090&quantizations=Q2_K&at_depth=16384`;
  const [row] = await suite.server.api(`/api/performance-grid?${query}`);
  const line = lines.find(([label, depth]) => label.startsWith('Q2_K') && depth === '16384');
  assert.equal(line.at(-1), String(row.tokens_per_second));
  assert.equal(lines.length, 18, 'six quantizations at three depths');
  expectNoProblems();
});

test('one quantization can be looked at, and Back shows all again', async () => {
  const { page, expectNoProblems } = await suite.open(pageOf(LADDER_MODEL, 'RTX 4090'));
  const table = page.getByRole('table', { name: /^Configurations of/ });
  await page.getByRole('combobox', { name: /^Quantization/ }).selectOption('Q6_K');
  await table.getByRole('row').nth(2).waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).searchParams.get('quantization'), 'Q6_K');
  await page.goBack();
  await table.getByRole('row').nth(6).waitFor();
  expectNoProblems();
});

test('two quantizations of one model can be compared', async () => {
  const { page, expectNoProblems } = await suite.open(pageOf(LADDER_MODEL, 'RTX 4090'));
  await page.getByRole('checkbox', { name: /^Compare Q8_0/ }).check();
  await page.getByRole('checkbox', { name: /^Compare Q4_K_M/ }).check();
  await page.getByRole('link', { name: 'Compare 2 runs' }).click();
  await page.getByRole('heading', { level: 1, name: 'Compare' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('ids').split(',').length, 2);
  expectNoProblems();
});

testEverywhere('a model nobody ran there says so', suite, pageOf(LADDER_MODEL, 'RTX 4070'), async ({ page }) => {
  await page.getByText('Nobody has measured this model on this device.').waitFor();
  await page.getByRole('link', { name: 'Where it was measured' }).waitFor();
});

test('a device nobody knows is an error that names near ones', async () => {
  const view = await suite.open(pageOf(LADDER_MODEL, 'RTX 409'), { allow: /404/ });
  await view.page.getByRole('alert').getByText(/near names are RTX 4090/).first().waitFor();
  view.expectNoProblems();
});

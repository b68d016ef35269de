// The page of all devices: every one of the API is there, is found, and leads to what ran on it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LADDER_MODEL, postLadder } from './support/ladder.mjs';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

const suite = browserSuite(async (server) => {
  await server.upload(SAMPLES);
  await postLadder(server);
});

const device = (page, name) => page.getByRole('article', { name, exact: true });
const shownNames = (page) => page.getByRole('article').getByRole('heading', { level: 2 }).allTextContents();

testEverywhere('every device is there with its fastest models', suite, '/hardware', async ({ page }) => {
  await device(page, 'RTX 4090').getByRole('link').first().waitFor();
  const { hardware } = await suite.server.api('/api/hardware');
  assert.deepEqual((await shownNames(page)).sort(), [...new Set(hardware.map(({ platform }) => platform))].sort());
  const { models } = await suite.server.api('/api/grouped-performance?sort_by=speed&benchmark=none');
  const ladder = models.find(({ model_name }) => model_name === LADDER_MODEL);
  const best = ladder.all_hardware_platforms.find((one) => one.hardware === 'RTX 4090').best_config;
  await device(page, 'RTX 4090').locator(`[data-exact="${best.tokens_per_second}"]`).waitFor();
  await device(page, 'RTX 4090').getByText('24.0 GiB GPU memory').waitFor();
  await device(page, 'AMD Ryzen 9 7950X').getByText('64.0 GiB RAM').waitFor();
});

testEverywhere('what ran on a device is unfolded', suite, '/hardware?device=RTX%203060', async ({ page }) => {
  const models = page.getByRole('table', { name: 'Models on RTX 3060' });
  await models.getByRole('link', { name: LADDER_MODEL, exact: true }).waitFor();
  await page.getByRole('table', { name: 'Machines with RTX 3060' }).waitFor();
});

test('devices are searched and filtered, all in the address', async () => {
  const { page, expectNoProblems } = await suite.open('/hardware');
  await page.getByText('6 of 6 shown').waitFor();
  await page.getByLabel('Search').fill('rtx 40');
  await page.getByText('3 of 6 shown').waitFor();
  await page.getByLabel(/^Memory/).fill('12');
  await page.getByText('2 of 6 shown').waitFor();
  assert.equal(new URL(page.url()).search, '?search=rtx+40&memory=12');
  await page.reload();
  await page.getByText('2 of 6 shown').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('6 of 6 shown').waitFor();
  await page.getByLabel('Category').selectOption('datacenter_gpu');
  await page.getByText('1 of 6 shown').waitFor();
  assert.deepEqual(await shownNames(page), ['H100 PCIe']);
  await page.goBack();
  await page.getByText('6 of 6 shown').waitFor();
  await page.getByLabel('Search').fill('no such device');
  await page.getByText('No device fits.').waitFor();
  expectNoProblems();
});

test('devices are ordered by the speed of a size class', async () => {
  const { page, expectNoProblems } = await suite.open('/hardware');
  await page.getByLabel('Order').selectOption({ label: 'speed of 3–9B' });
  await page.getByText('6 of 6 shown').waitFor();
  const names = await shownNames(page);
  assert.equal(names[0], 'RTX 4090');
  assert.equal(names.at(-1), 'H100 PCIe', 'its runs are of another load, so not ranked');
  expectNoProblems();
});

test('a device leads to the model on it', async () => {
  const { page, expectNoProblems } = await suite.open('/hardware');
  await device(page, 'AMD Ryzen 9 7950X').getByRole('button', { name: /^What ran on it/ }).click();
  const models = page.getByRole('table', { name: 'Models on AMD Ryzen 9 7950X' });
  await models.getByRole('link', { name: LADDER_MODEL, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `${LADDER_MODEL} on AMD Ryzen 9 7950X` }).waitFor();
  await page.goBack();
  await models.waitFor();
  expectNoProblems();
});

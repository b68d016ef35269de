// The page of a model: its numbers against the API, and its choices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LADDER_MODEL, postLadder } from './support/ladder.mjs';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

const PAGE = `/models/${encodeURIComponent(LADDER_MODEL)}`;
const suite = browserSuite(async (server) => {
  await server.upload(SAMPLES);
  await postLadder(server);
});

const variantsOf = () => suite.server.api(`/api/model-variants?models=${encodeURIComponent(LADDER_MODEL)}`);
const rowsOf = (platform) =>
  suite.server.api(
    `/api/performance-grid?models=${encodeURIComponent(LADDER_MODEL)}&platforms=${encodeURIComponent(platform)}`,
  );

/** The exact numbers of the line of a table, left to right. */
const numbersIn = (row) =>
  row.locator('[data-exact]').evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.exact)));

function lineOf(page, table, variant) {
  const lines = page.getByRole('table', { name: table }).getByRole('row');
  return lines.filter({ has: page.getByRole('cell', { name: variant, exact: true }) });
}

testEverywhere('a model shows its variants as the API has them', suite, PAGE, async ({ page }) => {
  await page.getByRole('heading', { level: 2, name: 'Quantization ladder' }).waitFor();
  const [row] = (await rowsOf('RTX 4090')).filter(({ quantization }) => quantization === 'Q4_K_M');
  const variant = (await variantsOf()).find((one) => one.variant.quantization === 'Q4_K_M');
  assert.deepEqual(await numbersIn(lineOf(page, `Variants of ${LADDER_MODEL}`, 'Q4_K_M')), [
    row.bits_per_weight,
    row.model_size_gb,
    variant.mmlu_score,
    row.tokens_per_second,
    row.prompt_tokens_per_second,
    row.memory_gb,
  ]);
  const line = lineOf(page, `Variants of ${LADDER_MODEL}`, 'FP8');
  assert.ok((await line.getByText('unknown').count()) >= 3, 'nobody scored FP8 or ran it there');
});

test('the ladder says what each quantization loses', async () => {
  const { page, expectNoProblems } = await suite.open(PAGE);
  const scores = Object.fromEntries((await variantsOf()).map((one) => [one.variant.quantization, one.quality[0]?.score]));
  const line = lineOf(page, 'Quantization ladder', 'Q2_K');
  await line.waitFor();
  const [, , loss] = await numbersIn(line);
  assert.equal(loss, scores.BF16 - scores.Q2_K);
  await line.getByText(/^loses 2\d\.\d points$/).waitFor();
  await lineOf(page, 'Quantization ladder', 'Q8_0').getByText('no proven difference').waitFor();
  await page.getByText('Without a score under these settings: FP8.').waitFor();
  expectNoProblems();
});

test('choices are in the address, and Back takes them back', async () => {
  const { page, expectNoProblems } = await suite.open(PAGE);
  const device = page.getByRole('combobox', { name: 'Speed on' });
  await device.selectOption('RTX 3060');
  const [row] = (await rowsOf('RTX 3060')).filter(({ quantization }) => quantization === 'Q2_K');
  const line = lineOf(page, `Variants of ${LADDER_MODEL}`, 'Q2_K');
  await line.locator(`[data-exact="${row.tokens_per_second}"]`).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('gpu'), 'RTX 3060');
  await page.getByLabel('Q8_0', { exact: true }).uncheck();
  assert.equal(new URL(page.url()).searchParams.get('radar').split(',').length, 5);
  await page.goBack();
  await page.getByLabel('Q8_0', { exact: true, checked: true }).waitFor();
  await page.goBack();
  assert.equal(await device.inputValue(), 'RTX 4090');
  await page.getByRole('combobox', { name: 'Speed of' }).selectOption('concurrent|unspecified');
  assert.equal(await device.inputValue(), 'H100 PCIe');
  expectNoProblems();
});

test('a column sorts, with unknown last', async () => {
  const { page, expectNoProblems } = await suite.open(PAGE);
  const table = page.getByRole('table', { name: `Variants of ${LADDER_MODEL}` });
  const names = () => table.locator('tbody strong').allTextContents();
  await table.getByRole('button', { name: 'Quality' }).click();
  assert.deepEqual(await names(), ['BF16', 'Q8_0', 'Q6_K', 'Q4_K_M', 'Q3_K_M', 'Q2_K', 'FP8']);
  await table.getByRole('button', { name: 'Quality' }).click();
  assert.deepEqual(await names(), ['Q2_K', 'Q3_K_M', 'Q4_K_M', 'Q6_K', 'Q8_0', 'BF16', 'FP8']);
  expectNoProblems();
});

test('links lead on to the device and back', async () => {
  const { page, expectNoProblems } = await suite.open(PAGE);
  await page.getByRole('link', { name: 'AMD Ryzen 9 7950X', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `${LADDER_MODEL} on AMD Ryzen 9 7950X` }).waitFor();
  await page.getByRole('link', { name: LADDER_MODEL, exact: true }).click();
  await page.getByRole('heading', { level: 2, name: 'Platforms' }).waitFor();
  expectNoProblems();
});

test('the numbers of the radar are a table too', async () => {
  const { page } = await suite.open(PAGE);
  const figure = page.getByRole('figure', { name: 'MMLU-Pro by category' });
  await figure.getByText('Numbers as a table').click();
  const [{ variant }] = (await variantsOf()).filter((one) => one.variant.quantization === 'BF16');
  const [{ categories }] = (await suite.server.api(`/api/model-variants/${variant.id}`)).scores;
  const law = categories.find(({ category }) => category === 'law');
  const line = figure.getByRole('row').filter({ hasText: /^\s*law/ });
  assert.equal(await line.getByRole('cell').nth(1).textContent(), String(law.score));
});

testEverywhere('a model without scores says what is missing', suite, '/models/Qwen3-4B-Instruct-2507', async ({ page }) => {
  await page.getByText('No variant of this model has a score yet').waitFor();
  await page.getByText(/^A ladder needs scores of two quantizations/).waitFor();
});

test('a model nobody knows is said to be unknown', async () => {
  const { page, expectNoProblems } = await suite.open('/models/no%2Fsuch%20model%25');
  await page.getByRole('heading', { level: 1, name: 'no/such model%' }).waitFor();
  await page.getByText('No variant of this model is stored.').waitFor();
  expectNoProblems();
});

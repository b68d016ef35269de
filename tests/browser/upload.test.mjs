// Upload: files and pasted text are read first, corrected, then stored; what is stored is what the API has.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from './support/server.mjs';
import { browserSuite, expectAccessible, expectFitsWidth, testEverywhere } from './support/suite.mjs';

const BENCH = join(repository, 'docs/samples/llama-bench-rtx-4070.json');
const REPORT = join(repository, 'docs/samples/mmlu-pro-report.txt');

const suite = browserSuite(async () => {});

const card = (page, name) => page.getByRole('region', { name, exact: true });
const choose = (page, files) => page.getByLabel('Choose files').setInputFiles(files);

testEverywhere('a file is recognised and nothing is stored before the reader says so', suite, '/upload', async ({ page }) => {
  await choose(page, [BENCH]);
  const file = card(page, 'llama-bench-rtx-4070.json');
  await file.getByText('recognised').waitFor();
  await file.getByText('llama-bench · 4 records read · 1 run').waitFor();
  await file.getByText('Qwen3-4B-Instruct-2507 Q4_K_M').waitFor();
  const written = JSON.parse(readFileSync(BENCH, 'utf8')).map((record) => record.avg_ts);
  const shown = await file.locator('[data-exact]').evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.exact)));
  for (const speed of written) assert.ok(shown.includes(speed), `${speed} of the file is not among ${shown}`);
  await file.getByText('the run has no memory figure (memory_usage_gb)').waitFor();
  assert.equal((await suite.server.api('/api/configurations')).total_count, 0);
});

test('several files: one is stored, one asks for its names, one is refused; sent again it is there already', async () => {
  const { page, expectNoProblems } = await suite.open('/upload', { allow: /422/ });
  await choose(page, [BENCH, REPORT]);
  await choose(page, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing of a benchmark') });
  await card(page, 'notes.txt').getByText(/^notes.txt is text that starts with "nothing of a benchmark"/).waitFor();
  const report = card(page, 'mmlu-pro-report.txt');
  await report.getByText('asks', { exact: true }).waitFor();
  await report.getByLabel('Quantization -q').fill('Q4_K_M');
  await page.keyboard.press('Tab');
  await report.getByText('recognised').waitFor();
  await report.getByText('Correct what the file says').click();
  await report.getByLabel('Model -m').fill('Qwen3-4B-Instruct-2507');
  await page.keyboard.press('Tab');
  await report.getByText('Qwen3-4B-Instruct-2507 Q4_K_M').waitFor();
  await report.getByText('14 categories').waitFor();
  await page.getByLabel('Tags, by commas').fill('browser, second');
  await page.getByRole('button', { name: 'Store 2 files' }).click();
  await report.getByText('stored', { exact: true }).first().waitFor();
  const bench = card(page, 'llama-bench-rtx-4070.json');
  await bench.getByText('new', { exact: true }).waitFor();

  const [row] = await suite.server.api('/api/performance-grid?platforms=RTX%204070');
  assert.deepEqual(row.tags.toSorted(), ['browser', 'second']);
  assert.equal(row.quality.benchmark, 'mmlu_pro');
  const link = await bench.getByRole('link', { name: 'Qwen3-4B-Instruct-2507 Q4_K_M' }).getAttribute('href');
  assert.equal(link, `/runs/${row.id}`);

  await choose(page, [BENCH]);
  await page.getByRole('button', { name: 'Store 1 file' }).click();
  await page.getByText('already there', { exact: true }).waitFor();
  await bench.first().getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: 'Qwen3-4B-Instruct-2507 Q4_K_M' }).waitFor();
  expectNoProblems();
});

test('a pasted table is read; a wrong name is corrected', async () => {
  const { page, expectNoProblems } = await suite.open('/upload');
  const table = `| model | size | params | backend | ngl | test | t/s |
| --- | ---: | ---: | --- | --: | ---: | ---: |
| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | pp512 | 4521.31 ± 12.40 |
| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | tg128 | 131.22 ± 0.31 |

build: 5fa07b1 (6210)
`;
  await page.getByLabel('Or paste a table, JSON or a log').fill(table);
  await page.getByRole('button', { name: 'Read it' }).click();
  const pasted = card(page, 'pasted text');
  await pasted.getByText('qwen3 8B Q4_K_M').waitFor();
  await pasted.getByLabel('Model -m').fill('Qwen/Qwen3-8B');
  await pasted.getByLabel('GPU --gpu-name').fill('RTX 4090');
  await page.keyboard.press('Tab');
  await pasted.getByText('Qwen/Qwen3-8B Q4_K_M').waitFor();
  await pasted.getByText(/^RTX 4090/).waitFor();
  await page.getByRole('button', { name: 'Store 1 file' }).click();
  await pasted.getByText('new', { exact: true }).waitFor();
  const rows = await suite.server.api('/api/performance-grid?platforms=RTX%204090&search=qwen3-8b');
  assert.deepEqual(rows.map((row) => row.tokens_per_second), [131.22]);
  expectNoProblems();
});

test('dropped files are read as chosen ones', async () => {
  const { page, expectNoProblems } = await suite.open('/upload');
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.json'));
    return data;
  }, readFileSync(BENCH, 'utf8'));
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await card(page, 'dropped.json').getByText('recognised').waitFor();
  await card(page, 'dropped.json').getByRole('button', { name: /^Remove/ }).click();
  await card(page, 'dropped.json').waitFor({ state: 'detached' });
  expectNoProblems();
});

test('an accessible list: every field has its name, refused and readable files alike', async () => {
  const { page } = await suite.open('/upload', { allow: /422/ });
  await choose(page, [BENCH, REPORT]);
  await card(page, 'mmlu-pro-report.txt').getByText('asks', { exact: true }).waitFor();
  await card(page, 'llama-bench-rtx-4070.json').getByText('recognised').waitFor();
  await page.getByText('formats of benchmark tools are read').click();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectFitsWidth(page);
});

test('a server that wants a token is given one, once for all files', async () => {
  const token = await suite.server.makeToken('browser');
  const { page, expectNoProblems } = await suite.open('/upload', { allow: /401/ });
  await choose(page, [BENCH, join(repository, 'docs/samples/llama-bench-rtx-4060.json')]);
  await page.getByText('not allowed yet').nth(1).waitFor();
  await page.getByLabel(/^Token/).fill(token);
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await page.getByRole('button', { name: 'Store 2 files' }).click();
  const stored = card(page, 'llama-bench-rtx-4060.json');
  await stored.getByText('new', { exact: true }).waitFor();
  const [row] = await suite.server.api('/api/performance-grid?platforms=RTX%204060');
  assert.equal(await stored.getByRole('link').first().getAttribute('href'), `/runs/${row.id}`);
  expectNoProblems();
});

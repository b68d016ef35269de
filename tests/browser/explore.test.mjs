// Explore draws and lists what the grid answers: checked against a frontier computed here from the API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

// speed in tok/s, memory in GiB (null = nobody measured it), GSM8K problems solved of 1,319 (null = no score)
const MEASURED = [
  { model: 'Small-1B', gpu: 'RTX 4090', speed: 402.25, memory: 1.5, solved: 400 },
  { model: 'Middle-8B', gpu: 'RTX 4090', speed: 132.125, memory: 6.5, solved: 1100 },
  { model: 'Slow-8B', gpu: 'RTX 4090', speed: 90.5, memory: 8.25, solved: 1050 },
  { model: 'Large-32B', gpu: 'RTX 4090', speed: 33.3, memory: null, solved: 1120 },
  { model: 'Unscored-70B', gpu: 'RTX 4090', speed: 12.5, memory: 23.5, solved: null },
  { model: 'Middle-8B', gpu: 'RTX 3060', speed: 48.75, memory: 6.5, solved: null },
];

function runOf({ model, gpu, speed, memory }) {
  const metrics = [
    { metric_name: 'tokens_per_second', value: speed, unit: 'tok/s', context: { test: 'tg128', n_depth: 0 } },
  ];
  if (memory !== null) metrics.push({ metric_name: 'memory_usage_gb', value: memory, unit: 'GB' });
  return {
    model_name: model,
    quantization: 'Q4_K_M',
    backend: 'llama.cpp',
    backend_version: '6423',
    hardware_config: { gpu_model: gpu, gpu_memory_gb: gpu === 'RTX 4090' ? 24 : 12 },
    performance_metrics: metrics,
    timestamp: '2025-09-14T19:02:11Z',
    load: 'single',
  };
}

const suite = browserSuite(async (server) => {
  await server.upload(SAMPLES, ['--tag', 'sample']);
  const variant = ['--tag', 'sample', '-m', 'Qwen3-4B-Instruct-2507', '-q', 'Q4_K_M'];
  await server.upload(['docs/samples/mmlu-pro-report.txt'], variant);
  for (const measured of MEASURED) {
    await server.post('/api/upload-experiment', { experiment_run: runOf(measured) });
    if (measured.solved === null) continue;
    await server.post('/api/benchmarks/upload', {
      model_name: measured.model,
      quantization: 'Q4_K_M',
      benchmark_scores: [{ type: 'GSM8K', data: { problems_solved: measured.solved, total_problems: 1319 } }],
    });
  }
});

const PAGE = '/explore?benchmark=gsm8k&platforms=RTX%204090';

/** Every row that no other beats in quality and `figure`, best quality first. */
async function expectedFrontier(query, figure, isLowerBetter = false) {
  const rows = await suite.server.api(`/api/performance-grid?limit=1000&min_quality=0&${query}`);
  const known = rows.filter((row) => !row.unknown.includes(figure) && row.quality !== null);
  const worth = (row) => (isLowerBetter ? -row[figure] : row[figure]);
  const beats = (a, b) => a.quality.score >= b.quality.score && worth(a) >= worth(b) && (a.quality.score > b.quality.score || worth(a) > worth(b));
  return known
    .filter((row) => !known.some((other) => beats(other, row)))
    .sort((a, b) => b.quality.score - a.quality.score);
}

const table = (page) => page.getByRole('region', { name: 'The frontier, best quality first' });

/** Names and exact numbers of the list. */
async function listed(page) {
  await table(page).waitFor();
  return table(page).locator('tbody tr').evaluateAll((lines) =>
    lines.map((line) => [
      line.querySelector('a').textContent,
      [...line.querySelectorAll('[data-exact]')].map((cell) => Number(cell.dataset.exact)),
    ]),
  );
}

const shown = (row, figures) => [
  `${row.model_name} ${row.quantization}`,
  [row.quality.score, ...figures.filter((figure) => !row.unknown.includes(figure)).map((figure) => row[figure])],
];

testEverywhere('the frontier of quality against speed is that of the API', suite, PAGE, async ({ page }) => {
  const expected = await expectedFrontier('benchmark=gsm8k&platforms=RTX%204090', 'tokens_per_second');
  assert.deepEqual(expected.map((row) => row.model_name), ['Large-32B', 'Middle-8B', 'Small-1B']);
  assert.deepEqual(await listed(page), expected.map((row) => shown(row, ['tokens_per_second', 'memory_gb'])));
  await page.getByText('3 configurations on the frontier, 1 beaten in both.').waitFor();
  await page.getByText('1 configuration without a GSM8K score that passes: not drawn.').waitFor();
  await page.getByRole('cell', { name: 'unknown', exact: false }).first().waitFor();
});

testEverywhere('memory: unknown is counted, never drawn', suite, `${PAGE}&x=memory`, async ({ page }) => {
  const expected = await expectedFrontier('benchmark=gsm8k&platforms=RTX%204090', 'memory_gb', true);
  assert.deepEqual(expected.map((row) => row.model_name), ['Middle-8B', 'Small-1B']);
  assert.deepEqual(await listed(page), expected.map((row) => shown(row, ['tokens_per_second', 'memory_gb'])));
  await page.getByText('1 configuration of unknown memory: not drawn.').waitFor();
  await page.getByText('Numbers as a table').click();
  const numbers = page.getByRole('region', { name: 'Numbers of GSM8K against memory on RTX 4090' });
  assert.equal(await numbers.locator('tbody tr').count(), 3);
});

test('filters go to the address, Back returns, and a reload shows the same', async () => {
  const { page, expectNoProblems } = await suite.open(PAGE);
  await table(page).waitFor();
  await page.getByLabel('At least (tok/s)', { exact: true }).fill('100');
  await page.keyboard.press('Enter');
  await page.getByText('2 configurations on the frontier').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('min_speed'), '100');
  await page.reload();
  await page.getByText('2 configurations on the frontier').waitFor();
  assert.deepEqual((await listed(page)).map(([name]) => name), ['Middle-8B Q4_K_M', 'Small-1B Q4_K_M']);
  await page.goBack();
  await page.getByText('3 configurations on the frontier').waitFor();
  assert.equal(await page.getByLabel('At least (tok/s)', { exact: true }).inputValue(), '');
  await page.getByLabel('Quality against').selectOption('memory');
  await page.getByText('2 configurations on the frontier').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('x'), 'memory');
  expectNoProblems();
});

test('the answer names the best, and its link opens the run', async () => {
  const { page, expectNoProblems } = await suite.open(PAGE);
  const [best] = await expectedFrontier('benchmark=gsm8k&platforms=RTX%204090', 'tokens_per_second');
  const card = page.getByRole('listitem').filter({ hasText: 'Best quality' });
  await card.getByRole('link', { name: 'Large-32B Q4_K_M' }).click();
  await page.waitForURL(`**/runs/${best.id}`);
  expectNoProblems();
});

/** In the page: a place within a disc of the accent colour, in pixels of the window; null until it is drawn. */
function placeOfAccent() {
  const canvas = document.querySelector('canvas');
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const isAccent = (x, y) => {
    const at = 4 * (y * width + x);
    return data[at] === 0x0c && data[at + 1] === 0x6f && data[at + 2] === 0x74;
  };
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      if (![-1, 0, 1].every((dx) => [-1, 0, 1].every((dy) => isAccent(x + dx, y + dy)))) continue;
      const box = canvas.getBoundingClientRect();
      return { x: box.x + x * (box.width / width), y: box.y + y * (box.height / height) };
    }
  }
  return null;
}

test('a point of the chart opens its run', async () => {
  const { page } = await suite.open(`${PAGE}&min_speed=400`);
  await page.getByText('1 configuration on the frontier').waitFor();
  const { x, y } = await (await page.waitForFunction(placeOfAccent)).jsonValue();
  await page.mouse.click(x, y);
  await page.waitForURL('**/runs/*');
});

testEverywhere('nothing scored: says why and where there is something', suite, '/explore?benchmark=gsm8k&platforms=RTX%203060&min_quality=99', async ({ page }) => {
  await page.getByText('1 configuration passes the filters on RTX 3060, but none has a score of GSM8K of at least 99.').waitFor();
  await page.getByRole('link', { name: 'RTX 4090' }).click();
  await page.getByText('3 configurations on the frontier').waitFor();
});

test('nothing scored without a limit: no limit is spoken of', async () => {
  const { page } = await suite.open('/explore?benchmark=humaneval&platforms=RTX%203060');
  const text = await page.getByText('but none has a score of HumanEval').textContent();
  assert.match(text, /1 configuration\s+passes the filters on RTX 3060, but none has a score of HumanEval\./);
});

testEverywhere('samples are drawn, not ranked', suite, '/explore?platforms=RTX%204070&benchmark=mmlu_pro', async ({ page }) => {
  const [sample] = await suite.server.api('/api/performance-grid?platforms=RTX%204070&benchmark=mmlu_pro');
  assert.deepEqual([sample.tags, sample.speed_ranked], [['sample'], false]);
  await page.getByText('1 configuration drawn hollow').waitFor();
  await page.getByText('Nothing here can be ranked by speed.').waitFor();
  await page.getByText('Numbers as a table').click();
  await page.getByRole('cell', { name: String(sample.quality.score), exact: true }).waitFor();
});

// Every page opens from its address, on a computer and on a phone, without an error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

const MODEL = 'Qwen3-4B-Instruct-2507';
const ODD_MODEL = 'owner/100% Ünïcode model';

const suite = browserSuite(async (server) => {
  await server.upload(SAMPLES);
  await server.post('/api/upload-experiment', {
    experiment_run: {
      model_name: ODD_MODEL,
      quantization: 'Q8_0',
      backend: 'llama.cpp',
      backend_version: '6423',
      hardware_config: { gpu_model: 'RTX 4090', gpu_memory_gb: 24 },
      performance_metrics: [
        { metric_name: 'tokens_per_second', value: 132.1, unit: 'tok/s', context: { test: 'tg128', n_depth: 0 } },
      ],
      timestamp: '2025-09-14T19:02:11Z',
      load: 'single',
    },
  });
});

const runs = async () => (await suite.server.api('/api/configurations')).configurations.map(({ id }) => id);

const PAGES = {
  grid: ['/', 'What should I run?'],
  run: [async () => `/runs/${(await suite.server.api(`/api/performance-grid?models=${MODEL}`))[0].id}`, `${MODEL} Q4_K_M`],
  model: [`/models/${MODEL}`, MODEL],
  'model with an odd name': [`/models/${encodeURIComponent(ODD_MODEL)}`, ODD_MODEL],
  'model on hardware': [`/models/${MODEL}/on/RTX%204070`, `${MODEL} on RTX 4070`],
  'odd model on hardware': [`/models/${encodeURIComponent(ODD_MODEL)}/on/RTX%204090`, `${ODD_MODEL} on RTX 4090`],
  compare: [async () => `/compare?ids=${(await runs()).slice(0, 2).join(',')}`, 'Compare'],
  explore: ['/explore', 'Explore'],
  hardware: ['/hardware', 'Hardware'],
  upload: ['/upload', 'Upload'],
  about: ['/about', 'About'],
  'API reference': ['/about/api', 'API'],
  'unknown address': ['/nothing/here', 'There is no such page'],
};

for (const [name, [path, heading]] of Object.entries(PAGES)) {
  testEverywhere(`the page ${name} opens`, suite, path, async ({ page }) => {
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
    await page.getByText('Loading…').waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('alert').count(), 0);
  });
}

test('an unknown run says so and offers another try', async () => {
  const view = await suite.open('/runs/00000000-0000-0000-0000-000000000000', { allow: /404/ });
  await view.page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  view.expectNoProblems();
});

test('links open pages without loading the application again, and Back returns', async () => {
  const { page, expectNoProblems } = await suite.open('/about');
  await page.evaluate(() => (window.isSamePage = true));
  await page.getByRole('link', { name: 'Hardware' }).click();
  await page.getByRole('heading', { level: 1, name: 'Hardware' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Hardware' }).getAttribute('aria-current'), 'page');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'About' }).waitFor();
  assert.equal(await page.evaluate(() => window.isSamePage), true);
  expectNoProblems();
});

test('the theme that was chosen stays', async () => {
  const { page, expectNoProblems } = await suite.open('/about', { colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body.parentElement).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: /Theme: system/ }).click();
  await page.getByRole('button', { name: /Theme: light/ }).click();
  await page.getByRole('button', { name: /Theme: dark/ }).waitFor();
  assert.notEqual(await background(), light);
  await page.reload();
  await page.getByRole('button', { name: /Theme: dark/ }).click();
  await page.getByRole('button', { name: /Theme: system/ }).waitFor();
  assert.equal(await background(), light);
  expectNoProblems();
});

test('a page follows the system until a theme is chosen', async () => {
  const { page, expectNoProblems } = await suite.open('/about', { colorScheme: 'light' });
  const light = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  await page.waitForFunction((other) => getComputedStyle(document.documentElement).backgroundColor !== other, light);
  await page.getByRole('button', { name: /Theme: system/ }).click();
  await page.locator('html[data-theme=light]').waitFor();
  await page.waitForFunction((wanted) => getComputedStyle(document.documentElement).backgroundColor === wanted, light);
  expectNoProblems();
});

test('the keyboard reaches the content past the navigation', async () => {
  const { page } = await suite.open('/about');
  await page.getByRole('heading', { level: 1, name: 'About' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
});

test('the first page is at most 300 KB on the wire, and its files are kept for a year', async () => {
  const { page } = await suite.open('/about');
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const scripts = [];
  page.on('response', (response) => {
    if (response.url().includes('/assets/')) scripts.push(response);
  });
  await page.goto(`${suite.server.url}/`, { waitUntil: 'networkidle' });
  assert.ok(scripts.length > 0);
  for (const script of scripts) {
    assert.equal(script.headers()['cache-control'], 'public, max-age=31536000, immutable', script.url());
  }
  assert.ok(bytes > 10_000 && bytes <= 300_000, `${bytes} bytes`);
});

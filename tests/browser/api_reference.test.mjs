// The reference of the API: every route of the document, searchable, with commands that work.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { browserSuite, expectAccessible, expectFitsWidth, SAMPLES, testEverywhere } from './support/suite.mjs';

const run = promisify(execFile);
const suite = browserSuite((server) => server.upload(SAMPLES));
const SEARCH = 'Search routes, parameters and descriptions';
const routesOf = (page) => page.getByRole('navigation', { name: 'Routes' }).getByRole('link');

testEverywhere('the reference lists every route of the document', suite, '/about/api', async ({ page }) => {
  const { paths } = await suite.server.api('/api/openapi.json');
  const expected = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  await routesOf(page).first().waitFor();
  const shown = (await routesOf(page).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  assert.deepEqual(shown.toSorted(), expected.toSorted());
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
});

test('every route opens, and fits a phone', async () => {
  const { paths } = await suite.server.api('/api/openapi.json');
  const { page, expectNoProblems } = await suite.open('/about/api', { viewport: { width: 360, height: 740 } });
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const { operationId, summary } of operations) {
    await page.goto(`${suite.server.url}/about/api?op=${operationId}`);
    await page.getByText(summary, { exact: true }).first().waitFor();
    await expectFitsWidth(page);
  }
  await expectAccessible(page);
  expectNoProblems();
});

testEverywhere('a route has its parameters, fields and errors', suite, '/about/api?op=get_performance_grid', async ({ page }) => {
  const { paths } = await suite.server.api('/api/openapi.json');
  const { parameters, responses } = paths['/api/performance-grid'].get;
  const table = page.getByRole('region', { name: 'Parameters of /api/performance-grid' });
  await table.waitFor();
  assert.equal(await table.locator('tbody tr').count(), parameters.length);
  await page.getByText('array of GridRow').first().waitFor();
  await page.getByText('fields of quality').click();
  await page.getByText('interval_method', { exact: true }).waitFor();
  for (const status of Object.keys(responses)) await page.getByText(status, { exact: true }).first().waitFor();
});

test('the search narrows the routes, stands in the address, and Back returns to the route before', async () => {
  const { page, expectNoProblems } = await suite.open('/about/api?op=get_health');
  await page.getByLabel(SEARCH).fill('max_memory_gb grouped');
  await page.waitForFunction(() => document.querySelectorAll('nav[aria-label="Routes"] a').length === 1);
  await routesOf(page).first().click();
  await page.getByRole('heading', { name: '/api/grouped-performance' }).waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('op'), searchParams.get('q')], ['get_grouped_performance', 'max_memory_gb grouped']);
  await page.goBack();
  await page.getByRole('heading', { name: '/health' }).waitFor();
  await page.getByLabel(SEARCH).fill('nothing is called this');
  await page.getByText('No route has all of these words.').waitFor();
  expectNoProblems();
});

test('on a phone a route has the page to itself, and there is a way back', async () => {
  const { page, expectNoProblems } = await suite.open('/about/api?q=import', { viewport: { width: 360, height: 740 } });
  await routesOf(page).filter({ hasText: '/api/import' }).click();
  await page.getByRole('heading', { name: '/api/import' }).waitFor();
  await routesOf(page).first().waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'All routes' }).click();
  await routesOf(page).first().waitFor();
  assert.equal(await page.getByLabel(SEARCH).inputValue(), 'import');
  expectNoProblems();
});

test('a copied command works in a shell', async () => {
  const { page, expectNoProblems } = await suite.open('/about/api?op=get_performance_grid');
  await page.getByRole('button', { name: 'Copy' }).first().click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await run('sh', ['-c', `${command} --silent --fail`]);
  const shown = JSON.parse(stdout).map(({ id }) => id);
  assert.deepEqual(shown, (await suite.server.api('/api/performance-grid?limit=20')).map(({ id }) => id));
  expectNoProblems();
});

testEverywhere('a route this server does not have says so', suite, '/about/api?op=get_nothing', async ({ page }) => {
  await page.getByText('This server has no route get_nothing.').waitFor();
});

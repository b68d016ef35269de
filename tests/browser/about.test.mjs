// About: its counts are those of the API, and its links lead somewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSuite, SAMPLES, testEverywhere } from './support/suite.mjs';

const suite = browserSuite((server) => server.upload(SAMPLES));

testEverywhere('About says version, counts and the newest run', suite, '/about', async ({ page }) => {
  const health = await suite.server.api('/health');
  const runs = (await suite.server.api('/api/configurations')).total_count;
  const rows = await suite.server.api('/api/performance-grid?sort=timestamp');
  const variants = await suite.server.api('/api/model-variants');
  const machines = (await suite.server.api('/api/hardware')).total_count;
  const { formats } = await suite.server.api('/api/formats');
  await page.getByText(`Version ${health.version}`).waitFor();
  const counts = await page.getByRole('listitem').filter({ has: page.locator('[data-exact]') }).evaluateAll((items) =>
    Object.fromEntries(
      items.map((item) => [item.lastElementChild.textContent, Number(item.querySelector('[data-exact]').dataset.exact)]),
    ),
  );
  assert.deepEqual(counts, {
    runs,
    configurations: rows.length,
    'model variants': variants.length,
    machines,
    'formats read': formats.length,
  });
  const newest = page.getByText('Measured last').getByRole('link');
  assert.equal(await newest.getAttribute('href'), `/runs/${rows[0].id}`);
});

test('the exports that About links to are there', async () => {
  const { page, expectNoProblems } = await suite.open('/about');
  await page.getByText('Measured last').waitFor();
  const links = await page.locator('a[download]').evaluateAll((found) => found.map((link) => link.href));
  assert.equal(links.length, 8);
  for (const link of links) assert.equal((await fetch(link)).status, 200, link);
  expectNoProblems();
});

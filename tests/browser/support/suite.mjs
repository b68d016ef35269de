// What every file of browser tests begins with: one server with data, one browser, both stopped at the end.
import { after, before, test } from 'node:test';
import { startServer } from './server.mjs';
import {
  DESKTOP,
  expectAccessible,
  expectFitsWidth,
  openPage,
  PHONE,
  startBrowser,
} from './browser.mjs';

export const SAMPLES = [
  'docs/samples/llama-bench-rtx-4060.json',
  'docs/samples/llama-bench-rtx-4070.json',
];

/**
 * `fill(server)` uploads the data. The answer is set when the tests run:
 * suite.server (url, api, post, upload), suite.open(path, options) -> {page, problems, expectNoProblems}.
 */
export function browserSuite(fill) {
  const suite = { server: null, browser: null, open: null };
  before(async () => {
    suite.server = await startServer();
    await fill(suite.server);
    suite.browser = await startBrowser();
    suite.open = (path, options) => openPage(suite.browser, suite.server.url + path, options);
  });
  after(async () => {
    await suite.browser?.stop();
    await suite.server?.stop();
  });
  return suite;
}

/** A test for desktop and phone, light and dark: `body(view)`; then problems, accessibility and width are checked. */
export function testEverywhere(name, suite, path, body) {
  const cases = [
    ['desktop, light', { viewport: DESKTOP, colorScheme: 'light' }],
    ['phone, dark', { viewport: PHONE, colorScheme: 'dark' }],
  ];
  for (const [where, options] of cases) {
    test(`${name} (${where})`, async () => {
      const view = await suite.open(typeof path === 'function' ? await path() : path, options);
      try {
        await body(view);
        await expectAccessible(view.page);
        await expectFitsWidth(view.page);
      } finally {
        await view.page.close();
        view.expectNoProblems(); // a problem explains a failure better than the failure does
      }
    });
  }
}

export { expectAccessible, expectFitsWidth };

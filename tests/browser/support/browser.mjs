// Chromium with pages that fail their test on any error of the console, any failed request, and on accessibility
// findings when asked.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './server.mjs';

const require = createRequire(join(repository, 'src/web/package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };
const ANSWERS_WITHIN_MS = 15_000;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `options` of playwright's persistent contexts are added to ours. */
export async function startBrowser(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'llmbench-chromium-'));
  const executablePath = process.env.LLMBENCH_CHROMIUM ?? '/usr/bin/chromium';
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(ANSWERS_WITHIN_MS);
  return {
    context,
    async stop() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * Opens a page of the server. `problems` collects what must not happen; expectNoProblems throws when there is any.
 * `allow` is a pattern of what a test provokes on purpose.
 */
export async function openPage(browser, url, { viewport = DESKTOP, colorScheme = 'light', allow = null } = {}) {
  const page = await browser.context.newPage();
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const problems = [];
  const note = (text) => {
    if (!allow?.test(text)) problems.push(text);
  };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`exception: ${error.stack ?? error}`));
  page.on('requestfailed', (request) => {
    // A page that is left, or a filter that changes again, gives its requests up.
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') note(`failed: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note(`answered ${response.status()}: ${response.url()}`);
  });
  await page.goto(url, { waitUntil: 'load' });
  return {
    page,
    problems,
    expectNoProblems() {
      if (problems.length > 0) throw new Error(`the page had problems:\n${problems.join('\n')}`);
    },
  };
}

/** Throws with what axe-core finds serious or critical. */
export async function expectAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  if (serious.length === 0) return;
  const lines = serious.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}: ${node.failureSummary}`);
    return `${id}: ${help}\n${places.join('\n')}`;
  });
  throw new Error(`axe-core found:\n${lines.join('\n')}`);
}

/** Throws when the page is wider than the window: nothing may scroll sideways but what says so. */
export async function expectFitsWidth(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (content > window) throw new Error(`the page is ${content} px wide in a window of ${window} px`);
}

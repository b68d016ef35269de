// The real server on its own PostgreSQL, with real files uploaded by the real uploader.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const builtBin = process.env.LLMBENCH_BIN_DIR ?? join(repository, 'build/dev/bin');
const STARTS_WITHIN_MS = 60_000;

function listening(child) {
  return new Promise((resolvePort, reject) => {
    const late = setTimeout(() => reject(new Error('the server did not start in time')), STARTS_WITHIN_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^listening on http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolvePort(Number(port));
    });
    child.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the server ended with ${code}`));
    });
  });
}

/**
 * Starts a server without data. `stop` ends it and removes what it stored. `bin` is the folder of the programs; data of
 * `dataDir` are used and kept.
 */
export async function startServer({ bin = builtBin, dataDir = null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'llmbench-browser-'));
  chmodSync(folder, 0o755); // started as root, the server runs PostgreSQL as another user
  const data = dataDir ?? join(folder, 'data');
  const options = ['serve', '--port', '0', '--data-dir', data, '--log-level', 'warning'];
  const child = spawn(join(bin, 'llm-benchmark-api'), options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await listening(child);
  const url = `http://127.0.0.1:${port}`;

  /** JSON of the API, to compare pages with. */
  async function api(path) {
    const response = await fetch(url + path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  async function post(path, body) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** Uploads files of the repository with llm-benchmark-uploader; `options` go before them. */
  async function upload(files, options = []) {
    const paths = files.map((file) => join(repository, file));
    const environment = { ...process.env, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder };
    await run(join(bin, 'llm-benchmark-uploader'), ['upload', '-s', url, '--quiet', ...options, ...paths], {
      env: environment,
    });
  }

  /** Makes a token (lbk_...); from then on the server wants one to write. */
  async function makeToken(name, scope = 'upload') {
    const options = ['token', 'create', name, '--scope', scope, '--data-dir', data];
    const { stdout } = await run(join(bin, 'llm-benchmark-api'), options);
    return /lbk_\w+/.exec(stdout)[0];
  }

  async function stop() {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }

  return { url, api, post, upload, makeToken, stop };
}

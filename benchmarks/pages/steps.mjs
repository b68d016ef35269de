// What a reader does, and what has to be on the screen then. Conditions are functions that run in the page.

const gridRows = () => document.querySelectorAll('main tbody tr').length > 0;
const hasRows = (count) => `() => document.querySelectorAll('main tbody tr').length > ${count}`;

/** Addresses opened in a fresh browser, with what a reader came for. */
export const OPENINGS = [
  { name: 'grid, models', path: '/', isThere: String(gridRows) },
  { name: 'grid, configurations', path: '/?view=flat', isThere: String(gridRows) },
  { name: 'grid of one device', path: '/?hw=RTX+4090&memory=24', isThere: String(gridRows) },
  { name: 'hardware', path: '/hardware', isThere: `() => document.querySelector('main article dd [data-exact]') !== null` },
  { name: 'explore', path: '/explore', isThere: `() => document.querySelector('main canvas') !== null` },
  { name: 'run', path: 'RUN', isThere: `() => document.querySelector('main [data-exact]') !== null` },
  { name: 'run, with its history', path: 'RUN', isThere: `() => document.querySelector('#history ~ * table, #history ~ p') !== null` },
];

/** The list was asked anew and its answer is there. `begin` runs before the input. */
const listChanged = {
  begin: () => {
    globalThis.wasBusy = false;
  },
  isThere: `() => {
    const busy = document.querySelector('main [aria-busy]')?.getAttribute('aria-busy') === 'true';
    globalThis.wasBusy ||= busy;
    return globalThis.wasBusy && !busy;
  }`,
};

const filters = (page) => page.getByRole('button', { name: /^Filters/ }).click();

/** Inputs on an open page: `prepare` is not measured. */
export const INPUTS = [
  { name: 'filter: kind of hardware', path: '/', prepare: filters, act: (page) => page.getByLabel('Kind of hardware').selectOption('consumer_gpu'), ...listChanged },
  { name: 'filter: speed of at least 20', path: '/', prepare: filters, act: (page) => commit(page.getByLabel('Speed at least, tok/s', { exact: true }), '20'), ...listChanged },
  { name: 'filter: search "qwen3"', path: '/', act: (page) => commit(page.getByPlaceholder('Search models and platforms'), 'qwen3'), ...listChanged },
  { name: 'filter: quantization, of configurations', path: '/?view=flat', prepare: filters, act: (page) => commit(page.getByLabel('Quantizations'), 'Q4_K_M'), ...listChanged },
  { name: 'order: best by speed', path: '/', act: (page) => page.getByText('speed', { exact: true }).first().click(), ...listChanged },
  { name: 'sort configurations by speed', path: '/?view=flat', act: (page) => page.getByRole('columnheader', { name: /^Speed/ }).getByRole('button').click(), ...listChanged },
  { name: 'sort configurations by memory', path: '/?view=flat', act: (page) => page.getByRole('columnheader', { name: /^Memory/ }).getByRole('button').click(), ...listChanged },
  { name: 'next 30 configurations', path: '/?view=flat', act: (page) => page.evaluate(() => scrollTo(0, document.body.scrollHeight)), isThere: hasRows(30) },
  { name: 'open a run from the grid', path: '/', act: (page) => page.locator('main a[href^="/runs/"]').first().click(), isThere: `() => document.querySelector('#history') !== null` },
  { name: 'open a model from the grid', path: '/', act: (page) => page.locator('main a[href^="/models/"]').first().click(), isThere: `() => document.querySelector('main canvas') !== null` },
  { name: 'open all platforms of a model', path: '/', act: (page) => page.locator('main button.fold').first().click(), isThere: `() => document.querySelector('main tr.inner') !== null` },
];

/** Typed text counts when the field is left. */
async function commit(field, text) {
  await field.fill(text);
  await field.blur();
}

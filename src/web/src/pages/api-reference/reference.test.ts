import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsOf, quoted } from './curl';
import { limitsOf, matches, operationsOf, typeOf, type Document, type Operation } from './document';
import { blocks, splitExamples } from './text';

const source = new URL('../../../../../docs/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(source, 'utf8')) as Document;
const operations = operationsOf(document);

function operation(id: string): Operation {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
}

test('every route of the document is an operation with a group, a sentence and answers', () => {
  const count = Object.values(document.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  expect(operations).toHaveLength(count);
  const groups = document.tags?.map(({ name }) => name) ?? [];
  for (const { id, tag, summary, answers } of operations) {
    expect(groups, id).toContain(tag);
    expect(summary, id).not.toBe('');
    expect(answers.length, id).toBeGreaterThan(0);
    for (const answer of answers) expect(answer.description, `${id} ${answer.status}`).not.toBe('');
  }
});

test('references are followed, and who needs a token is known', () => {
  expect(operation('post_import').parameters.map(({ name }) => name)).toContain('pretty');
  expect(operation('post_import').token).toBe('needed');
  expect(operation('get_performance_grid').token).toBe('optional');
  expect(operation('get_health').token).toBe('none');
});

test('the search takes every word, in the path, the text or a parameter', () => {
  const found = operations.filter((one) => matches(one, 'post scores')).map(({ id }) => id);
  expect(found).toContain('post_benchmarks_upload');
  expect(found).not.toContain('get_benchmarks');
  expect(matches(operation('get_performance_grid'), 'max_memory_gb')).toBe(true);
});

test('a read has the commands of its description, a write those of its bodies', () => {
  const [first] = commandsOf(operation('get_performance_grid'), 'http://h:1');
  expect(first).toEqual({
    summary: 'The newest configurations',
    text: `curl 'http://h:1/api/performance-grid?limit=20'`,
    href: '/api/performance-grid?limit=20',
  });
  const [write] = commandsOf(operation('post_void_test_run_id'), 'http://h:1');
  expect(write?.text).toMatch(/^curl -X POST http:\/\/h:1\/api\/void\/TEST_RUN_ID -H "Authorization: Bearer \$TOKEN" /);
  expect(write?.text).toMatch(/ -H 'Content-Type: application\/json' -d '\{/);
  expect(write?.href).toBeNull();
});

test('words for the shell keep their quotes', () => {
  expect(quoted(`it's`)).toBe(`'it'\\''s'`);
  expect(quoted('/api/x')).toBe('/api/x');
});

test('types and limits in words', () => {
  expect(typeOf({ type: ['string', 'null'], format: 'uuid' })).toBe('uuid | null');
  expect(typeOf({ type: 'array', items: { $ref: '#/components/schemas/Quality' } })).toBe('array of Quality');
  expect(typeOf({ enum: ['gpu', 'cpu_only'] })).toBe('"gpu" | "cpu_only"');
  expect(limitsOf({ minimum: 1, maximum: 1000, default: 100 })).toBe('at least 1, at most 1000, default 100');
});

test('descriptions become paragraphs, lists and code', () => {
  const plain = (text: string) => ({ text, isCode: false });
  const code = (text: string) => ({ text, isCode: true });
  expect(blocks('Send `a`.\n\n* one\n* two `b`')).toEqual([
    { isList: false, lines: [[plain('Send '), code('a'), plain('.')]] },
    { isList: true, lines: [[plain('one')], [plain('two '), code('b')]] },
  ]);
  expect(splitExamples('Text.\n\nExamples:\n\n* A: `/x?a=1`')).toEqual({
    text: 'Text.',
    examples: [{ summary: 'A', path: '/x?a=1' }],
  });
});

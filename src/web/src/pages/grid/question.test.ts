import { expect, test } from 'vitest';
import { queryString } from '$lib/api/query';
import { countFilters, flatQuery, groupedQuery, otherLoadsQuery, readQuestion } from './question';

const ask = (address: string) => readQuestion(new URLSearchParams(address));

test('an empty address asks for the best quality for one user', () => {
  expect(queryString(groupedQuery(ask(''), []))).toBe('?load=single&sort_by=quality');
});

test('the question and its filters reach the API', () => {
  const question = ask('hw=RTX+4090&memory=24&context=8192&order=speed&min_quality=50&quantizations=Q4_K_M;Q8_0&since=2025-01-01&until=2025-02-01');
  expect(queryString(groupedQuery(question, ['RTX 4090']))).toBe(
    '?min_quality=50&quantizations=Q4_K_M,Q8_0&since=2025-01-01T00%3A00%3A00Z&until=2025-02-01T23%3A59%3A59Z&platforms=RTX%204090' +
      '&load=single&max_memory_gb=24&context=8192&sort_by=speed',
  );
  expect(countFilters(question)).toBe(4);
});

test('long context shows the speed at that depth', () => {
  expect(groupedQuery(ask('for=long'), [])['at_depth']).toBe(16384);
  expect(groupedQuery(ask('for=long&context=65536'), [])['at_depth']).toBe('65536');
});

test('balance is quality among what is fast enough, unless a speed is asked for', () => {
  expect(groupedQuery(ask('order=balance'), [])).toMatchObject({ sort_by: 'quality', min_speed: 20 });
  expect(groupedQuery(ask('order=balance&min_speed=5'), [])).toMatchObject({ min_speed: '5' });
});

test('other loads are the rest, so nothing is dropped', () => {
  expect(otherLoadsQuery(ask('for=many'), [])['load']).toEqual(['single', 'unknown']);
});

test('the flat view sorts as the address says', () => {
  expect(flatQuery(ask('view=flat&sort=memory&direction=desc'), [])).toMatchObject({ sort: 'memory', direction: 'desc' });
  expect(flatQuery(ask('view=flat'), [])).toMatchObject({ sort: 'quality' });
});

test('words that mean nothing are the default', () => {
  expect(ask('for=cats&order=best&view=round')).toMatchObject({ purpose: 'one', order: 'quality', view: 'models' });
});

import { expect, test } from 'vitest';
import { asLetter, parseIds, withBase, without } from './ids';

test('ids of the address: no repeats, at most six', () => {
  expect(parseIds('a,b,,A, c')).toEqual(['a', 'b', 'c']);
  expect(parseIds('a,b,c,d,e,f,g')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(parseIds(null)).toEqual([]);
});

test('another base moves to the front, the rest keeps its order', () => {
  expect(withBase(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b']);
  expect(without(['a', 'b', 'c'], 'b')).toEqual(['a', 'c']);
});

test('the sentences of the third run speak of C, and names keep their B', () => {
  expect(asLetter('B generates 7.1 % faster in tg128, Qwen3-8B is in B.', 'C')).toBe(
    'C generates 7.1 % faster in tg128, Qwen3-8B is in C.',
  );
  expect(asLetter('platform is RTX B200 in A and B-1 in B', 'D')).toBe('platform is RTX B200 in A and B-1 in D');
});

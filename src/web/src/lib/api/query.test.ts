import { expect, test } from 'vitest';
import { fillPath, queryString } from './query';

test('lists keep commas of names apart from their own', () => {
  expect(queryString({ models: ['a,b', 'c d'], limit: 5, hide: false })).toBe('?models=a%2Cb,c%20d&limit=5&hide=false');
});

test('what is empty or unknown is not sent', () => {
  expect(queryString({ search: '', min_speed: null, models: [], benchmark: undefined })).toBe('');
});

test('names of models stay one part of the path', () => {
  expect(fillPath('/api/x/{model}/{gpu}', { model: 'a/b 100%', gpu: '€' })).toBe('/api/x/a%2Fb%20100%25/%E2%82%AC');
});

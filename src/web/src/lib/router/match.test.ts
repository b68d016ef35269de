import { expect, test } from 'vitest';
import { matchPath } from './match';

test('names may hold slashes, percent signs, spaces and Unicode', () => {
  const params = matchPath('/models/{name}/on/{gpu}', '/models/a%2Fb%20100%25%20%E2%82%AC/on/4x%20H100');
  expect(params).toEqual({ name: 'a/b 100% €', gpu: '4x H100' });
});

test('other paths, and broken encoding, do not match', () => {
  expect(matchPath('/runs/{id}', '/runs')).toBeNull();
  expect(matchPath('/runs/{id}', '/runs/1/2')).toBeNull();
  expect(matchPath('/runs/{id}', '/runs/%E0%A4')).toBeNull();
  expect(matchPath('/', '/explore')).toBeNull();
});

test('a slash at the end changes nothing', () => {
  expect(matchPath('/compare', '/compare/')).toEqual({});
  expect(matchPath('/', '/')).toEqual({});
});

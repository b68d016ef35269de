import { expect, test } from 'vitest';
import { filtersOf, scoredQuery } from './query';

test('the filters of the address are those of the grid; a device may have a comma in its name', () => {
  const query = new URLSearchParams('platforms=A, B&max_memory_gb=24&min_speed=30&x=memory&min_quality=50');
  expect(filtersOf(query)).toEqual({ platforms: ['A, B'], max_memory_gb: '24', min_speed: '30' });
  expect(scoredQuery(query)).toEqual({ platforms: ['A, B'], max_memory_gb: '24', min_speed: '30', min_quality: '50' });
});

test('without a limit of quality only rows with a score are asked for', () => {
  expect(scoredQuery(new URLSearchParams())).toEqual({ min_quality: '0' });
});

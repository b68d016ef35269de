// Addresses of the pages. Names go through these, never into a template by hand.
import { queryString, type Query } from '$lib/api/query';

export const gridLink = (query: Query = {}): string => `/${queryString(query)}`;
export const runLink = (id: string): string => `/runs/${encodeURIComponent(id)}`;
export const modelLink = (name: string): string => `/models/${encodeURIComponent(name)}`;
export const modelOnLink = (name: string, gpu: string): string => `${modelLink(name)}/on/${encodeURIComponent(gpu)}`;
export const compareLink = (ids: readonly string[]): string => `/compare${queryString({ ids })}`;
export const exploreLink = (query: Query = {}): string => `/explore${queryString(query)}`;

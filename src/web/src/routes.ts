// The pages and their addresses. Each is a chunk of its own, loaded when it is opened.
import type { Component } from 'svelte';
import { matchPath, type Params } from '$lib/router/match';

export interface PageProps {
  params: Params;
}

export interface Route {
  pattern: string;
  load: () => Promise<{ default: Component<PageProps> }>;
}

/** Pages without properties have another type, but take them all the same. */
function page(pattern: string, load: () => Promise<{ default: unknown }>): Route {
  return { pattern, load: load as Route['load'] };
}

export const routes: Route[] = [
  page('/', () => import('./pages/grid/GridPage.svelte')),
  page('/runs/{id}', () => import('./pages/run/RunPage.svelte')),
  page('/models/{name}', () => import('./pages/model/ModelPage.svelte')),
  page('/models/{name}/on/{gpu}', () => import('./pages/model-on/ModelOnPage.svelte')),
  page('/compare', () => import('./pages/compare/ComparePage.svelte')),
  page('/explore', () => import('./pages/explore/ExplorePage.svelte')),
  page('/hardware', () => import('./pages/hardware/HardwarePage.svelte')),
  page('/upload', () => import('./pages/upload/UploadPage.svelte')),
  page('/about', () => import('./pages/about/AboutPage.svelte')),
  page('/about/api', () => import('./pages/api-reference/ApiReferencePage.svelte')),
];

const notFound = page('*', () => import('./pages/not-found/NotFoundPage.svelte'));

export function findRoute(path: string): { route: Route; params: Params } {
  for (const route of routes) {
    const params = matchPath(route.pattern, path);
    if (params) return { route, params };
  }
  return { route: notFound, params: {} };
}

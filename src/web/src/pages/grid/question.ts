// The question of the grid: what stands in the address, and what the API is asked for it.
import type { Query } from '$lib/api/query';

export const PURPOSES = [
  { key: 'one', label: 'one user', title: 'One request at a time' },
  { key: 'long', label: 'long context', title: 'One request at a time, behind a long context' },
  { key: 'many', label: 'many users', title: 'Several requests at a time' },
] as const;
export type Purpose = (typeof PURPOSES)[number]['key'];

export const ORDERS = [
  { key: 'quality', label: 'quality', title: 'Highest score first' },
  { key: 'speed', label: 'speed', title: 'Fastest generation first' },
  { key: 'balance', label: 'balance', title: 'Highest score first among those that are fast enough to read along' },
] as const;
export type Order = (typeof ORDERS)[number]['key'];

/** Generated tokens per second that balance asks for: about twice as fast as people read. */
export const BALANCE_MIN_SPEED = 20;
/** Depth that "long context" shows when the question names none. */
export const LONG_CONTEXT_TOKENS = 16384;

/** Filters that go to the API as they stand in the address. */
export const FILTERS = [
  'search',
  'benchmark',
  'min_quality',
  'min_speed',
  'min_prompt_speed',
  'models',
  'gpu_models',
  'cpu_models',
  'hardware_categories',
  'backends',
  'quantizations',
  'lora',
  'min_context',
  'since',
  'until',
  'tags',
] as const;
export type Filter = (typeof FILTERS)[number];

export interface Question {
  hardware: string;
  memoryGb: string;
  contextTokens: string;
  purpose: Purpose;
  order: Order;
  view: 'models' | 'flat';
  sort: string;
  direction: 'asc' | 'desc' | null;
  filters: Partial<Record<Filter, string>>;
}

function oneOf<Key extends string>(choices: readonly { key: Key }[], value: string | null, otherwise: Key): Key {
  return choices.find(({ key }) => key === value)?.key ?? otherwise;
}

export function readQuestion(query: URLSearchParams): Question {
  const filters: Question['filters'] = {};
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value !== null && value !== '') filters[name] = value;
  }
  const direction = query.get('direction');
  return {
    hardware: query.get('hw') ?? '',
    memoryGb: query.get('memory') ?? '',
    contextTokens: query.get('context') ?? '',
    purpose: oneOf(PURPOSES, query.get('for'), 'one'),
    order: oneOf(ORDERS, query.get('order'), 'quality'),
    view: query.get('view') === 'flat' ? 'flat' : 'models',
    sort: query.get('sort') ?? '',
    direction: direction === 'asc' || direction === 'desc' ? direction : null,
    filters,
  };
}

const LISTS = new Set<Filter>(['models', 'gpu_models', 'cpu_models', 'hardware_categories', 'backends', 'quantizations', 'tags']);

function filterQuery(filters: Question['filters']): Query {
  const query: Query = {};
  for (const [name, value] of Object.entries(filters) as [Filter, string][]) {
    if (name === 'since') query[name] = `${value}T00:00:00Z`;
    else if (name === 'until') query[name] = `${value}T23:59:59Z`;
    else if (LISTS.has(name)) query[name] = value.split(';').filter((item) => item !== '');
    else query[name] = value;
  }
  return query;
}

const LOADS: Record<Purpose, string[]> = { one: ['single'], long: ['single'], many: ['concurrent', 'offline'] };
const ALL_LOADS = ['single', 'concurrent', 'offline', 'unknown'];

/** What both views send; `platforms` is what "my hardware" came to. */
export function baseQuery(question: Question, platforms: readonly string[]): Query {
  const query: Query = { ...filterQuery(question.filters), platforms, load: LOADS[question.purpose] };
  query['max_memory_gb'] = question.memoryGb;
  query['context'] = question.contextTokens;
  if (question.purpose === 'long') query['at_depth'] = question.contextTokens || LONG_CONTEXT_TOKENS;
  if (question.order === 'balance' && question.view === 'models') query['min_speed'] ??= BALANCE_MIN_SPEED;
  return query;
}

/** Best configurations by model. */
export function groupedQuery(question: Question, platforms: readonly string[]): Query {
  return { ...baseQuery(question, platforms), sort_by: question.order === 'speed' ? 'speed' : 'quality' };
}

/** The same under every other load: shown below, greyed, never ranked against it. */
export function otherLoadsQuery(question: Question, platforms: readonly string[]): Query {
  const others = ALL_LOADS.filter((load) => !LOADS[question.purpose].includes(load));
  return { ...groupedQuery(question, platforms), load: others };
}

/** Single configurations. */
export function flatQuery(question: Question, platforms: readonly string[]): Query {
  const sort = question.sort || (question.order === 'speed' ? 'speed' : 'quality');
  return { ...baseQuery(question, platforms), sort, direction: question.direction };
}

/** How many filters beside the question are set. */
export function countFilters(question: Question): number {
  return Object.keys(question.filters).filter((name) => name !== 'search').length;
}

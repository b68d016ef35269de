// The typed client. Paths, parameters and answers come from docs/openapi.json (`npm run types`); answers have passed
// `honest`, so an unknown number is null. Equal reads that run at the same time are one request.
import { ApiError, errorOf, isAbort } from './error';
import { honest, type Honest } from './honest';
import { fillPath, queryString, type Query } from './query';
import type { paths } from './schema';
import { token } from './token.svelte';

type Method = 'get' | 'post' | 'delete';
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: object }> ? P : never;
}[keyof paths];

type JsonOf<Responses, Status> = Status extends keyof Responses
  ? Responses[Status] extends { content: { 'application/json': infer Body } }
    ? Body
    : never
  : never;

/** What `P` answers, with null for unknown. */
export type Answer<P extends PathWith<M>, M extends Method = 'get'> = paths[P] extends Record<
  M,
  { responses: infer Responses }
>
  ? Honest<JsonOf<Responses, 200> | JsonOf<Responses, 201>>
  : never;

type ParameterNames<P extends PathWith<M>, M extends Method> = paths[P] extends Record<
  M,
  { parameters: { query?: infer Names } }
>
  ? keyof NonNullable<Names>
  : never;

export interface ReadOptions<P extends PathWith<'get'>> {
  /** Values of the {parameters} of the path. */
  path?: Record<string, string>;
  query?: Query & Partial<Record<ParameterNames<P, 'get'>, Query[string]>>;
  signal?: AbortSignal;
}

/** One page of a list. */
export interface Page<T> {
  data: T;
  /** Of all pages (X-Total-Count); null when the list does not say. */
  total: number | null;
  /** The cursor of the next page; null on the last one. */
  cursor: string | null;
  header: (name: string) => string | null;
}

interface Reply {
  body: unknown;
  headers: Headers;
}

interface Flight {
  reply: Promise<Reply>;
  abort: AbortController;
  waiting: number;
}

const flights = new Map<string, Flight>();

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError('The server does not answer. Is it still running?', 0, 'unreachable');
  }
}

async function read(url: string, signal: AbortSignal): Promise<Reply> {
  const headers: Record<string, string> = { Accept: 'application/json', ...token.header() };
  const response = await request(url, { headers, signal });
  if (!response.ok) throw await errorOf(response);
  try {
    return { body: honest(await response.json()), headers: response.headers };
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError('The answer of the server broke off.', response.status, 'unreadable');
  }
}

/** Joins a running request for the same address; it is given up when everybody who waits for it has. */
function share(url: string, signal?: AbortSignal): Promise<Reply> {
  let flight = flights.get(url);
  if (!flight) {
    const abort = new AbortController();
    const reply = read(url, abort.signal).finally(() => {
      if (flights.get(url)?.abort === abort) flights.delete(url);
    });
    flight = { reply, abort, waiting: 0 };
    flights.set(url, flight);
  }
  const joined = flight;
  joined.waiting += 1;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      joined.waiting -= 1;
      if (joined.waiting === 0) {
        flights.delete(url);
        joined.abort.abort();
      }
      reject(new DOMException('The request was given up.', 'AbortError'));
    };
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave, { once: true });
    joined.reply.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
  });
}

export async function getPage<P extends PathWith<'get'>>(
  path: P,
  options: ReadOptions<P> = {},
): Promise<Page<Answer<P>>> {
  const url = fillPath(path, options.path ?? {}) + queryString(options.query ?? {});
  const { body, headers } = await share(url, options.signal);
  const total = headers.get('X-Total-Count');
  const next = /<([^>]*)>;\s*rel="next"/.exec(headers.get('Link') ?? '')?.[1];
  return {
    data: body as Answer<P>,
    total: total === null ? null : Number(total),
    cursor: next === undefined ? null : new URLSearchParams(next.slice(next.indexOf('?'))).get('cursor'),
    header: (name) => headers.get(name),
  };
}

export async function get<P extends PathWith<'get'>>(path: P, options: ReadOptions<P> = {}): Promise<Answer<P>> {
  return (await getPage(path, options)).data;
}

export interface WriteOptions {
  path?: Record<string, string>;
  query?: Query;
  /** Sent as JSON, or as it is when it is a Blob (application/octet-stream). */
  body?: unknown;
  signal?: AbortSignal;
}

export async function send<M extends 'post' | 'delete', P extends PathWith<M>>(
  method: M,
  path: P,
  options: WriteOptions = {},
): Promise<Answer<P, M>> {
  const url = fillPath(path, options.path ?? {}) + queryString(options.query ?? {});
  const isBlob = options.body instanceof Blob;
  const init: RequestInit = { method: method.toUpperCase(), headers: { ...token.header() } };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    init.headers = { ...init.headers, 'Content-Type': isBlob ? 'application/octet-stream' : 'application/json' };
    init.body = isBlob ? (options.body as Blob) : JSON.stringify(options.body);
  }
  const response = await request(url, init);
  if (!response.ok) throw await errorOf(response);
  return honest(await response.json()) as Answer<P, M>;
}

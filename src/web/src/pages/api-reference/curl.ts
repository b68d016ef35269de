// Commands that can be pasted into a shell.
import type { Operation } from './document';
import { splitExamples } from './text';

export interface Command {
  summary: string;
  text: string;
  /** The address a browser can open; null for writes. */
  href: string | null;
}

/** One word for a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function command(operation: Operation, address: string, body?: { type: string; value: unknown }): string {
  const parts = ['curl'];
  if (operation.method !== 'GET') parts.push('-X', operation.method);
  parts.push(quoted(address));
  if (operation.token === 'needed') parts.push('-H', `"Authorization: Bearer $TOKEN"`);
  if (body) {
    const text = typeof body.value === 'string' ? body.value : JSON.stringify(body.value);
    const flag = body.type === 'application/json' ? '-d' : '--data-binary';
    parts.push('-H', quoted(`Content-Type: ${body.type}`), flag, quoted(text));
  }
  return parts.join(' ');
}

/** The path with NAME for each of its parameters, and for those of the query that are required. */
export function template(operation: Operation): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
  const required = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = required.map(({ name }) => `${name}=${name.toUpperCase()}`).join('&');
  return query === '' ? path : `${path}?${query}`;
}

export function commandsOf(operation: Operation, origin: string): Command[] {
  const isRead = operation.method === 'GET';
  const written = splitExamples(operation.description).examples.map(({ summary, path }) => ({
    summary,
    text: command(operation, origin + path),
    href: isRead ? path : null,
  }));
  const sent = operation.bodies.flatMap(({ type, examples }) =>
    examples.map(({ summary = '', value }) => ({
      summary,
      text: command(operation, origin + template(operation), { type, value }),
      href: null,
    })),
  );
  const all = [...written, ...sent];
  if (all.length > 0) return all;
  const path = template(operation);
  return [{ summary: '', text: command(operation, origin + path), href: isRead && path === operation.path ? path : null }];
}

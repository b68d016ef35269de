// The parts of an OpenAPI 3.1 document that the reference shows.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Example {
  summary?: string;
  value?: unknown;
}

interface Media {
  schema?: Schema;
  examples?: Record<string, Example>;
}

interface Response {
  $ref?: string;
  description?: string;
  content?: Record<string, Media>;
  headers?: Record<string, { $ref?: string; description?: string }>;
}

interface RawOperation {
  operationId: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: (Parameter & { $ref?: string })[];
  requestBody?: { content: Record<string, Media> };
  responses?: Record<string, Response>;
  security?: Record<string, unknown>[];
}

export interface Document {
  openapi: string;
  info: { title: string; version: string; summary?: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components?: Record<string, Record<string, unknown>>;
}

export interface Answer {
  status: string;
  description: string;
  types: { type: string; schema: Schema | null }[];
  headers: { name: string; description: string }[];
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  bodies: { type: string; schema: Schema | null; examples: Example[] }[];
  answers: Answer[];
  /** needed: as soon as the server has one; optional: only where reading needs one; none: never. */
  token: 'needed' | 'optional' | 'none';
}

/** What a reference names ("#/components/schemas/Error"); null when it names nothing. */
export function find(document: Document, reference: string): unknown {
  let at: unknown = document;
  for (const raw of reference.replace(/^#\//, '').split('/')) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    at = at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[key] : undefined;
  }
  return at ?? null;
}

function resolved<T extends { $ref?: string }>(document: Document, value: T): T {
  return value.$ref === undefined ? value : ((find(document, value.$ref) ?? value) as T);
}

function tokenOf(security: RawOperation['security']): Operation['token'] {
  if (!security || security.length === 0) return 'none';
  return security.some((way) => Object.keys(way).length === 0) ? 'optional' : 'needed';
}

function answersOf(document: Document, responses: Record<string, Response>): Answer[] {
  return Object.entries(responses).map(([status, raw]) => {
    const { description = '', content = {}, headers = {} } = resolved(document, raw);
    return {
      status,
      description,
      types: Object.entries(content).map(([type, { schema }]) => ({ type, schema: schema ?? null })),
      headers: Object.entries(headers).map(([name, header]) => ({
        name,
        description: resolved(document, header).description ?? '',
      })),
    };
  });
}

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]): Operation => ({
      id: raw.operationId,
      method: method.toUpperCase(),
      path,
      tag: raw.tags?.[0] ?? 'Other',
      summary: raw.summary ?? '',
      description: raw.description ?? '',
      parameters: (raw.parameters ?? []).map((parameter) => resolved(document, parameter)),
      bodies: Object.entries(raw.requestBody?.content ?? {}).map(([type, { schema, examples }]) => ({
        type,
        schema: schema ?? null,
        examples: Object.values(examples ?? {}),
      })),
      answers: answersOf(document, raw.responses ?? {}),
      token: tokenOf(raw.security),
    })),
  );
}

/** Every word of the search is somewhere in the route, its text or its parameters. */
export function matches(operation: Operation, search: string): boolean {
  const names = operation.parameters.map(({ name, description }) => `${name} ${description ?? ''}`);
  const parts = [operation.method, operation.path, operation.summary, operation.description, ...names];
  const text = parts.join(' ').toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** "array of string", "uuid | null": a type in words. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' | ');
  return [schema.type ?? 'any']
    .flat()
    .map((name) => {
      if (name === 'array') return schema.items ? `array of ${typeOf(schema.items)}` : 'array';
      return name === 'string' && schema.format ? schema.format : name;
    })
    .join(' | ');
}

/** Limits and default in words. */
export function limitsOf(schema: Schema): string {
  const parts: string[] = [];
  if (schema.minimum !== undefined) parts.push(`at least ${schema.minimum}`);
  if (schema.maximum !== undefined) parts.push(`at most ${schema.maximum}`);
  if (schema.maxLength !== undefined) parts.push(`at most ${schema.maxLength} characters`);
  if (schema.maxItems !== undefined) parts.push(`at most ${schema.maxItems} items`);
  if (schema.default !== undefined) parts.push(`default ${JSON.stringify(schema.default)}`);
  return parts.join(', ');
}

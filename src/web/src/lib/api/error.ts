/** One wrong field of a request. */
export interface FieldError {
  path: string;
  message: string;
}

/** Everything that can go wrong with a request, in one shape; `message` is a sentence to act on. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    message: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** A code of the API ("not_found"), or "unreachable" and "unreadable" for what is no answer of it. */
    readonly code: string,
    readonly details: FieldError[] = [],
    readonly requestId: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The error that the answer describes. */
export async function errorOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : null;
  try {
    const body = (await response.json()) as Record<string, unknown>;
    if (typeof body['error'] === 'string') {
      const details = Array.isArray(body['details']) ? (body['details'] as FieldError[]) : [];
      const requestId = typeof body['request_id'] === 'string' ? body['request_id'] : null;
      return new ApiError(body['error'], response.status, String(body['code']), details, requestId, retryAfterSeconds);
    }
  } catch {
    // No JSON: a proxy answered.
  }
  const message = `The server answered ${response.status} without an explanation.`;
  return new ApiError(message, response.status, 'unreadable', [], null, retryAfterSeconds);
}

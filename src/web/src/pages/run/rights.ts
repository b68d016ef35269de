// What the reader may do to a run. The API has no question of its own for it, but the audit log opens to the same rights
// as deleting does.
import { get } from '$lib/api/client';
import { ApiError } from '$lib/api/error';

/** `own`: a token of scope upload, which may void what it uploaded. */
export type Rights = 'everything' | 'own';

const FORBIDDEN = 403;

export async function askRights(signal: AbortSignal, hasToken: boolean): Promise<Rights> {
  try {
    await get('/api/audit', { query: { limit: 1 }, signal });
    return 'everything';
  } catch (error) {
    if (hasToken && error instanceof ApiError && error.status === FORBIDDEN) return 'own';
    throw error;
  }
}

// What a page loads: data, error and loading as reactive fields.
import { untrack } from 'svelte';
import { ApiError, isAbort } from './error';

/** Any error in the one shape that pages show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(`This page failed: ${error instanceof Error ? error.message : String(error)}`, 0, 'page');
}

export class Resource<T> {
  /** Of the last load that worked; stays while a newer one runs, so that pages do not flicker. */
  data = $state.raw<T | undefined>(undefined);
  error = $state.raw<ApiError | null>(null);
  loading = $state(true);
  #again = $state(0);

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    $effect(() => {
      void this.#again;
      const abort = new AbortController();
      const running = load(abort.signal);
      untrack(() => {
        this.loading = true;
        this.error = null;
      });
      running.then(
        (data) => {
          if (abort.signal.aborted) return;
          this.data = data;
          this.loading = false;
        },
        (error: unknown) => {
          if (abort.signal.aborted || isAbort(error)) return;
          this.error = asApiError(error);
          this.loading = false;
        },
      );
      return () => abort.abort();
    });
  }

  retry(): void {
    this.#again += 1;
  }
}

/** Loads now and again whenever reactive values change that `load` reads before its first await. Call it while a
 * component is set up. */
export function resource<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  return new Resource(load);
}

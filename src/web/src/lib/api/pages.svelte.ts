// A list that grows page by page (keyset paging), as reactive fields.
import { untrack } from 'svelte';
import type { ApiError } from './error';
import { isAbort } from './error';
import { asApiError } from './resource.svelte';

export interface Part<T> {
  items: T[];
  total: number | null;
  cursor: string | null;
}

/** Loads one page: the first one when `cursor` is null. */
export type LoadPart<T> = (options: { cursor: string | null; limit: number; signal: AbortSignal }) => Promise<Part<T>>;

const LARGEST_PAGE = 1000;

export class PagedList<T> {
  items = $state.raw<T[]>([]);
  total = $state.raw<number | null>(null);
  cursor = $state.raw<string | null>(null);
  error = $state.raw<ApiError | null>(null);
  /** Nothing has arrived yet. */
  isFirst = $state(true);
  loading = $state(true);
  #again = $state(0);
  #load: LoadPart<T> | null = null;
  #abort = new AbortController();

  /** `prepare` reads what the list depends on and gives the loader; `remembered` says how many rows were there when the
   * reader left, to begin with as many. */
  constructor(
    prepare: () => LoadPart<T>,
    private readonly pageSize: number,
    remembered: () => number = () => 0,
  ) {
    $effect(() => {
      void this.#again;
      this.#load = prepare();
      this.#abort = new AbortController();
      const abort = this.#abort;
      untrack(() => {
        const limit = Math.min(Math.max(pageSize, remembered()), LARGEST_PAGE);
        void this.#fetch(null, limit, abort.signal);
      });
      return () => abort.abort();
    });
  }

  /** Loads everything anew. */
  reload(): void {
    this.#again += 1;
  }

  more(): void {
    if (this.cursor === null || this.loading) return;
    void this.#fetch(this.cursor, this.pageSize, this.#abort.signal);
  }

  async #fetch(cursor: string | null, limit: number, signal: AbortSignal): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const part = await this.#load?.({ cursor, limit, signal });
      if (!part || signal.aborted) return;
      this.items = cursor === null ? part.items : [...this.items, ...part.items];
      this.total = part.total;
      this.cursor = part.cursor;
      this.isFirst = false;
      this.loading = false;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.error = asApiError(error);
      this.loading = false;
    }
  }
}

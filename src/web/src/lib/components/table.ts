import type { Snippet } from 'svelte';

export interface Column<Row> {
  id: string;
  label: string;
  /** Explains the label. */
  title?: string;
  numeric?: boolean;
  /** The key that `onsort` gets; without it the column cannot be sorted. */
  sort?: string;
  /** Text of the cell; or `cell`, for more than text. */
  text?: (row: Row) => string;
  cell?: Snippet<[Row]>;
}

export interface Sort {
  key: string;
  direction: 'asc' | 'desc';
}

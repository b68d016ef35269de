// Classes of models by all their parameters; a mixture of experts counts every expert.
export interface SizeClass {
  key: string;
  label: string;
  /** Billions, exclusive. */
  below: number;
}

export const SIZE_CLASSES: SizeClass[] = [
  { key: '3b', label: 'up to 3B', below: 3 },
  { key: '9b', label: '3–9B', below: 9 },
  { key: '16b', label: '9–16B', below: 16 },
  { key: '40b', label: '16–40B', below: 40 },
  { key: '80b', label: '40–80B', below: 80 },
  { key: 'more', label: '80B and more', below: Number.POSITIVE_INFINITY },
];

export const UNKNOWN_SIZE = { key: 'unknown', label: 'size unknown' };

export function sizeClass(parameters: number | null): string {
  if (parameters === null) return UNKNOWN_SIZE.key;
  return SIZE_CLASSES.find(({ below }) => parameters < below * 1e9)?.key ?? UNKNOWN_SIZE.key;
}

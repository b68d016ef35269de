// Numbers as people read them: one decimal for speeds and scores, "unknown" for what nobody measured. The exact value
// is in the tooltip (components/Exact.svelte).

export const UNKNOWN = 'unknown';
type Maybe = number | null | undefined;

const formats = new Map<number, Intl.NumberFormat>();

function formatOf(digits: number): Intl.NumberFormat {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format;
}

export function isKnown(value: Maybe): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** "1,234.5". A value that would read 0.0 without being zero keeps two significant digits. */
export function fixed(value: Maybe, digits = 1): string {
  if (!isKnown(value)) return UNKNOWN;
  const isTooSmall = value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits;
  return isTooSmall ? String(Number(value.toPrecision(2))) : formatOf(digits).format(value);
}

/** Every digit that was sent. */
export function exact(value: Maybe, unit = ''): string {
  if (!isKnown(value)) return UNKNOWN;
  return unit === '' ? String(value) : `${value} ${unit}`;
}

export const integer = (value: Maybe): string => fixed(value, 0);
export const speed = (value: Maybe): string => (isKnown(value) ? `${fixed(value)} tok/s` : UNKNOWN);
export const gib = (value: Maybe): string => (isKnown(value) ? `${fixed(value)} GiB` : UNKNOWN);

/** A share (0.018) as "1.8 %". */
export const percentOf = (share: Maybe): string => (isKnown(share) ? `${fixed(share * 100)} %` : UNKNOWN);

/** "4k" for 4096 tokens, "512" for 512. */
export function tokens(value: Maybe): string {
  if (!isKnown(value)) return UNKNOWN;
  return value >= 1024 && value % 1024 === 0 ? `${formatOf(0).format(value / 1024)}k` : formatOf(0).format(value);
}

/** "7.6B" for 7,615,616,512 parameters. */
export function parameters(value: Maybe): string {
  if (!isKnown(value)) return UNKNOWN;
  const units: [number, string][] = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
  ];
  for (const [size, letter] of units) if (value >= size) return `${Number((value / size).toPrecision(3))}${letter}`;
  return integer(value);
}

/** "1 run", "3 runs". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${integer(count)} ${count === 1 ? one : many}`;
}

/** Tokens per kWh have seven digits or more: pages show millions. */
export function millions(value: number | null | undefined): number | null {
  return isKnown(value) ? value / 1e6 : null;
}

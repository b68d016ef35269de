import { UNKNOWN } from './numbers';

const STEPS: [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [365.25 * 86400, 'year'],
  [30.44 * 86400, 'month'],
  [7 * 86400, 'week'],
  [86400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "3 months ago"; times are RFC 3339. */
export function age(timestamp: string | null | undefined, now: number = Date.now()): string {
  const time = Date.parse(timestamp ?? '');
  if (Number.isNaN(time)) return UNKNOWN;
  const seconds = (time - now) / 1000;
  for (const [size, unit] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return 'just now';
}

/** "2025-08-17", in UTC as the API says it. */
export function day(timestamp: string | null | undefined): string {
  return Number.isNaN(Date.parse(timestamp ?? '')) ? UNKNOWN : String(timestamp).slice(0, 10);
}

/** "2025-08-17 18:40:05 UTC" */
export function moment(timestamp: string | null | undefined): string {
  const time = Date.parse(timestamp ?? '');
  return Number.isNaN(time) ? UNKNOWN : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

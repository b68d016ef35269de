import type { Sort } from '$lib/components/table';
import { isKnown } from '$lib/format/numbers';
import type { GridRow } from './load';
import type { ScoreSet, Variant } from './model';

/** A line of the table of variants. */
export interface Line {
  variant: Variant;
  quality: ScoreSet['quality'] | null;
  /** The fastest configuration on the chosen device. */
  best: GridRow | null;
  platforms: number;
}

const VALUES: Record<string, (line: Line) => number | null | undefined> = {
  bits: ({ variant }) => variant.bits,
  size: ({ variant }) => variant.sizeGb,
  quality: ({ quality }) => quality?.score,
  speed: ({ best }) => best?.tokens_per_second,
  prompt: ({ best }) => best?.prompt_tokens_per_second,
  memory: ({ best }) => best?.memory_gb,
};

/** Unknown comes last in both directions; without a known column the order stays. */
export function sortLines(lines: readonly Line[], sort: Sort | null): Line[] {
  const value = VALUES[sort?.key ?? ''];
  if (!value) return [...lines];
  const sign = sort?.direction === 'asc' ? 1 : -1;
  return [...lines].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (!isKnown(left) || !isKnown(right)) return Number(isKnown(right)) - Number(isKnown(left));
    return sign * (left - right);
  });
}

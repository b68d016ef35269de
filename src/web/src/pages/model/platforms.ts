// Speeds of a model by platform and variant.
import type { Heat } from '$lib/charts/heat';
import { testLabel } from '$lib/format/labels';
import { exact, isKnown } from '$lib/format/numbers';
import { fastest } from '$lib/variants/speeds';
import type { Variant } from './model';

/** As many rows as a chart has room for. */
const MOST_ROWS = 24;

export interface PlatformHeat {
  heat: Heat;
  /** Platforms that have no room in the chart. */
  left: number;
}

/** The fastest platforms first; variants from the largest to the smallest. */
export function platformHeat(variants: readonly Variant[], kind: string): PlatformHeat {
  const names = [...new Set(variants.flatMap(({ rows }) => rows.map(({ platform }) => platform)))];
  const lines = names.map((platform) => {
    const found = variants.map(({ rows }) => fastest(rows.filter((row) => row.platform === platform), kind));
    return { platform, found, best: Math.max(0, ...found.map((row) => row?.tokens_per_second ?? 0)) };
  });
  const measured = lines.filter(({ found }) => found.some((row) => row !== null));
  measured.sort((a, b) => b.best - a.best || a.platform.localeCompare(b.platform));
  const shown = measured.slice(0, MOST_ROWS);
  const used = variants.map((_, at) => shown.some(({ found }) => found[at]));
  const columns = variants.flatMap((variant, at) => (used[at] ? [{ variant, at }] : []));
  const cells = shown.flatMap(({ platform, found }, row) =>
    columns.flatMap(({ variant, at }, column) => {
      const best = found[at];
      const value = best?.tokens_per_second;
      if (!best || !isKnown(value)) return [];
      const test = testLabel(best.speed_test, best.speed_depth) || 'test unknown';
      const note = `${platform}\n${variant.label}: ${exact(value, 'tok/s')}\n${test} · ${best.backend}`;
      return [{ column, row, value, note }];
    }),
  );
  return {
    heat: { columns: columns.map(({ variant }) => variant.label), rows: shown.map(({ platform }) => platform), cells },
    left: measured.length - shown.length,
  };
}

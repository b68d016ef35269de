// The model variants among the compared runs: scores belong to a variant, so runs of one variant share them.
import type { Answer } from '$lib/api/client';
import type { EChartsCoreOption } from '$lib/charts/echarts';
import { categoryNames, seriesColour, type BarSeries } from '$lib/charts/categoryBars';
import type { Palette } from '$lib/charts/palette';
import { categoryScores } from '$lib/quality/categories';
import { LETTERS } from './ids';

type Detail = Answer<'/api/detail/{test_run_id}'>;

/** One series for each variant that has category scores, named by its runs: "A, C: Qwen3-8B Q4_K_M". */
export function variantSeries(details: readonly Detail[]): BarSeries[] {
  const variants = new Map<string, { letters: string[]; name: string; scores: BarSeries['scores'] }>();
  for (const [at, detail] of details.entries()) {
    const key = detail.run.model_variant_id;
    const known = variants.get(key);
    const letter = LETTERS[at] ?? '?';
    if (known) known.letters.push(letter);
    else variants.set(key, { letters: [letter], name: detail.config.name, scores: categoryScores(detail.categories) });
  }
  return [...variants.values()]
    .filter(({ scores }) => scores.length > 0)
    .map(({ letters, name, scores }) => ({
      name: `${letters.join(', ')}: ${name}`,
      scores,
      colour: LETTERS.indexOf(letters[0] ?? 'A'),
    }));
}

/** Categories that every variant has a score for: a radar has no place for unknown. */
export function sharedCategories(series: readonly BarSeries[]): string[] {
  return categoryNames(series).filter((name) => series.every(({ scores }) => scores.some((score) => score.name === name)));
}

export function radarOption(series: readonly BarSeries[], names: readonly string[], palette: Palette): EChartsCoreOption {
  const all = series.flatMap(({ scores }) => scores.map(({ score }) => score));
  const max = Math.min(100, 10 * Math.ceil(Math.max(...all) / 10));
  return {
    legend: { bottom: 0, textStyle: { color: palette.text, fontSize: 11 }, itemHeight: 10, type: 'plain' },
    radar: {
      indicator: names.map((name) => ({ name: name.replace(' ', '\n'), min: 0, max })),
      radius: '58%',
      center: ['50%', '47%'],
      axisName: { color: palette.muted, fontSize: 10 },
      splitLine: { lineStyle: { color: palette.line } },
      splitArea: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
    },
    tooltip: { trigger: 'item' },
    series: [
      {
        type: 'radar',
        symbolSize: 4,
        data: series.map((one, at) => {
          const color = seriesColour(one, at, palette);
          return {
            name: one.name,
            value: names.map((category) => one.scores.find((score) => score.name === category)?.score),
            lineStyle: { color, width: 2 },
            itemStyle: { color },
            areaStyle: { color, opacity: 0.08 },
          };
        }),
      },
    ],
  };
}

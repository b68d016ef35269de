// A comparison as Markdown, for issues and pull requests.
import { exact, fixed, isKnown } from '$lib/format/numbers';
import { metricDigits, unitLabel } from '$lib/format/metrics';
import { metricRows, notCompared, notesOf, othersOf, qualityRows, settingRows, type Comparison, type Config, type PairMetric } from './comparison';
import { changeText, intervalText, verdictText, withSign } from './figures';

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function table(head: readonly string[], rows: readonly string[][]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function runText(letter: string, config: Config): string {
  const parts = [config.platform, `${config.backend} ${config.backend_version ?? 'version unknown'}`];
  if (config.settings_summary !== '') parts.push(config.settings_summary);
  return `* **${letter}**: ${config.name}, ${parts.join(', ')} (run ${config.id})`;
}

function metricText(metric: PairMetric | undefined, digits: number): string {
  if (!metric) return 'not compared';
  const interval = intervalText(metric);
  return `${fixed(metric.b, digits)} (${changeText(metric)}${interval === null ? '' : `, ${interval}`}): ${verdictText(metric.verdict)}`;
}

/** A setting as it is written; an unknown one says so. */
export function settingText(value: unknown): string {
  if (value === null || value === undefined) return 'unknown';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function comparisonMarkdown(comparison: Comparison, url: string): string {
  const others = othersOf(comparison);
  const letters = others.map(({ letter }) => letter);
  const parts = [
    ['## Comparison', '', runText('A', comparison.config_a), ...others.map(({ letter, config }) => runText(letter, config))].join('\n'),
  ];
  const metrics = metricRows(others).map((row) => {
    const digits = metricDigits(row.metric, row.unit);
    const name = row.unit === '' ? row.metric : `${row.metric} (${unitLabel(row.unit)})`;
    return [name, fixed(row.a, digits), ...letters.map((letter) => metricText(row.others.get(letter), digits))];
  });
  if (metrics.length > 0) parts.push(table(['Metric', 'A', ...letters], metrics));
  const settings = settingRows(others).map((row) => [
    row.name,
    settingText(row.a),
    ...letters.map((letter) => (row.others.has(letter) ? settingText(row.others.get(letter)) : 'as A')),
  ]);
  if (settings.length > 0) parts.push('### What differs', table(['Setting', 'A', ...letters], settings));
  const quality = qualityRows(others).map((row) => [
    row.benchmark,
    fixed(row.a),
    ...letters.map((letter) => {
      const pair = row.others.get(letter);
      if (!isKnown(pair?.b)) return 'unknown';
      return isKnown(pair.low) && isKnown(pair.high) ? `${fixed(pair.b)} (difference ${withSign(pair.low)} to ${withSign(pair.high)})` : fixed(pair.b);
    }),
  ]);
  if (quality.length > 0) parts.push('### Quality', table(['Benchmark', 'A', ...letters], quality));
  const left = notCompared(others).map(({ letter, metrics: names, reason }) => `* ${letter}: ${names.join(', ')}: ${reason}`);
  if (left.length > 0) parts.push('### Not compared', left.join('\n'));
  const notes = notesOf(others).map((note) => `* ${note}`);
  if (notes.length > 0) parts.push(notes.join('\n'));
  return `${parts.join('\n\n')}\n\n${url}\n`;
}

/** Every digit of both sides, for a tooltip. */
export function exactPair(metric: PairMetric): string {
  const unit = unitLabel(metric.unit);
  const p = isKnown(metric.p_value) ? ` · p ${fixed(metric.p_value, 3)}, adjusted ${fixed(metric.p_adjusted, 3)} (${metric.method})` : '';
  return `${exact(metric.a, unit)} in A, ${exact(metric.b, unit)} here, ratio ${exact(metric.ratio)}${p}`;
}

// The tokens of styles/tokens.css as charts need them: canvas does not know CSS variables.
export interface Palette {
  text: string;
  muted: string;
  line: string;
  surface: string;
  good: string;
  bad: string;
  series: string[];
  heat: [low: string, high: string];
  font: string;
}

/** Of the theme that is shown now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: token('--text'),
    muted: token('--text-2'),
    line: token('--line'),
    surface: token('--surface'),
    good: token('--good'),
    bad: token('--bad'),
    series: [1, 2, 3, 4, 5, 6].map((number) => token(`--series-${number}`)),
    heat: [token('--heat-low'), token('--heat-high')],
    font: token('--font'),
  };
}

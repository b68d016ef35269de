// Light, dark, or what the system says; public/theme.js applies the choice before the first paint.
const KEY = 'llm-benchmark.theme';
const CHOICES = ['system', 'light', 'dark'] as const;
type Choice = (typeof CHOICES)[number];

class Theme {
  #choice = $state<Choice>('system');
  #systemIsDark = $state(false);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = system.matches;
    system.addEventListener('change', () => (this.#systemIsDark = system.matches));
    const set = document.documentElement.dataset['theme'];
    if (set === 'light' || set === 'dark') this.#choice = set;
  }

  get choice(): Choice {
    return this.#choice;
  }

  get isDark(): boolean {
    return this.#choice === 'system' ? this.#systemIsDark : this.#choice === 'dark';
  }

  /** system, light, dark, system, ... */
  next(): void {
    this.#choice = CHOICES[(CHOICES.indexOf(this.#choice) + 1) % CHOICES.length] ?? 'system';
    if (this.#choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#choice;
    try {
      localStorage.setItem(KEY, this.#choice);
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
  }
}

export const theme = new Theme();

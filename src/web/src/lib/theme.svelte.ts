// Light, dark, or what the system says; public/theme.js has applied the choice before the first paint.
const KEY = 'llm-benchmark.theme';
const CHOICES = ['system', 'light', 'dark'] as const;
type Choice = (typeof CHOICES)[number];

function storedChoice(): Choice {
  try {
    const stored = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === stored) ?? 'system';
  } catch {
    return 'system'; // Storage is blocked.
  }
}

class Theme {
  #choice = $state<Choice>(storedChoice());
  #systemIsDark = $state(false);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = system.matches;
    system.addEventListener('change', () => {
      this.#systemIsDark = system.matches;
      this.#apply();
    });
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
    this.#apply();
    try {
      localStorage.setItem(KEY, this.#choice);
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.isDark ? 'dark' : 'light';
  }
}

export const theme = new Theme();

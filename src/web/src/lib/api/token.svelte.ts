// The token of the reader, for servers that want one. Kept for the tab only, and never written into an address.
const KEY = 'llm-benchmark.token';

function stored(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

class Token {
  #value = $state(typeof sessionStorage === 'undefined' ? '' : stored());

  get value(): string {
    return this.#value;
  }

  set(value: string): void {
    this.#value = value.trim();
    try {
      sessionStorage.setItem(KEY, this.#value);
    } catch {
      // Storage is blocked: the token lives as long as the page.
    }
  }

  header(): Record<string, string> {
    return this.#value === '' ? {} : { Authorization: `Bearer ${this.#value}` };
  }
}

export const token = new Token();

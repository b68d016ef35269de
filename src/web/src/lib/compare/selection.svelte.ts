// The runs somebody has picked to compare, on whatever page; up to six, as many as /api/comparison takes.
const KEY = 'llm-benchmark.compare';
export const MOST = 6;

function stored(): string[] {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

class Selection {
  #ids = $state.raw(stored());

  get ids(): readonly string[] {
    return this.#ids;
  }

  get isFull(): boolean {
    return this.#ids.length >= MOST;
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  /** Picks the run, or lets it go. One more than six is not taken. */
  toggle(id: string): void {
    if (this.has(id)) this.#set(this.#ids.filter((one) => one !== id));
    else if (!this.isFull) this.#set([...this.#ids, id]);
  }

  clear(): void {
    this.#set([]);
  }

  #set(ids: string[]): void {
    this.#ids = ids;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(ids));
    } catch {
      // Storage is blocked: the selection lasts as long as the page.
    }
  }
}

export const selection = new Selection();

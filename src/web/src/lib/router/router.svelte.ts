// A small router over the History API. Pages read `router.query` and change it with `setQuery`; links are plain <a>.
import { untrack } from 'svelte';

interface EntryState {
  /** Where the reader had scrolled to. */
  scroll?: number;
  /** What a page keeps beside its address, to look the same after Back (rows that were loaded, say). */
  kept?: Record<string, unknown>;
}

const RESTORE_FOR_MS = 4000;

class Router {
  /** As in the address: still encoded. */
  path = $state(location.pathname);
  search = $state(location.search);
  query = $derived(new URLSearchParams(this.search));
  /** Grows with every page that was opened; not with a changed query. */
  opened = $state(0);

  start(): void {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.#arrive(true));
    addEventListener('pagehide', () => this.#rememberScroll());
    document.addEventListener('click', (event) => this.#follow(event));
    this.#restoreScroll();
  }

  /** Opens an address of these pages. */
  navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
    if (to === location.pathname + location.search) replace = true;
    this.#rememberScroll();
    if (replace) history.replaceState({}, '', to);
    else history.pushState({}, '', to);
    this.#arrive(false);
  }

  /** Changes parameters of the query; null removes one. A step of Back unless `replace`. */
  setQuery(changes: Record<string, string | null>, { replace = false }: { replace?: boolean } = {}): void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a copy that nobody watches
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') query.delete(name);
      else query.set(name, value);
    }
    const search = query.toString();
    const to = location.pathname + (search === '' ? '' : `?${search}`);
    if (to === location.pathname + location.search) return;
    if (!replace) this.#rememberScroll();
    if (replace) history.replaceState(history.state, '', to);
    else history.pushState({}, '', to);
    this.search = location.search;
  }

  /** Something to have again after Back. It belongs to the entry of the history, not to the address. */
  keep(name: string, value: unknown): void {
    const state = this.#state();
    history.replaceState({ ...state, kept: { ...state.kept, [name]: value } }, '');
  }

  kept(name: string): unknown {
    return this.#state().kept?.[name];
  }

  #state(): EntryState {
    return (history.state ?? {}) as EntryState;
  }

  #rememberScroll(): void {
    history.replaceState({ ...this.#state(), scroll: scrollY }, '');
  }

  #arrive(isBack: boolean): void {
    untrack(() => {
      const isOtherPage = this.path !== location.pathname;
      this.path = location.pathname;
      this.search = location.search;
      if (isOtherPage) this.opened += 1;
      if (isBack) this.#restoreScroll();
      else if (isOtherPage) scrollTo(0, 0);
    });
  }

  /** Waits until the page is long enough; gives up when the reader moves, or after a while. */
  #restoreScroll(): void {
    const wanted = this.#state().scroll ?? 0;
    const until = performance.now() + RESTORE_FOR_MS;
    let isGivenUp = false;
    const giveUp = (): void => {
      isGivenUp = true;
    };
    for (const type of ['wheel', 'touchstart', 'keydown']) addEventListener(type, giveUp, { once: true, passive: true });
    const attempt = (): void => {
      if (isGivenUp || performance.now() > until) return;
      scrollTo(0, wanted);
      if (Math.abs(scrollY - wanted) > 2) requestAnimationFrame(attempt);
    };
    requestAnimationFrame(attempt);
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
    if (link.getAttribute('href')?.startsWith('#')) return;
    if (/^\/(api|health|live|metrics)(\/|$)/.test(link.pathname)) return;
    event.preventDefault();
    this.navigate(link.pathname + link.search);
  }
}

export const router = new Router();

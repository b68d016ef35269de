// The files of the page: each is read by the server first (dry run), then stored when the reader says so.
import { send } from '$lib/api/client';
import type { ApiError } from '$lib/api/error';
import { asApiError } from '$lib/api/resource.svelte';
import { askedFor, type FieldName, type ImportAnswer } from './answers';

const AT_ONCE = 2;

type State = 'waiting' | 'reading' | 'readable' | 'refused' | 'storing' | 'stored';

/** Said for every file. */
export interface Shared {
  tags: string;
  notes: string;
  machine_name: string;
}

let made = 0;

export class Item {
  readonly id = (made += 1);
  state = $state<State>('waiting');
  /** Of the last reading or storing that worked. */
  answer = $state.raw<ImportAnswer | null>(null);
  error = $state.raw<ApiError | null>(null);
  fields = $state<Partial<Record<FieldName, string>>>({});
  /** Grows with every reading, so that the answer to an older question is dropped. */
  question = 0;

  constructor(
    readonly name: string,
    readonly content: Blob,
  ) {}

  /** The fields the server has asked for; they stay when it got an answer, to be corrected. */
  asked = $state<FieldName[]>([]);
  isAsking = $derived(this.error !== null && askedFor(this.error.message).length > 0);
  wantsToken = $derived(this.error?.status === 401 || this.error?.status === 403);
  isBusy = $derived(this.state === 'waiting' || this.state === 'reading' || this.state === 'storing');
  /** Runs and scores that can be stored. */
  usable = $derived(
    [...(this.answer?.runs ?? []), ...(this.answer?.scores ?? [])].filter(({ status }) => status !== 'rejected').length,
  );

  /** Takes an answer or an error over, with what it asks for. */
  settle(state: State, answer: ImportAnswer | null, error: ApiError | null): void {
    this.state = state;
    this.answer = answer;
    this.error = error;
    const sentences = [error?.message ?? '', ...(answer?.messages.map(({ text }) => text) ?? [])];
    for (const name of sentences.flatMap(askedFor)) if (!this.asked.includes(name)) this.asked.push(name);
  }
}

export class Queue {
  items = $state<Item[]>([]);
  shared = $state<Shared>({ tags: '', notes: '', machine_name: '' });
  #running = 0;
  #jobs: (() => Promise<void>)[] = [];

  ready = $derived(this.items.filter((item) => item.state === 'readable' && item.usable > 0));
  locked = $derived(this.items.find((item) => item.wantsToken)?.error ?? null);
  isBusy = $derived(this.items.some((item) => item.isBusy));

  add(name: string, content: Blob): void {
    const item = new Item(name, content);
    this.items.push(item);
    this.read(item);
  }

  remove(item: Item): void {
    this.items = this.items.filter(({ id }) => id !== item.id);
  }

  /** Asks the server what it would store. */
  read(item: Item): void {
    this.#ask(item, true);
  }

  storeAll(): void {
    for (const item of this.ready) this.#ask(item, false);
  }

  /** Again, what was refused for want of a token. */
  unlock(): void {
    for (const item of this.items) if (item.wantsToken) this.#ask(item, item.answer === null);
  }

  #ask(item: Item, isDryRun: boolean): void {
    item.question += 1;
    const question = item.question;
    item.state = 'waiting';
    item.error = null;
    this.#jobs.push(async () => {
      if (question !== item.question) return;
      item.state = isDryRun ? 'reading' : 'storing';
      try {
        const answer = await send('post', '/api/import', { query: this.#query(item, isDryRun), body: item.content });
        if (question !== item.question) return;
        item.settle(isDryRun ? 'readable' : 'stored', answer, null);
      } catch (error) {
        if (question !== item.question) return;
        // What could be read stays to be tried again: only its storing failed.
        item.settle(isDryRun ? 'refused' : 'readable', isDryRun ? null : item.answer, asApiError(error));
      }
    });
    void this.#work();
  }

  #query(item: Item, isDryRun: boolean): Record<string, string | string[]> {
    const { tags, notes, machine_name } = this.shared;
    const list = tags.split(',').flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]));
    return { name: item.name, ...item.fields, tags: list, notes, machine_name, ...(isDryRun ? { dry_run: '1' } : {}) };
  }

  async #work(): Promise<void> {
    if (this.#running >= AT_ONCE) return;
    this.#running += 1;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) await job();
    this.#running -= 1;
  }
}

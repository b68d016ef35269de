import { innerWidth } from 'svelte/reactivity/window';

const NARROW_PX = 640;

/** Whether charts have the width of a phone; reactive. */
export const isNarrow = (): boolean => (innerWidth.current ?? NARROW_PX) < NARROW_PX;

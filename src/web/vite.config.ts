import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The server that `npm run dev` shows the data of. */
const api = process.env['LLMBENCH_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) } },
  build: {
    target: 'es2022',
    // A data: address would stand inside of a page, where the policy of the server forbids scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    // The server knows names that may be kept for a year by the letters and digits of their hash.
    rollupOptions: { output: { hashCharacters: 'base36' } },
  },
  server: { proxy: { '/api': api, '/health': api, '/metrics': api } },
});

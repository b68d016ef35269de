// Runs before the first paint, so that a page does not flash in the theme that is not shown.
let chosen = null;
try {
  chosen = localStorage.getItem('llm-benchmark.theme');
} catch {
  // Storage is blocked: the system's theme it is.
}
const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.theme = isDark ? 'dark' : 'light';

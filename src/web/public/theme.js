// Runs before the first paint, so that a page in the theme the reader chose does not flash in the other one.
try {
  const theme = localStorage.getItem('llm-benchmark.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme it is.
}

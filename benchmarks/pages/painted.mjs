// Runs inside of the page, from before its first script: tells when something that was waited for has been painted.
// Times are milliseconds of performance.now(), 0 = the navigation began.
export function installPainted() {
  const WITHIN_MS = 30_000;

  /** Resolves with the time at which the frame was handed on that shows `isThere()`; watches every change of the page. */
  globalThis.paintedWhen = (isThere) =>
    new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`not there: ${isThere}`)), WITHIN_MS);
      const watch = () => {
        if (!isThere()) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          // A message that a frame's callback sends arrives after that frame was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      };
      const observer = new MutationObserver(watch);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      watch();
    });

  /** When the newest input of the reader reached the page. */
  globalThis.inputAt = 0;
  for (const type of ['click', 'change', 'scroll']) {
    addEventListener(type, (event) => (globalThis.inputAt = event.timeStamp), { capture: true, passive: true });
  }

  /** What the API took since `start`: the longest wait for an answer's first byte, and all bytes of answers. */
  globalThis.apiSince = (start) => {
    const requests = performance.getEntriesByType('resource').filter(({ name, startTime }) => name.includes('/api/') && startTime >= start);
    return {
      requests: requests.length,
      serverMs: Math.max(0, ...requests.map(({ requestStart, responseStart }) => responseStart - requestStart)),
      bytes: requests.reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
  };
}

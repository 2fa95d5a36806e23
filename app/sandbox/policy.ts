/** What the frame in which cells run may do: start a worker of its own text, and nothing else. */

/** The frame's Content-Security-Policy; its one script is known by its hash. */
export const framePolicy = (scriptHash: string): string =>
  [
    "default-src 'none'",
    // A worker of a blob lives by its maker's policy: cells are texts that it evaluates.
    `script-src '${scriptHash}' 'unsafe-eval' 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')

/** Files that the page finds beside its own. */
export const FRAME = 'sandbox.html'
export const WORKER = 'cell-worker.js'
/** Asks the worker that keeps the page for the frame: what has no origin cannot be kept, so it comes with a header that takes its origin away. */
export const KEPT = '?kept'

/** What the page and the sandboxed frame tell each other. */
export type FrameOrder =
  /** Make a worker of this text; the worker's port comes with the message. */
  { readonly type: 'start'; readonly source: string } | { readonly type: 'stop' }

/** The frame says that something in its worker was caught by nobody: it matters before the worker is ready. */
export const FAILED = 'failed'

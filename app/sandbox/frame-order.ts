/** What the page tells the sandboxed frame. */
export type FrameOrder =
  /** Make a worker of this text; the worker's port comes with the message. */
  { readonly type: 'start'; readonly source: string } | { readonly type: 'stop' }

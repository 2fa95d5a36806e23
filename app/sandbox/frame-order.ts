/** What the page, its sandboxed frame and the worker in it tell each other. */
import type { Order } from '../../src/lesson/index.js'

/** What the page tells the worker: orders for its kernel, and how wide the figures may be that are drawn for them, in pixels, where there is little room. */
export type WorkerOrder = Order & { readonly room?: number }

export type FrameOrder =
  /** Make a worker of this text; the worker's port comes with the message. */
  { readonly type: 'start'; readonly source: string } | { readonly type: 'stop' }

/** The frame says that something in its worker was caught by nobody: it matters before the worker is ready. */
export const FAILED = 'failed'
/** The frame says that it is there and has no origin: an error page in its place would not. */
export const HERE = 'here'

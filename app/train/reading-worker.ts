/** Reads a table beside the page, however long it is. */
import { readTable } from './reading.js'

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
addEventListener('message', ({ data }: MessageEvent<string>) => postMessage(readTable(data)))

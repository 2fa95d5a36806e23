/** The script of the sandboxed frame: it makes a worker of the text that the page sends, gives it the page's port, and ends it when told to. No cell's code runs here. */
import { FAILED, HERE, type FrameOrder } from './frame-order.js'

let worker: Worker | undefined
addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<FrameOrder>) => {
  // With an origin it would share the page's storage: then it does nothing.
  if (source !== parent || parent === self || origin !== 'null') return
  if (data.type === 'stop') {
    worker?.terminate()
    return
  }
  if (worker || !port) return
  const url = URL.createObjectURL(new Blob([data.source], { type: 'text/javascript' }))
  worker = new Worker(url, { name: 'cells' })
  worker.addEventListener('error', () => parent.postMessage(FAILED, '*'))
  worker.postMessage(undefined, [port])
})
if (origin === 'null') parent.postMessage(HERE, '*')

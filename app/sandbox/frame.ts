/** The script of the sandboxed frame: it makes a worker of the text that the page sends, gives it the page's port, and ends it when told to. No cell's code runs here. */
import { FAILED, type FrameOrder } from './frame-order.js'

let worker: Worker | undefined
addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<FrameOrder>) => {
  if (source !== parent || parent === self) return
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

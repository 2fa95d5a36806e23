/** The worker in which cells run: a kernel with all of seegrad, behind the one port that the page gave. */
import * as seegrad from 'seegrad'
import * as compile from 'seegrad/compile'
import * as data from 'seegrad/data'
import * as explain from 'seegrad/explain'
import * as figures from 'seegrad/figures'
import * as interop from 'seegrad/interop'
import * as nn from 'seegrad/nn'
import * as numeric from 'seegrad/numeric'
import * as optim from 'seegrad/optim'
import * as random from 'seegrad/random'
import * as hood from '../hood/inside.js'
import { createKernel } from '../../src/lesson/index.js'
import { fitted } from './fitted.js'
import type { WorkerOrder } from './frame-order.js'

/** How wide figures may be; undefined where there is room enough. */
let room: number | undefined
const modules = {
  seegrad,
  'seegrad/numeric': numeric,
  'seegrad/random': random,
  'seegrad/data': data,
  'seegrad/nn': nn,
  'seegrad/optim': optim,
  'seegrad/compile': compile,
  'seegrad/interop': interop,
  'seegrad/explain': explain,
  'seegrad/figures': fitted(figures, () => room),
}
// The page's own, which cells are not told of.
Object.defineProperty(modules, 'page/hood', { value: hood })
/** How often the page hears that nothing keeps this thread, in milliseconds. */
const BEAT = 100

addEventListener(
  'message',
  ({ ports: [port] }) => {
    if (!port) return
    const send = port.postMessage.bind(port)
    // Threads of its own would be nobody's to count, and the frame has nothing to hear from a cell.
    for (const name of ['Worker', 'SharedWorker', 'postMessage', 'onmessage']) forget(name)
    const kernel = createKernel({ modules, send })
    port.addEventListener('message', ({ data: order }: MessageEvent<WorkerOrder>) => {
      room = order.room
      void kernel.receive(order)
    })
    port.start()
    setInterval(() => {
      kernel.breathe()
      send({ type: 'beat' })
    }, BEAT)
    addEventListener('unhandledrejection', (event) => kernel.uncaught(event.reason))
    addEventListener('error', (event) => kernel.uncaught(event.error))
    send({ type: 'ready' })
  },
  { once: true },
)

/** Takes a global away, wherever it is kept. */
function forget(name: string): void {
  for (let holder: object | null = globalThis; holder; holder = Object.getPrototypeOf(holder) as object | null)
    Reflect.deleteProperty(holder, name)
}

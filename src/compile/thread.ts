/** The thread that compiles: one for a whole program, begun with the first recording that is sent to it, ended when it had nothing to do for a while. */
import type { PassFigure } from './structure.js'

/** What goes to the thread: a packed skeleton and, if it is known already, the key of its program; and what comes back. */
export interface Order {
  readonly id: number
  readonly key: string | undefined
  readonly skeleton: Uint8Array<ArrayBuffer>
}
export type Answer = { readonly id: number } & (Made | { readonly failure: string })
export interface Made {
  readonly key: string
  readonly sealed: Uint8Array<ArrayBuffer>
  /** How long it took. */
  readonly passes: readonly PassFigure[]
}

/** What threads of browsers and of Node have in common. */
interface Thread {
  post(order: Order): void
  /** Whether the program, though at its end, waits for it. */
  hold(isHeld: boolean): void
  end(): void
}
/** The other end of a thread, in the thread. */
export interface Port {
  postMessage(answer: Answer, transfer: readonly ArrayBuffer[]): void
  listen(heard: (order: Order) => void): void
}

interface NodeWorker {
  postMessage(order: Order, transfer: readonly ArrayBuffer[]): void
  on(event: string, heard: (data: never) => void): void
  ref(): void
  unref(): void
  terminate(): Promise<number>
}
interface Threads {
  readonly Worker: new (url: URL, options: object) => NodeWorker
  readonly parentPort: { postMessage: Port['postMessage']; on(event: string, heard: (order: Order) => void): void } | null // prettier-ignore
}
interface BrowserWorker {
  postMessage(order: Order, transfer: readonly ArrayBuffer[]): void
  addEventListener(event: string, heard: (event: { readonly data: Answer; readonly message?: string }) => void): void
  terminate(): void
}
declare const Worker: (new (url: URL, options: object) => BrowserWorker) | undefined

/** Node's threads; asked for in a way that no bundler follows. */
const threads = (): Threads | undefined =>
  (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process?.getBuiltinModule?.(
    'node:worker_threads',
  ) as Threads | undefined

/** Errors: a platform without threads, or whose policy forbids them. */
function begin(answered: (answer: Answer) => void, ended: (why: string) => void): Thread {
  const node = threads()
  if (node) {
    const worker = new node.Worker(new URL('./worker.js', import.meta.url), { name: 'seegrad compile', execArgv: [] })
    worker.unref()
    worker.on('message', answered)
    worker.on('error', ({ message }: Error) => ended(message))
    worker.on('exit', (code: number) => ended(`it ended with code ${code}`))
    return {
      post: (order) => worker.postMessage(order, [order.skeleton.buffer]),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
      end: () => void worker.terminate(),
    }
  }
  if (typeof Worker === 'undefined') throw new Error('there are none here')
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }) => answered(data))
  worker.addEventListener('error', ({ message }) => ended(message ?? 'its file did not load'))
  return { post: (order) => worker.postMessage(order, [order.skeleton.buffer]), hold: () => {}, end: () => worker.terminate() } // prettier-ignore
}

/** In the thread: where orders come from. */
export function parent(): Port {
  const port = threads()?.parentPort
  if (port)
    return { postMessage: (answer, transfer) => port.postMessage(answer, transfer), listen: (heard) => port.on('message', heard) } // prettier-ignore
  const self = globalThis as unknown as Pick<Port, 'postMessage'> & { addEventListener(type: string, heard: (event: { readonly data: Order }) => void): void } // prettier-ignore
  return {
    postMessage: (answer, transfer) => self.postMessage(answer, transfer),
    listen: (heard) => self.addEventListener('message', ({ data }) => heard(data)),
  }
}

/** There is no thread, or none any more. */
export class Ended extends Error {}
/** A signal said that nobody waits. */
export class Cancelled extends Error {
  constructor() {
    super('compiling was cancelled')
  }
}

interface Job {
  readonly done: (made: Made) => void
  readonly failed: (why: Error) => void
  /** Milliseconds without work, after this one, after which the thread is given back. */
  readonly idle: number
}
const IDLE = 10_000

let thread: Thread | undefined
let last = 0
let holders = 0
let idle: ReturnType<typeof setTimeout> | undefined
const jobs = new Map<number, Job>()

/** Ends the thread; whoever waits for it hears why. */
function end(why: string): void {
  const [ending, waiting] = [thread, [...jobs.values()]]
  thread = undefined
  jobs.clear()
  ending?.end()
  for (const { failed } of waiting) failed(new Ended(`the thread that compiles ended: ${why}`))
}
function settle(id: number): Job | undefined {
  const job = jobs.get(id)
  jobs.delete(id)
  if (job && jobs.size === 0) {
    clearTimeout(idle)
    idle = setTimeout(() => jobs.size === 0 && end('it had nothing to do'), job.idle)
    ;(idle as { unref?: () => void }).unref?.()
  }
  return job
}

/** Has a packed skeleton compiled elsewhere; the bytes go there and are gone here. Errors: what cannot be compiled, a thread that died, a signal. */
export function compiledElsewhere(
  skeleton: Uint8Array<ArrayBuffer>,
  key: string | undefined,
  signal: AbortSignal | undefined,
  idle: number = IDLE,
): Promise<Made> {
  return new Promise((done, failed) => {
    const id = ++last
    if (!thread) {
      try {
        const begun = begin(
          (answer) => {
            const job = settle(answer.id)
            if ('sealed' in answer) job?.done(answer)
            else job?.failed(new Error(answer.failure))
          },
          (why) => thread === begun && end(why),
        )
        thread = begun
      } catch (error) {
        failed(new Ended(`no thread to compile in could be begun: ${(error as Error).message}`))
        return
      }
    }
    jobs.set(id, { done, failed, idle })
    const stop = (): void => {
      if (!settle(id)) return
      failed(new Cancelled())
      // What it is at work on is wanted by nobody.
      if (jobs.size === 0) end('cancelled')
    }
    signal?.addEventListener('abort', stop, { once: true })
    thread.hold(holders > 0)
    thread.post({ id, key, skeleton })
  })
}

/** Keeps the program from ending while `work` waits for the thread. */
export async function held<T>(work: Promise<T>): Promise<T> {
  holders++
  thread?.hold(true)
  try {
    return await work
  } finally {
    if (--holders === 0) thread?.hold(false)
  }
}

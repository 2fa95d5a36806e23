/** The page's side of the sandbox: a frame of no origin with a worker in it, watched and, if it does not answer, ended. */
import { readReport, type Kernel, type KernelEvents, type MakeKernel } from '../../src/lesson/index.js'
import { FAILED, HERE, type FrameOrder, type WorkerOrder } from './frame-order.js'
import { FRAME, KEPT, WORKER } from './policy.js'

export interface SandboxOptions {
  /** Where the files of the page are; beside the page unless said otherwise. */
  readonly base?: string | URL
  /** How long a cell may keep its thread without a pause, in milliseconds: asked again at every look. */
  readonly patience: () => number
  /** How wide figures may be, in pixels, where there is little room: asked again at every run. */
  readonly room?: () => number | undefined
}

const LOOK = 50
const GRACE = 200
/** In a tab that nobody sees, clocks tick once a second, or once a minute. */
const HIDDEN = 70_000
/** After a late look, so long to hear what was said meanwhile: the page itself may have been busy. */
const HEARING = 100
/** The worker is half a megabyte of text to read, on a slow machine too. */
const START = 20_000
/** After its frame has loaded something, so long for the frame's own word: an error page says nothing. */
const WORD = 600
/** So many frames in a row may be taken out of the page before they stand: whatever takes them takes the next one too. */
const TAKEN = 3
/** Messages in a second; a kernel of ours says a tenth of that. */
const MOST = 400

/** Makes kernels in sandboxed frames of this document. */
export function sandbox({ base = document.baseURI, patience, room }: SandboxOptions): MakeKernel {
  let source: Promise<string> | undefined
  const inVain = { taken: 0 }
  const load = async (): Promise<string> => {
    const response = await fetch(new URL(WORKER, base))
    if (!response.ok) throw new Error(`${WORKER} could not be loaded (${response.status})`)
    return response.text()
  }
  return (events) => {
    source ??= load()
    source.catch(() => {
      // Asked again next time: the reader may have been offline.
      source = undefined
    })
    return open(new URL(FRAME, base), source, patience, room, inVain, events)
  }
}

function open(
  frame: URL,
  source: Promise<string>,
  patience: SandboxOptions['patience'],
  room: SandboxOptions['room'],
  inVain: { taken: number },
  events: KernelEvents,
): Kernel {
  const { port1: port, port2 } = new MessageChannel()
  let iframe = frameOf(frame, true)
  const tell = (order: FrameOrder, ports: Transferable[] = []): void =>
    iframe.contentWindow?.postMessage(order, '*', ports)

  let [isHere, isReady, isOver] = [false, false, false]
  let [heard, opened] = [performance.now(), performance.now()]
  let [second, messages] = [0, 0]
  const stop = (): void => {
    if (isOver) return
    isOver = true
    clearInterval(watch)
    removeEventListener('message', hear)
    document.removeEventListener('visibilitychange', back)
    document.removeEventListener('resume', back)
    port.close()
    tell({ type: 'stop' })
    iframe.remove()
  }
  const die = (message: string): void => {
    stop()
    events.died(message)
  }
  // The kernel itself stops loops, more gently; what it cannot stop is stopped from here.
  const limit = (): number => patience() + (document.hidden ? HIDDEN : GRACE)
  // Whoever was put away, with all timers, is not late when it comes back.
  const back = (): void => void (heard = performance.now())
  document.addEventListener('visibilitychange', back)
  document.addEventListener('resume', back)
  const watch = setInterval(() => {
    const now = performance.now()
    if (!isReady) {
      if (now - opened > START) lose('what runs cells did not start.')
      else if (!iframe.isConnected) isTaken()
      return
    }
    if (now - heard > limit())
      setTimeout(() => {
        if (!isOver && performance.now() - heard > limit())
          die(`gave no sign of life for ${seconds(patience())} and was stopped: is there a loop without an end?`)
      }, HEARING)
  }, LOOK)
  // Before it answers, silence says nothing; that it is out of the page does.
  const isTaken = (): void => {
    if (++inVain.taken < TAKEN) die('was taken out of the page before it stood.')
    else lose('something takes what runs them out of the page; an extension of the browser may.')
  }
  const lose = (message: string): void => {
    stop()
    events.lost(`Cells cannot run here: ${message}`)
  }

  const hear = ({ source: from, data }: MessageEvent): void => {
    if (from !== iframe.contentWindow || isReady) return
    if (data === FAILED) lose('what runs cells failed when it started.')
    if (data === HERE && !isHere) {
      isHere = true
      void source.then(
        (text) => tell({ type: 'start', source: text }, [port2]),
        (error: unknown) => lose(`${(error as Error).message}.`),
      )
    }
  }
  // A frame without an origin is never kept for when there is no network; the same with a header that takes its origin away is.
  const look = (): void =>
    void setTimeout(() => {
      if (isHere || isOver) return
      if (iframe.sandbox.length === 0 || !navigator.serviceWorker?.controller) return void missed()
      iframe.remove()
      iframe = frameOf(new URL(KEPT, frame), false)
      iframe.addEventListener('load', look, { once: true })
      document.body.append(iframe)
    }, WORD)
  const missed = async (): Promise<void> => {
    const isThere = await fetch(frame).then(
      ({ ok }) => ok,
      () => false,
    )
    lose(
      isThere
        ? `${FRAME} came, but its script may not run: the policy of this server forbids it.`
        : `${FRAME} could not be loaded.`,
    )
  }
  addEventListener('message', hear)
  port.addEventListener('message', ({ data }) => {
    const now = performance.now()
    if (now - second > 1000) [second, messages] = [now, 0]
    if (++messages > MOST) return die('said more than anybody can hear and was stopped.')
    heard = now
    const report = readReport(data)
    if (!report) return die('said what no cell can say and was stopped.')
    if (report.type === 'ready') [isReady, inVain.taken] = [true, 0]
    events.report(report)
  })
  port.start()
  iframe.addEventListener('load', look, { once: true })
  document.body.append(iframe)
  return {
    send(order) {
      const wide = room?.()
      const told: WorkerOrder = order.type === 'run' ? { ...order, patience: patience(), ...(wide !== undefined && { room: wide }) } : order // prettier-ignore
      port.postMessage(told)
    },
    stop,
  }
}

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`

function frameOf(address: URL, isSandboxed: boolean): HTMLIFrameElement {
  const iframe = document.createElement('iframe')
  if (isSandboxed) iframe.setAttribute('sandbox', 'allow-scripts')
  iframe.src = address.href
  iframe.title = 'Where cells run'
  iframe.hidden = true
  iframe.tabIndex = -1
  iframe.referrerPolicy = 'no-referrer'
  iframe.allow = ''
  return iframe
}

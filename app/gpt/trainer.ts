/** The run as the page sees it: a worker trains, and is looked at no more often than a reader can follow; what to say when it is gone. */
import { signal, type Signal } from '@preact/signals'
import type { About, Answer, Order, Question, Reply, Sampled, Seen, Setting, View, Word } from './orders.js'

/** All that is shown of a run. */
export interface Shown {
  readonly about?: About
  readonly step: number
  /** How many steps a program took. */
  readonly compiled: number
  /** Whether its programs were compiled ahead. */
  readonly isReady: boolean
  readonly isRunning: boolean
  /** Since its first step; it grows in place. */
  readonly losses: readonly number[]
  readonly samples: readonly Sampled[]
  readonly seen?: Seen
  readonly map?: readonly (readonly [number, number])[]
  /** Why it went no further. */
  readonly trouble: string
}
const NOTHING: Shown = { step: 0, compiled: 0, isReady: false, isRunning: false, losses: [], samples: [], trouble: '' }

/** Milliseconds between two looks while it trains, for whatever looks takes from what trains. */
const CALM = 60
/** How long an answer may take: a step is ended before it, and a machine may be busy. */
const PATIENCE = 8000
const GONE =
  'The part of the page that trains no longer answers: the browser may have ended it, or the machine is busy.'

export class Trainer {
  readonly shown: Signal<Shown> = signal(NOTHING)
  /** Why there is nobody who trains; empty while there is. */
  readonly broken: Signal<string> = signal('')
  /** How far it was told to go. */
  until = 0
  private worker: Worker | undefined
  private losses: number[] = []
  private view: View | undefined
  /** Whether there is something that has not been looked at, and whether a look is on its way. */
  private isStale = false
  private isLooking = false
  private hasBegun = false
  /** For how many letters the programs were compiled ahead: of all that a run follows from, they depend on that alone. */
  private letters = 0
  private run = 0
  /** What the run was begun by, which makes it again. */
  private origin: Order | undefined
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  private asked = 0
  /** Which of what was asked was the last word on whether it runs. */
  private said = 0
  private frame = 0
  private next = 0
  private watchdog = 0

  /** Nobody looks at it any more. */
  end(): void {
    this.stop()
  }
  private stop(): void {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    clearTimeout(this.next)
    this.next = 0
    clearTimeout(this.watchdog)
    this.worker?.terminate()
    this.worker = undefined
    // Nobody answers these any more; why that is so, the page says.
    this.waiting.clear()
    this.isLooking = false
  }
  private fail(why: string): void {
    this.stop()
    this.broken.value = why
    this.shown.value = { ...this.shown.peek(), isRunning: false }
  }
  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Reply | Word>) => {
      if (worker !== this.worker) return
      if (data.type === 'ready') return this.change({ isReady: true })
      const { n, ...answer } = data
      this.waiting.get(n)?.(answer as Answer)
      this.waiting.delete(n)
      this.mind()
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      if (worker === this.worker) this.fail('The part of the page that trains has broken down.')
    })
    this.broken.value = ''
    return worker
  }
  /** Whoever was asked has to answer within a time. */
  private mind(): void {
    clearTimeout(this.watchdog)
    if (this.waiting.size > 0) this.watchdog = window.setTimeout(() => this.fail(GONE), PATIENCE)
  }

  begin(setting: Setting): Promise<About> {
    return this.beginBy({ type: 'begin', setting })
  }
  /** Goes on from a file. Errors, in words: what is no file of this model. */
  load(bytes: Uint8Array, setting: Pick<Setting, 'texts' | 'isEager'>): Promise<About> {
    return this.beginBy({ type: 'load', bytes, ...setting })
  }
  /** After trouble: the same run by somebody else, as far as it had come. */
  async restart(): Promise<void> {
    if (!this.origin) return
    const { step } = this.shown.peek()
    await this.beginBy(this.origin)
    this.play(step)
  }
  play(until: number): void {
    if (this.broken.peek() !== '') return
    this.until = until
    void this.ask({ type: 'play', until })
    this.said = this.asked
    this.change({ isRunning: true })
  }
  pause(): void {
    if (this.broken.peek() !== '') return
    void this.ask({ type: 'pause' })
    this.said = this.asked
    this.change({ isRunning: false })
  }
  /** What is looked at from now on. */
  watch(view: View): void {
    this.view = view
    this.mark()
  }
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.ask({ type: 'save' }, 'saved')).bytes
  }
  /** The twin for PyTorch, a zip of files. */
  async torch(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.ask({ type: 'torch' }, 'torch')).zip
  }
  /** The recording of what is unfolded: of one line, or all. */
  async record(line?: number): Promise<string> {
    const order = { type: 'record', view: this.view!, ...(line !== undefined && { line }) } as const
    return (await this.ask(order, 'recorded')).recording
  }

  private ask(order: Order): Promise<Answer>
  private ask<T extends Answer['type']>(order: Order, type: T): Promise<Extract<Answer, { readonly type: T }>>
  private ask(order: Order): Promise<Answer> {
    const why = this.broken.peek()
    if (why !== '' && order.type !== 'begin' && order.type !== 'load') return Promise.reject(new Error(why))
    return new Promise((resolve, reject) => {
      const n = ++this.asked
      this.waiting.set(n, (answer) => (answer.type === 'failed' ? reject(new Error(answer.message)) : resolve(answer)))
      const question: Question = { ...order, n }
      this.worker ??= this.start()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      this.worker.postMessage(question)
      if (this.waiting.size === 1) this.mind()
    })
  }
  private change(part: Partial<Shown>): void {
    this.shown.value = { ...this.shown.value, ...part }
    this.mark()
  }

  private async beginBy(order: Order): Promise<About> {
    this.run++
    this.origin ??= order
    const { about } = await this.ask(order, 'begun')
    this.origin = order
    this.losses = []
    this.hasBegun = true
    const isReady = this.shown.peek().isReady && this.letters === about.alphabet.length
    this.shown.value = { ...NOTHING, about, isReady, step: about.start, losses: this.losses }
    this.mark()
    return about
  }

  /** There is something to look at, with the next picture that is drawn. */
  private mark(): void {
    this.isStale = true
    if (this.frame !== 0 || this.isLooking) return
    clearTimeout(this.next)
    this.next = 0
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      void this.look()
    })
  }
  private async look(): Promise<void> {
    const { view, run, hasBegun } = this
    if (!this.isStale || this.isLooking || !hasBegun || !view || this.broken.peek() !== '') return
    this.isStale = false
    this.isLooking = true
    const answer = this.ask({ type: 'look', from: this.from + this.losses.length, view }, 'looked')
    const { asked } = this
    const looked = await answer
    this.isLooking = false
    // What was seen of a run that is no more is let fall.
    if (run !== this.run) return this.mark()
    // What was said since is newer than what was seen.
    this.take(asked > this.said ? looked : { ...looked, isRunning: this.shown.value.isRunning })
    const { isRunning } = this.shown.peek()
    // While it runs, and until what was asked for has been answered.
    if (this.isStale || (!isRunning && !looked.seen)) this.mark()
    else if (isRunning) this.next = window.setTimeout(() => this.mark(), CALM)
    else this.compileAhead()
  }
  /** While the reader looks at what there is, the programs of the run are compiled: they are needed as soon as it begins. Of a run that goes op by op, or on a page that nobody sees, never. */
  private compileAhead(): void {
    const { about, step } = this.shown.peek()
    if (
      !about ||
      this.letters === about.alphabet.length ||
      step > about.start ||
      about.setting.isEager ||
      document.hidden
    )
      return
    this.letters = about.alphabet.length
    const order = (): void => {
      if (this.worker && !this.shown.peek().isRunning) void this.ask({ type: 'ahead' })
    }
    // Not every browser knows when it has nothing to do.
    if ('requestIdleCallback' in window) requestIdleCallback(order)
    else setTimeout(order, CALM)
  }
  private get from(): number {
    return this.shown.value.about?.start ?? 0
  }

  private take({ step, compiled, isRunning, from, losses, samples, seen, map, trouble }: Looked): void {
    if (from === this.from + this.losses.length) for (const loss of losses) this.losses.push(loss)
    const { shown } = this
    shown.value = {
      ...shown.value,
      step,
      compiled,
      isRunning,
      samples,
      trouble,
      ...(seen && { seen }),
      ...(map && { map }),
    }
  }
}
type Looked = Extract<Answer, { readonly type: 'looked' }>

/** The run as the page sees it: a worker trains, and is looked at no more often than the screen draws. */
import { signal, type Signal } from '@preact/signals'
import type { About, Answer, Order, Question, Reply, Sampled, Seen, Setting, View } from './orders.js'

/** All that is shown of a run. */
export interface Shown {
  readonly about?: About
  readonly step: number
  /** How many steps a program took. */
  readonly compiled: number
  readonly isRunning: boolean
  /** Since its first step; it grows in place. */
  readonly losses: readonly number[]
  readonly samples: readonly Sampled[]
  readonly seen?: Seen
  readonly map?: readonly (readonly [number, number])[]
  /** Why it went no further. */
  readonly trouble: string
}
const NOTHING: Shown = { step: 0, compiled: 0, isRunning: false, losses: [], samples: [], trouble: '' }

export class Trainer {
  readonly shown: Signal<Shown> = signal(NOTHING)
  private readonly worker: Worker
  /** How far it was told to go. */
  until = 0
  private losses: number[] = []
  private view: View | undefined
  /** Whether there is something that has not been looked at, and whether a look is on its way. */
  private isStale = false
  private isLooking = false
  private hasBegun = false
  private run = 0
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  private asked = 0
  /** Which of what was asked was the last word on whether it runs. */
  private said = 0
  private frame = 0

  constructor() {
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    this.worker.addEventListener('message', ({ data: { n, ...answer } }: MessageEvent<Reply>) => {
      this.waiting.get(n)?.(answer as Answer)
      this.waiting.delete(n)
    })
    this.worker.addEventListener('error', () =>
      this.change({ isRunning: false, trouble: 'The part of the page that trains could not go on. Reload the page.' }),
    )
    const tick = (): void => {
      this.frame = requestAnimationFrame(tick)
      void this.look()
    }
    this.frame = requestAnimationFrame(tick)
  }
  /** Nobody looks at it any more. */
  end(): void {
    cancelAnimationFrame(this.frame)
    this.worker.terminate()
  }

  begin(setting: Setting): Promise<About> {
    return this.beginBy({ type: 'begin', setting })
  }
  /** Goes on from a file. Errors, in words: what is no file of this model. */
  load(bytes: Uint8Array, texts: readonly string[] | undefined): Promise<About> {
    return this.beginBy({ type: 'load', bytes, ...(texts && { texts }) })
  }
  play(until: number): void {
    this.until = until
    void this.ask({ type: 'play', until })
    this.said = this.asked
    this.change({ isRunning: true })
  }
  pause(): void {
    void this.ask({ type: 'pause' })
    this.said = this.asked
    this.change({ isRunning: false })
  }
  /** What is looked at from now on. */
  watch(view: View): void {
    this.view = view
    this.isStale = true
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
    return new Promise((resolve, reject) => {
      const n = ++this.asked
      this.waiting.set(n, (answer) => (answer.type === 'failed' ? reject(new Error(answer.message)) : resolve(answer)))
      const question: Question = { ...order, n }
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      this.worker.postMessage(question)
    })
  }
  private change(part: Partial<Shown>): void {
    this.shown.value = { ...this.shown.value, ...part }
    this.isStale = true
  }

  private async beginBy(order: Order): Promise<About> {
    this.run++
    const { about } = await this.ask(order, 'begun')
    this.losses = []
    this.hasBegun = true
    this.shown.value = { ...NOTHING, about, step: about.start, losses: this.losses }
    this.isStale = true
    return about
  }

  private async look(): Promise<void> {
    const { view, run, hasBegun } = this
    if (!this.isStale || this.isLooking || !hasBegun || !view) return
    this.isStale = false
    this.isLooking = true
    const answer = this.ask({ type: 'look', from: this.from + this.losses.length, view }, 'looked')
    const { asked } = this
    const looked = await answer
    this.isLooking = false
    // What was seen of a run that is no more is let fall.
    if (run !== this.run) this.isStale = true
    // What was said since is newer than what was seen.
    else this.take(asked > this.said ? looked : { ...looked, isRunning: this.shown.value.isRunning })
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
    // While it runs, and until what was asked for has been answered.
    if (isRunning || !seen) this.isStale = true
  }
}
type Looked = Extract<Answer, { readonly type: 'looked' }>

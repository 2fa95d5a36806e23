/** A training as the page sees it: a worker that computes, the last snapshot that was drawn, and what to say when the worker is gone. */
import { signal, type Signal } from '@preact/signals'
import type { Losses } from '../runs/kept.js'
import { joined, noLosses } from './history.js'
import type { Answer, Order, Plan, Proof, Snapshot } from './orders.js'

/** A snapshot with all losses so far. */
export interface Shown extends Omit<Snapshot, 'losses'> {
  readonly losses: Losses
}

/** How long an answer may take beyond what the steps themselves need. */
const PATIENCE = 4000

export class Trainer {
  readonly shown: Signal<Shown | undefined> = signal(undefined)
  /** How far it is to go; it rests when it is there. */
  readonly until: Signal<number> = signal(0)
  /** Why nothing goes on; empty while all is well. */
  readonly trouble: Signal<string> = signal('')
  /** Whether steps are being made, as far as the page has heard. */
  readonly isRunning: Signal<boolean> = signal(false)
  /** Pictures drawn so far. */
  drawn = 0
  private worker: Worker | undefined
  /** Compiles while the other one goes on, and then takes its place. */
  private compiler: Worker | undefined
  /** What the worker has compiled. */
  private compiled = ''
  private turn = 0
  private plan: Plan | undefined
  private losses: Losses = noLosses
  private patience = PATIENCE
  private watch = 0
  private frame = 0
  /** When the next picture is due, and what will ask for it. */
  private due = 0
  private next = 0

  constructor() {
    document.addEventListener('visibilitychange', this.rest)
  }
  end(): void {
    document.removeEventListener('visibilitychange', this.rest)
    cancelAnimationFrame(this.frame)
    this.stop()
  }
  /** Makes a run of a plan, and goes on until so many steps; where only weights of the present step were set by hand, the run that there is goes on. */
  begin(plan: Plan, until: number): void {
    const { plan: before, shown } = this
    this.plan = plan
    const k = shown.peek()?.k
    const isSame = before && k !== undefined && this.worker !== undefined && pastOf(plan, k) === pastOf(before, k)
    if (isSame && until >= k && plan.byHand.length >= before.byHand.length) {
      this.tell({ type: 'set', byHand: plan.byHand })
      return this.go(until)
    }
    this.turn++
    this.isRunning.value = until > 0
    this.losses = noLosses
    this.until.value = until
    this.patience = PATIENCE + plan.points.length * plan.settings.net.reduce((sum, n) => sum + n, 1)
    if (this.compiled !== kindOf(plan)) this.endCompiler()
    this.tell({ type: 'begin', turn: this.turn, plan, until })
    this.compileFor(until)
    this.look()
  }
  /** A run that is to go far is compiled meanwhile. */
  private compileFor(steps: number): void {
    const { plan } = this
    if (steps < FAR || !plan || plan.points.length === 0 || this.compiler || this.compiled === kindOf(plan)) return
    const compiler = this.startWorker()
    this.compiler = compiler
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
    compiler.postMessage({ type: 'compile', turn: this.turn, plan } satisfies Order)
  }
  private endCompiler(): void {
    this.compiler?.terminate()
    this.compiler = undefined
    this.compiled = ''
  }
  /** Runs the plan twice beside the page, eager and compiled, and compares every number. */
  prove(steps: number): Promise<Proof> {
    return new Promise((resolve, reject) => {
      const { plan } = this
      if (!plan) return
      const prover = this.startWorker()
      const end = (answer: Answer): void => {
        prover.terminate()
        if (answer.type === 'proved') resolve(answer)
        else reject(new Error('message' in answer ? answer.message : answer.type))
      }
      prover.addEventListener('message', ({ data }: MessageEvent<Answer>) => end(data))
      prover.addEventListener('error', () => end({ type: 'broken', turn: 0, message: 'The part of the page that compares has broken down.' })) // prettier-ignore
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      prover.postMessage({ type: 'prove', turn: 0, plan, steps } satisfies Order)
    })
  }
  /** The same run of points that are being moved, where it is made again within a moment: by compiled steps. */
  retrace(plan: Plan): void {
    const shown = this.shown.peek()
    if (!shown?.isCompiled || this.compiled !== kindOf(plan) || shown.k * shown.pace > MOMENT) return
    this.begin(plan, Math.max(this.until.peek(), shown.k))
  }
  /** Goes on until so many steps. */
  go(until: number): void {
    // Nothing is there to go on: the worker was ended.
    if (!this.worker && this.plan) return this.begin(this.plan, until)
    this.until.value = until
    this.isRunning.value = this.isDue(this.shown.peek())
    this.tell({ type: 'go', until })
    this.compileFor(until - (this.shown.peek()?.k ?? 0))
    this.look()
  }
  pause(): void {
    this.until.value = 0
    this.tell({ type: 'pause' })
    this.look()
  }
  /** One more example of the present step. */
  example(): void {
    this.until.value = 0
    this.tell({ type: 'example' })
    this.look()
  }
  /** After trouble: the same run in a new worker, as far as it had come. */
  restart(): void {
    this.stop()
    if (this.plan) this.begin(this.plan, this.shown.peek()?.k ?? 0)
  }

  private isDue(shown: Shown | undefined): boolean {
    return (
      this.until.peek() > (shown?.k ?? 0) &&
      (shown?.failed ?? '') === '' &&
      this.plan?.points.length !== 0 &&
      !document.hidden
    )
  }
  private readonly rest = (): void => {
    if (!this.worker) return
    if (document.hidden) {
      clearTimeout(this.watch)
      this.tell({ type: 'pause' })
    } else if (this.until.peek() > 0) this.go(this.until.peek())
  }
  private tell(order: Order): void {
    if (!this.worker) {
      this.worker = this.startWorker()
      this.trouble.value = ''
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
    this.worker.postMessage(order)
  }
  private startWorker(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (worker === this.worker) this.hear(data)
      // The run that goes on hands its state over.
      if (worker === this.compiler && data.type === 'compiled') this.tell({ type: 'hand' })
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      if (worker === this.worker) this.fail('The part of the page that trains has broken down.')
      if (worker === this.compiler) this.endCompiler()
    })
    return worker
  }
  private look(): void {
    clearTimeout(this.next)
    this.tell({ type: 'look' })
    clearTimeout(this.watch)
    if (this.isRunning.peek()) this.watch = window.setTimeout(() => this.fail('The part of the page that trains no longer answers: the browser may have ended it, or the machine is busy.'), this.patience) // prettier-ignore
  }
  private hear(answer: Answer): void {
    if (answer.turn !== this.turn) return
    if (answer.type === 'handed') {
      const { compiler, plan } = this
      if (!compiler || !plan) return this.go(this.until.peek())
      this.worker?.terminate()
      this.worker = compiler
      this.compiler = undefined
      this.compiled = kindOf(plan)
      this.tell({ type: 'take', state: answer.state, until: this.until.peek() })
      return this.look()
    }
    clearTimeout(this.watch)
    if (answer.type === 'broken') return this.fail(answer.message)
    if (answer.type !== 'snapshot') return
    this.losses = joined(this.losses, answer.losses)
    const shown: Shown = { ...answer, losses: this.losses }
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.draw(shown))
  }
  private draw(shown: Shown): void {
    const begun = performance.now()
    this.drawn++
    if (shown.turn === this.turn) {
      this.isRunning.value = this.isDue(shown)
      this.shown.value = shown
    }
    // What is drawn now is seen before the next is asked for; while a run goes on not at once, for whatever draws takes from what trains.
    if (!this.worker) return
    if (!shown.isRunning) return this.look()
    const now = performance.now()
    const gap = Math.min(SLOWEST, Math.max(GAP, (now - begun) / SHARE))
    this.due = Math.max(now, this.due + gap)
    clearTimeout(this.next)
    this.next = window.setTimeout(() => this.worker && this.look(), this.due - now - ANSWER)
  }
  private fail(why: string): void {
    this.stop()
    this.until.value = 0
    this.isRunning.value = false
    this.trouble.value = why
  }
  private stop(): void {
    clearTimeout(this.watch)
    clearTimeout(this.next)
    this.worker?.terminate()
    this.worker = undefined
    this.endCompiler()
  }
}

/** Milliseconds between two pictures while a run goes on: some 35 a second; more where drawing would take more than a share of the time, up to a slowest. */
const [GAP, SLOWEST, SHARE] = [27, 50, 0.25]
/** So long before a picture is due the worker is asked, which ends its slice first. */
const ANSWER = 14
/** Milliseconds that nobody notices. */
const MOMENT = 60
/** So many steps are worth compiling. */
const FAR = 20
/** What a compiled step is good for. */
const kindOf = ({ settings, points }: Plan): string => JSON.stringify([settings, points.length])

/** What made the numbers before step k. */
const pastOf = ({ settings, points, byHand }: Plan, k: number): string =>
  JSON.stringify([settings, points, byHand.filter(({ step }) => step < k)])

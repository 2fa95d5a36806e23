/** A large program's other half, as the page sees it: what takes long is asked of a worker, and comes in pieces between which the page draws. */
import type { Graph, GraphNode } from '../../src/engine/index.js'
import type { Names, Step, Stepper } from '../../src/explain/index.js'
import type { Plan, PlanOptions } from '../../src/figures/index.js'
import type { Answer, Factors, Order, Origin, SentPlan } from './orders.js'

/** Starts the worker; it can also print programs for PyTorch, of any recording. */
export function startWorker(hear: (answer: Answer) => void): { tell(order: Order): void; end(): void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => hear(data))
  worker.addEventListener('error', () =>
    hear({ type: 'failed', of: 'open', message: 'The part of the page that computes large programs could not start.' }),
  )
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  return { tell: (order) => worker.postMessage(order), end: () => worker.terminate() }
}

/** All numbers and steps of one moment of a program's life. */
export interface Told {
  readonly graph: Graph
  readonly walk: Stepper
}
interface Known {
  readonly plan: Plan
  factors: Factors
  turn: number
}

export class Mirror {
  private readonly worker: ReturnType<typeof startWorker>
  private readonly plans = new Map<string, Known | 'asked'>()
  private latest: Plan | undefined
  private turn = 0
  private growing: { root: number; start: number; scopes: Graph['scopes']; nodes: GraphNode[]; names: { tex: string[]; text: string[]; from: Names['from'][number][] }; steps: Step[] } | undefined // prettier-ignore
  private told: (told: Told) => void = () => {}
  private slope: (slope: number) => void = () => {}
  private refused: (error: Error) => void = () => {}
  /** Called when a layout has come. */
  changed: () => void = () => {}

  constructor() {
    this.worker = startWorker((answer) => this.hear(answer))
  }

  open(origin: Origin): Promise<Told> {
    return this.ask({ type: 'open', origin })
  }
  /** The program with its leaves at other numbers. What was asked before and has not come is answered by this. */
  move(leaves: readonly (readonly [place: number, data: number])[]): Promise<Told> {
    this.turn++
    return this.ask({ type: 'move', turn: this.turn, leaves })
  }
  /** The layout, or the last that there was while another is made. */
  plan(options: PlanOptions): Plan | undefined {
    const key = JSON.stringify(options)
    const known = this.plans.get(key)
    if (known === undefined) {
      this.plans.set(key, 'asked')
      this.worker.tell({ type: 'plan', key, options })
    }
    if (typeof known === 'object') this.latest = known.plan
    return this.latest
  }
  /** What a fold of a layout multiplies by, if that is known of the present numbers. */
  factor(plan: Plan, knot: number, from: number): number | null | undefined {
    const known = [...this.plans.values()].find((one) => typeof one === 'object' && one.plan === plan) as Known | undefined // prettier-ignore
    const strand = plan.view.knots[knot]!.strands.findIndex((one) => one.from === from)
    return known?.turn === this.turn ? known.factors[knot]![strand] : undefined
  }
  /** How much the root moves with a leaf; never answered, if the program moves before it is known. */
  nudged(place: number, h: number): Promise<number> {
    return new Promise((resolve) => {
      this.slope = resolve
      this.worker.tell({ type: 'nudge', turn: this.turn, place, h })
    })
  }
  end(): void {
    this.worker.end()
  }

  private ask(order: Order): Promise<Told> {
    return new Promise((resolve, reject) => {
      // Who asked before is answered with this as well.
      const { told, refused } = this
      this.told = (answer) => (told(answer), resolve(answer))
      this.refused = (error) => (refused(error), reject(error))
      this.worker.tell(order)
    })
  }

  private hear(answer: Answer): void {
    if (answer.type === 'failed') return this.refused(new Error(answer.message))
    if (answer.type === 'torch') return
    if (answer.type === 'plan') {
      const known = this.plans.get(answer.key)
      if (answer.plan)
        this.plans.set(answer.key, { plan: whole(answer.plan), factors: answer.factors, turn: answer.turn }) // prettier-ignore
      else if (typeof known === 'object') Object.assign(known, { factors: answer.factors, turn: answer.turn })
      return this.changed()
    }
    if (answer.turn !== this.turn) return
    if (answer.type === 'nudged') return this.slope(answer.slope)
    if (answer.type === 'graph') {
      const { root, start, scopes } = answer
      this.growing = { root, start, scopes, nodes: [], names: { tex: [], text: [], from: [] }, steps: [] }
    }
    const { growing } = this
    if (!growing) return
    if (answer.type === 'nodes') {
      growing.nodes.push(...answer.nodes)
      growing.names.tex.push(...answer.names.tex)
      growing.names.text.push(...answer.names.text)
      growing.names.from.push(...answer.names.from)
    } else if (answer.type === 'steps') {
      growing.steps.push(...answer.steps)
      if (!answer.isLast) return
      const { root, start, scopes, nodes, names, steps } = growing
      this.growing = undefined
      const graph: Graph = { version: 1, root, nodes, scopes }
      const { told } = this
      this.told = this.refused = () => {}
      told({ graph, walk: { graph, names, root: start, steps } })
    }
  }
}

/** A layout with its functions. */
function whole({ trunks, branches, laid, ...plan }: SentPlan): Plan {
  const { knots } = plan.view
  return {
    ...plan,
    laid: {
      ...laid,
      trunk: (k) => [...trunks[k]!],
      branch: (from, k) => [...branches[k]![knots[k]!.strands.findIndex((one) => one.from === from)]!],
    },
  }
}

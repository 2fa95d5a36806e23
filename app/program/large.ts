/** A program too large to be walked through where the page is drawn: its leaves move here, its steps and layouts come from a worker. */
import { factorsOf, type Plan, type PlanOptions, type Showing } from '../../src/figures/index.js'
import type { Graph } from '../../src/engine/index.js'
import { say } from '../../src/explain/index.js'
import type { Value } from '../../src/ops/index.js'
import { handlesInTurn, rest } from './handles.js'
import { Mirror, type Told } from './mirror.js'
import type { Origin } from './orders.js'
import { Session, type Leaf } from './session.js'
import { walkOf } from './walk.js'

/** So long a leaf rests before the steps follow. */
const CALM = 250

export class LargeSession extends Session {
  private timer: ReturnType<typeof setTimeout> | undefined
  private following: Promise<void> | undefined

  private constructor(
    root: Value | undefined,
    title: string,
    private readonly mirror: Mirror,
    { graph, walk }: Told,
    handles: readonly Value[],
  ) {
    super(root, graph, '', title, undefined, handles)
    this.steps = walk
    mirror.changed = () => this.changed()
  }
  /** Errors: what is wrong in a recording. */
  static async open(
    origin: Origin,
    title: string,
    make: (graph: Graph) => Promise<Value | undefined>,
  ): Promise<LargeSession> {
    const mirror = new Mirror()
    try {
      const told = await mirror.open(origin)
      const root = await make(told.graph)
      const handles = root ? await handlesInTurn(root, rest) : []
      await rest()
      if (root?.requiresGrad) root.backward()
      await rest()
      const session = new LargeSession(root, title, mirror, told, handles)
      // What is looked at first, each in its turn.
      const walk = walkOf(session)
      for (const look of [() => walk.edges, () => walk.at(walk.length), () => say(walk.all, walk.length - 1)]) {
        await rest()
        look()
      }
      await rest()
      return session
    } catch (error) {
      mirror.end()
      throw error
    }
  }

  override end(): void {
    clearTimeout(this.timer)
    this.mirror.end()
  }
  override get isFollowing(): boolean {
    return this.isBehind
  }
  /** The last layout there was, until another has come. */
  layout(options: PlanOptions): Plan | undefined {
    return this.mirror.plan(options)
  }
  factor(plan: Plan): NonNullable<Showing['factor']> {
    const places = new Map(plan.boxes.map(({ knot }, k) => [knot.key, k]))
    return ({ key }, from) => this.mirror.factor(plan, places.get(key)!, from)
  }
  /** In the worker: here no number moves. */
  override nudged({ place }: Leaf, h: number): Promise<number> {
    return this.mirror.nudged(place, h)
  }
  override doneNudging(): void {}
  override async catchUp(): Promise<void> {
    if (!this.isBehind) return
    clearTimeout(this.timer)
    await (this.following ?? this.follow())
  }

  /** The steps are those of before, until others have come. */
  protected override after(): void {
    this.isBehind = true
    this.following = undefined
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.follow(), CALM)
  }
  private follow(): Promise<void> {
    return (this.following = this.fetch())
  }
  private async fetch(): Promise<void> {
    const { graph, walk } = await this.mirror.move(this.leaves.map(({ place, value }) => [place, value.data]))
    this.graph = graph
    this.steps = walk
    this.isBehind = false
    this.changed()
  }
}

/** The layout of any session, if it is there. */
export const layoutOf = (session: Session, options: PlanOptions): Plan | undefined =>
  session instanceof LargeSession ? session.layout(options) : session.plan(options)
/** What the folds of a layout multiply by. */
export const factorOf = (session: Session, plan: Plan): NonNullable<Showing['factor']> =>
  session instanceof LargeSession ? session.factor(plan) : factorsOf(session.graph, plan.view)

/** A program on the stage: a living recording, whose leaves move and whose numbers, gradients and steps follow. */
import { graphOf, replay, type Graph } from '../../src/engine/index.js'
import { program } from '../../src/expression/index.js'
import { readRecording, type Stepper } from '../../src/explain/index.js'
import { plan, type Plan, type PlanOptions } from '../../src/figures/index.js'
import type { Value } from '../../src/ops/index.js'
import { handlesOf, rest } from './handles.js'
import { nudge } from './nudge.js'
import { revive } from './revive.js'

/** A number that the reader can move. */
export interface Leaf {
  readonly name: string
  readonly place: number
  readonly value: Value
}

/** Recordings of more characters than this are opened beside the page. */
const LONG = 400_000

/** More nodes than this are not recorded anew while a leaf is dragged, but when it rests. */
const MANY = 3000

export class Session {
  graph: Graph
  leaves: readonly Leaf[] = []
  /** Counts what replaced the recording as a whole: another layout. */
  shape = 0
  /** Set while the graph's own numbers are those of before. */
  protected isBehind = false
  /** All steps, once they were asked for after a change: {@link stepsOf}. */
  steps: Stepper | undefined
  private places: ReadonlyMap<number, number> = new Map()
  protected handles: readonly Value[] = []
  private plans = new Map<string, Plan>()
  /** Called when something has come that was asked for. */
  changed: () => void = () => {}

  protected constructor(
    /** Undefined where the recording cannot live again: then it can be walked, but not moved. */
    protected root: Value | undefined,
    graph: Graph | undefined,
    /** The program as it was typed, empty if it was not. */
    readonly text: string,
    readonly title: string,
    private readonly again?: (point: ReadonlyMap<string, number>) => Value,
    /** Known already, and the gradients with them. */
    handles?: readonly Value[],
  ) {
    if (root && !handles) pull(root)
    this.graph = graph ?? graphOf(root!)
    this.settle(handles)
  }

  /** An expression, or several divided by `;`. Variables without a number get one. Errors: `Mistake`. */
  static ofExpression(text: string, given: ReadonlyMap<string, number>): Session {
    const read = program(text)
    const point = new Map([...read.variables].map((name, k) => [name, given.get(name) ?? usual(name, k)]))
    return new Session(read.at(point), undefined, text, '', (moved) => read.at(moved))
  }
  /** A recording as a file holds it. Errors: what is wrong in it, and where. */
  static ofRecording(recording: string | Graph, title: string): Session {
    const graph = readRecording(recording)
    const root = revive(graph)
    return new Session(root, root ? undefined : graph, '', title)
  }
  /** A program that the page carries; undefined if it has none of that name. */
  static async ofName(name: string): Promise<Session | undefined> {
    const { programs } = await import('./programs.js')
    const found = Object.hasOwn(programs, name) ? programs[name] : undefined
    if (!found?.isLarge) return found && new Session(await found.make(rest), undefined, '', found.title)
    const { LargeSession } = await import('./large.js')
    return LargeSession.open({ program: name }, found.title, () => found.make(rest))
  }
  /** A recording that may be so long that it is read beside the page. Errors: as of `ofRecording`. */
  static async ofFile(recording: string, title: string): Promise<Session> {
    if (recording.length <= LONG) return Session.ofRecording(recording, title)
    const { LargeSession } = await import('./large.js')
    return LargeSession.open({ recording }, title, async (graph) => revive(graph))
  }
  /** Nobody looks at it any more. */
  end(): void {}

  get isLarge(): boolean {
    return this.graph.nodes.length > MANY
  }
  /** Whether its leaves can be moved. */
  get isAlive(): boolean {
    return this.root !== undefined
  }
  /** The numbers of all variables. */
  get point(): Map<string, number> {
    return new Map(this.leaves.map(({ name, value }) => [name, value.data]))
  }
  /** What steps are made of. */
  get recorded(): Value | Graph {
    if (this.isBehind) void this.catchUp()
    return this.root ?? this.graph
  }
  data(place: number): number {
    return this.isBehind ? this.handles[place]!.data : this.graph.nodes[place]!.data
  }
  grad(place: number): number {
    return this.isBehind ? this.handles[place]!.grad : this.graph.nodes[place]!.grad
  }
  get rootPlace(): number {
    return this.places.get(this.graph.root)!
  }
  placeOf(id: number): number {
    return this.places.get(id)!
  }

  /** Whether its steps are still those of other numbers. */
  get isFollowing(): boolean {
    return false
  }
  /** The layout, the same object as long as nothing but numbers changed. */
  plan(options: PlanOptions): Plan {
    const key = JSON.stringify(options)
    const known = this.plans.get(key)
    if (known) return known
    const made = plan(this.graph, options)
    this.plans.set(key, made)
    return made
  }

  /** Moves leaves. Gives why it could not be done, or nothing; what hangs on a branch is run anew. */
  move(changes: readonly (readonly [place: number, data: number])[]): string {
    const { root } = this
    if (!root) return 'This recording holds an op that this page does not know, so it can be walked but not moved.'
    const wanted = changes.flatMap(([place, data]) => {
      const leaf = this.leaves.find((one) => one.place === place)
      return leaf ? [[leaf, data] as const] : []
    })
    try {
      replay(root, wanted.map(([leaf, data]) => [leaf.value, data])) // prettier-ignore
    } catch (error) {
      if (!this.again) return String((error as Error).message)
      // Another branch is another program: it is recorded anew.
      const point = this.point
      for (const [leaf, data] of wanted) point.set(leaf.name, data)
      this.root = this.again(point)
      pull(this.root)
      this.graph = graphOf(this.root)
      this.plans.clear()
      this.shape++
      this.settle()
      return ''
    }
    for (const { value } of this.leaves) value.zeroGrad()
    pull(root)
    this.after(root)
    return ''
  }

  /** What follows when numbers have moved. */
  protected after(root: Value): void {
    this.steps = undefined
    if (this.isLarge) {
      if (this.handles.length === 0) this.handles = handlesOf(root)
      this.isBehind = true
    } else this.graph = graphOf(root)
  }

  /** The recording with its present numbers, for what shows more than numbers. */
  catchUp(): void | Promise<void> {
    if (!this.isBehind || !this.root) return
    this.graph = graphOf(this.root)
    this.isBehind = false
  }

  /** How much the root moves per unit when one leaf is moved by ±h; NaN where it cannot be said. A promise where it is computed elsewhere. */
  nudged(leaf: Leaf, h: number): number | Promise<number> {
    return this.root ? nudge(this.root, leaf.value, h) : NaN
  }
  /** What the root would be if one leaf were moved by so much; undefined where it cannot be said. */
  shifted(leaf: Leaf, by: number): number | undefined {
    const { root } = this
    if (!root) return undefined
    const x = leaf.value.data
    try {
      replay(root, [[leaf.value, x + by]])
      return root.data
    } catch {
      return undefined
    } finally {
      replay(root, [[leaf.value, x]])
      this.refresh()
    }
  }
  /** Is called after the last of some nudges. */
  doneNudging(): void {
    this.refresh()
  }
  /** After a replay the gradients are those of before, which `backward` would take for stale. */
  private refresh(): void {
    if (!this.root) return
    for (const { value } of this.leaves) value.zeroGrad()
    pull(this.root)
  }

  private settle(known?: readonly Value[]): void {
    const { nodes } = this.graph
    this.steps = undefined
    this.isBehind = false
    this.places = new Map(nodes.map(({ id }, place) => [id, place]))
    const handles = known ?? (this.root ? handlesOf(this.root) : [])
    this.handles = known ?? []
    this.leaves = handles.length > 0 ? leavesOf(handles, this.graph) : []
  }
}

function pull(root: Value): void {
  if (root.requiresGrad) root.backward()
}

/** Numbers for variables that have none: small ones, each another, so that nothing cancels by accident. */
const usual = (name: string, k: number): number => familiar[name] ?? [2, -3, 10, -2, 0.5, 1.5, -1, 3][k % 8]!
const familiar: Readonly<Record<string, number>> = {
  a: 2,
  b: -3,
  c: 10,
  f: -2,
  x: 3,
  x1: 2,
  x2: 0,
  w1: -3,
  w2: 1,
  h: 0.5,
}

function leavesOf(handles: readonly Value[], { nodes }: Graph): Leaf[] {
  return nodes.flatMap(({ kind, requiresGrad, label }, place) =>
    kind === 'leaf' && requiresGrad ? [{ name: label || `leaf ${place + 1}`, place, value: handles[place]! }] : [],
  )
}

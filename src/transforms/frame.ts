/** One run of a function under a transform: its variables, its outputs, and whether the result stays on the recording. */
import { alias, type Value } from '../ops/index.js'
import {
  activate,
  ancestors,
  asHandle,
  constant,
  isValue,
  leaf,
  now,
  pullNumbers,
  pullValues,
  push,
  recording,
  toValue,
  witness,
  type Handle,
  type Roots,
} from '../engine/index.js'
import { flatten, inModule, unflatten, type Flat } from './tree.js'

/** The transforms that are running a function right now, outermost first. */
const running: Frame[] = []

/**
 * Variables are nodes of their own, so that nested transforms cannot confuse theirs: a gradient with respect to one's own
 * variable never counts what came in from outside. A pass does not look below `floor`, the time at which the run began.
 */
export class Frame {
  readonly floor: number = now()
  readonly args: readonly Flat[]
  /** Of the arguments that are differentiated, all leaves in order. */
  readonly variables: Handle[] = []
  readonly out: Flat
  /** An argument is a Value, so the result is one. */
  readonly connected: boolean
  readonly outer: readonly Frame[] = [...running]

  constructor(name: string, f: (...args: never[]) => unknown, args: readonly unknown[], argnums: readonly number[]) {
    this.args = args.map((arg, k) =>
      argnums.includes(k) ? flatten(arg, `args[${k}]`) : { leaves: [], shape: { kind: 'list', children: [] } },
    )
    this.connected = args.some(containsValue)
    const inside = recording(() =>
      args.map((arg, k) => {
        if (!argnums.includes(k)) return arg
        const { leaves, shape } = this.args[k] as Flat
        const owned = inModule(shape)
        const variables = leaves.map((x, i) => (owned[i] ? asHandle(x as Value) : variable(x)))
        for (const one of variables) this.variables.push(one)
        return unflatten(shape, variables, true)
      }),
    )
    running.push(this)
    try {
      this.out = flatten(
        recording(() => f(...(inside as never[]))),
        `the result of ${name}'s function`,
      )
    } finally {
      running.pop()
    }
  }

  /** Whether what a pass gives may depend on an enclosing transform, so that it must itself be recorded. */
  get #recorded(): boolean {
    return this.connected || this.outer.length > 0
  }

  /** Σ seed·∂out/∂variable for every variable; a seed per output. */
  pull(seeds: readonly number[], recorded: boolean = this.#recorded || seeds.some(isValue)): number[] {
    const run = (): number[] => this.#pullNow(seeds, recorded)
    return witness.trace?.pass('pull', this, seeds, run) ?? run()
  }
  #pullNow(seeds: readonly number[], recorded: boolean): number[] {
    const roots = this.out.leaves.flatMap((out, k) =>
      isValue(out) ? [[asHandle(out), seeds[k]] as const] : [],
    ) as unknown as Roots
    const pass = recorded ? recording(() => pullValues(roots, this.floor)) : pullNumbers(roots, this.floor)
    const adjoints = this.variables.map((variable) => pass.find(variable)?.entries[variable.index] ?? 0)
    if (recorded) return this.settle(adjoints, seeds)
    pass.release()
    return adjoints
  }

  /** The tangents of the outputs, from a tangent per variable. */
  push(tangents: readonly number[]): number[] {
    const run = (): number[] => this.#pushNow(tangents)
    return witness.trace?.pass('push', this, tangents, run) ?? run()
  }
  #pushNow(tangents: readonly number[]): number[] {
    const outs = this.out.leaves.map((out) => (isValue(out) ? asHandle(out) : undefined))
    const handles = outs.filter((out) => out !== undefined)
    const recorded = this.#recorded || tangents.some(isValue)
    const results = recording(() => push(handles, this.variables, tangents, this.floor, recorded))
    let next = 0
    const all = outs.map((out) => (out && results[next++]) ?? 0)
    return recorded ? this.settle(all, tangents) : all
  }

  /** Values if the result must stay connected, else the plain numbers they are. */
  settle(results: readonly number[], given: readonly number[] = []): number[] {
    const kept = this.connected || witness.trace || given.some(isValue) || this.#dependsOnOuter(results)
    return results.map((x) => (kept ? (isValue(x) ? x : toValue(constant(x))) : isValue(x) ? x.data : x))
  }

  /** The outputs as the caller sees them. */
  get outputs(): number[] {
    return this.settle(this.out.leaves)
  }

  #dependsOnOuter(results: readonly number[]): boolean {
    if (this.outer.length === 0) return false
    const variables = new Set(this.outer.flatMap(({ variables }) => variables.map(({ id }) => id)))
    const roots = results.flatMap((x) => (isValue(x) ? [asHandle(x)] : []))
    let found = false
    ancestors(roots).ascend(({ segment }, i) => (found ||= variables.has(segment.chunk.base + i)))
    return found
  }
}

/** A variable that stands for a number, or for a Value whose own history it stays connected to. */
function variable(x: number): Handle {
  if (!isValue(x)) return leaf(x)
  const node = asHandle(recording(() => alias(x)))
  activate(node)
  return node
}

function containsValue(tree: unknown, depth = 0): boolean {
  if (isValue(tree)) return true
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree) || depth > 100) return false
  if (typeof (tree as { namedParameters?: unknown }).namedParameters === 'function') return true
  return (Array.isArray(tree) ? tree : Object.values(tree)).some((child) => containsValue(child, depth + 1))
}

/** One run of a program on Values: its recording, the passes of transforms in it, the branches it took. */
import { asHandle, constant, isValue, now, toValue, witness, type Handle } from '../engine/index.js'
import { alias } from '../ops/index.js'
import { Frame } from '../transforms/frame.js'
import { gradients } from '../transforms/index.js'

/** A pass of a transform: which outputs it started from, which variables it asks for, and the Values that stand for what it gave. */
export interface PassNote {
  readonly kind: 'pull' | 'push'
  readonly outs: readonly number[]
  readonly variables: readonly Handle[]
  /** Seeds or tangents. */
  readonly given: readonly number[]
  readonly floor: number
  /** Nodes of these ids are the engine's own pass. */
  readonly from: number
  readonly to: number
  readonly results: readonly Handle[]
  /** Variables of the transforms around it: what depends on one is a Value in the eager run too. */
  readonly around: readonly Handle[]
}
/** A transform is running around the call, and may ask for what this would hide. */
export class Inside extends Error {}

/** A recording to be compiled. */
export interface Recording {
  readonly frame: Frame
  readonly floor: number
  readonly passes: readonly PassNote[]
  readonly branches: readonly { readonly condition: Handle; readonly answer: boolean }[]
}

/** Runs f on Values in place of the numbers of its arguments and notes what it does. */
export function record(f: (...args: never[]) => unknown, args: readonly unknown[]): Recording {
  const passes: PassNote[] = []
  const branches: { condition: Handle; answer: boolean }[] = []
  const floor = now()
  const before = witness.trace
  witness.trace = {
    branch(condition, answer) {
      branches.push({ condition, answer })
    },
    pass(kind, which, given, run) {
      const frame = which as Frame
      const from = now()
      const gave = run()
      const to = now()
      const results = gave.map((x) => asHandle(toAlias(x)))
      const around = frame.outer.slice(1).flatMap(({ variables }) => variables)
      const { variables, floor } = frame
      passes.push({ kind, outs: frame.out.leaves, variables, given, floor, from, to, results, around })
      return results as unknown as number[]
    },
  }
  try {
    const frame = new Frame('compile', f, args, args.map((_, k) => k)) // prettier-ignore
    if (frame.outer.length > 0) throw new Inside('it runs inside of a transform')
    return { frame, floor, passes, branches }
  } finally {
    witness.trace = before
  }
}
const toAlias = (x: number): never => alias((isValue(x) ? x : toValue(constant(x))) as number) as never

/** The slopes of a loss by the parameters, as a pass of a transform would note it. */
export function slopesOf(total: number, trained: readonly Handle[]): number[] {
  const run = (): number[] =>
    isValue(total)
      ? gradients(total, trained as never[], { createGraph: true })
      : trained.map(() => toValue(constant(0)))
  const frame = { out: { leaves: [total] }, variables: trained, floor: 0, outer: [] }
  return witness.trace ? witness.trace.pass('pull', frame, [1], run) : run()
}

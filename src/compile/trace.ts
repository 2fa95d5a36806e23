/** One run of a program on Values: its recording, the passes of transforms in it, the branches it took. */
import {
  asHandle,
  constant,
  dataOf,
  isValue,
  now,
  pullNumbers,
  recordCall,
  toValue,
  witness,
  type Box,
  type Handle,
} from '../engine/index.js'
import { isLeaf } from '../engine/value.js'
import { alias } from '../ops/index.js'
import { Frame } from '../transforms/frame.js'
import { gathered } from './gathered.js'
import { Unsupported } from './passes.js'

/** A pass of a transform: which outputs it started from, which variables it asks for, and the Values that stand for what it gave. */
export interface PassNote {
  /** Backward, forward; backward from the loss of one example and the regularizer, for a whole batch. */
  readonly kind: 'pull' | 'push' | 'batch'
  readonly outs: readonly number[]
  readonly variables: readonly Handle[]
  /** Seeds or tangents. */
  readonly given: readonly number[]
  readonly floor: number
  /** The id after those of the engine's own pass. */
  readonly to: number
  readonly results: readonly Handle[]
  /** Variables of the transforms around it: what depends on one is a Value in the eager run too. */
  readonly around: readonly Handle[]
}
/** A transform is running around the call, and may ask for what this would hide. */
export class Inside extends Error {}

/** A recording to be compiled. */
export interface Recording {
  readonly frame: Pick<Frame, 'variables' | 'args' | 'out'>
  readonly floor: number
  readonly passes: readonly PassNote[]
  /** Entries that were looked up by an index that is data: the Value that stands for one, and of each entry the mask and itself. */
  readonly choices: readonly { readonly result: Handle; readonly from: readonly Handle[] }[]
  readonly branches: readonly { readonly condition: Handle; readonly answer: boolean }[]
  /** Whether numbers of Values that depend on something were taken. What f does with them is not recorded. */
  readonly hasTaken: boolean
}

/** Refuses a recording some of whose numbers may have decided what it is. To be asked after what shows that numbers themselves went in. */
export function refuseTaken({ hasTaken }: Recording): void {
  if (!hasTaken) return
  throw new Unsupported(
    'it takes the number of a Value (.data, item() or noGrad), and what that decides would stay decided: ' +
      'write a branch with isTrue or where, and a number without gradient with stopGradient',
  )
}

export function refuseOutside([first]: readonly Handle[], recording: Recording): void {
  if (first === undefined) return
  // A leaf made inside has what was taken.
  if (first.id >= recording.floor) refuseTaken(recording)
  throw new Unsupported(
    `it takes the Value ${first.label || `#${first.id}`} from outside: pass it, or its Module, as an argument`,
  )
}

/**
 * Runs f on Values in place of the numbers of its arguments and notes what it does; of a step also what passes inside of it record, since its slopes go through that. The first
 * branches have the answers that are given, the others those of their Values.
 */
export function record(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  isStep = false,
  answers: readonly boolean[] = [],
): Recording {
  const passes: PassNote[] = []
  const branches: { condition: Handle; answer: boolean }[] = []
  const choices: { result: Handle; from: readonly Handle[] }[] = []
  let hasTaken = false
  const floor = now()
  const before = witness.trace
  witness.trace = {
    branch(condition) {
      const answer = answers[branches.length] ?? dataOf(condition) !== 0
      branches.push({ condition, answer })
      return answer
    },
    taken(from) {
      hasTaken ||= from.requiresGrad || !isLeaf(from)
    },
    gather: (table, index) => gathered(table, index, (result, from) => choices.push({ result, from })),
    pass(kind: PassNote['kind'], which, given, run) {
      const frame = which as Frame
      const around = frame.outer.slice(1).flatMap(({ variables }) => variables)
      const { floor } = frame
      // A frozen parameter of a Module neither gets a slope nor moves.
      const isOn = frame.variables.map((variable) => variable.requiresGrad)
      const variables = frame.variables.filter((_, k) => isOn[k])
      const isOutermost = kind === 'pull' && frame.outer.length < (isStep ? 1 : 2)
      const isBatch = kind === 'batch'
      const all = isOutermost || isBatch ? numbersOf(frame, given) : run()
      const slopes = kind === 'push' ? all : all.filter((_, k) => isOn[k])
      const gave = isBatch ? [frame.out.leaves.reduce((sum, x) => sum + numberOf(x), 0), ...slopes] : slopes
      const to = now()
      const results = isOutermost || isBatch ? boxed(gave, variables) : gave.map((x) => asHandle(toAlias(x)))
      const moving = kind === 'push' ? given.filter((_, k) => isOn[k]) : given
      passes.push({ kind, outs: frame.out.leaves, variables, given: moving, floor, to, results, around })
      if (kind !== 'pull') return results as unknown as number[]
      let next = 0
      return isOn.map((on) => (on ? (results[next++] as unknown as number) : 0))
    },
  }
  try {
    const frame = new Frame('compile', f, args, args.map((_, k) => k)) // prettier-ignore
    if (frame.outer.length > 0) throw new Inside('it runs inside of a transform')
    return { frame, floor, passes, choices, branches, hasTaken }
  } finally {
    witness.trace = before
  }
}
/** What a pass gives that no transform is around: nothing goes through it again, so that its numbers will do. */
function numbersOf({ out, variables, floor }: Frame, seeds: readonly number[]): number[] {
  const roots = out.leaves.flatMap((leaf, k) =>
    isValue(leaf) ? [[asHandle(leaf), numberOf(seeds[k] as number)] as const] : [],
  )
  const pass = pullNumbers(roots, floor)
  const gave = variables.map((variable) => pass.find(variable)?.entries[variable.index] ?? 0)
  pass.release()
  return gave
}
const numberOf = (x: number): number => (isValue(x) ? dataOf(asHandle(x)) : x)
const refuse = (): never => {
  throw new Unsupported('it differentiates what a transform inside of it gave by hand')
}
/** Numbers as nodes, through which nobody but a transform that is noted may go. */
const boxed = (numbers: readonly number[], variables: readonly Handle[]): Handle[] => {
  const box: Box = { name: 'pass', run: () => numbers, pull: refuse, push: refuse }
  const one = variables.filter(({ requiresGrad }) => requiresGrad).slice(0, 1)
  return recordCall(box, one.map(toValue)).map(asHandle)
}
const toAlias = (x: number): never => alias((isValue(x) ? x : toValue(constant(x))) as number) as never

/** The slopes of what begins at roots with seeds by the parameters, as a pass of a transform would note it. */
export function slopesOf(roots: readonly number[], seeds: readonly number[], trained: readonly Handle[]): number[] {
  const frame = { out: { leaves: roots }, variables: trained, floor: 0, outer: [] }
  const none = (): never => {
    throw new Unsupported('a step runs while nothing is traced')
  }
  return witness.trace ? witness.trace.pass('pull', frame, seeds, none) : none()
}

/**
 * Of the loss of one example, and what is added to the mean of a batch, the total of the batch and its slopes by the parameters. The numbers that stand for them while it is
 * recorded are those of this example.
 */
export function overBatch(each: number, more: number, trained: readonly Handle[]): number[] {
  const frame = { out: { leaves: [each, more] }, variables: trained, floor: 0, outer: [] }
  const none = (): never => {
    throw new Unsupported('a step runs while nothing is traced')
  }
  // The engine knows nothing of batches: who traces does.
  return witness.trace ? witness.trace.pass('batch' as 'pull', frame, [1, 1], none) : none()
}

/** Of the recording of a step its loss: what was recorded before the slopes were asked for. */
export function lossOf({ frame, floor, passes, choices, branches, hasTaken }: Recording): Recording {
  const { to } = passes.at(-1) as PassNote
  const [total] = frame.out.leaves as [number]
  return {
    floor,
    frame: { variables: frame.variables, args: frame.args, out: { ...frame.out, leaves: [total] } },
    passes: passes.slice(0, -1),
    choices,
    branches: branches.filter(({ condition }) => condition.id < to),
    hasTaken,
  }
}

/** A function that brings its own derivative: recorded as one box, in flat lists of numbers. */
import type { Value } from '../ops/index.js'
import { asHandle, asValue, constant, dataOf, Handle, isValue, numberOrValue } from './value.js'
import { noGrad } from './mode.js'
import { activeAt, dataAt, operands, type Place, type Reach } from './pass.js'
import { appendCall } from './tape.js'

type Numbers = readonly number[]

/** What a box computes and how it moves: numbers in and out, or Values when the derivative itself is recorded. */
export interface Box {
  readonly name: string
  run(inputs: Numbers): Numbers
  /** From the adjoints of the outputs: a gradient per input. */
  pull(adjoints: Numbers, outs: Numbers, inputs: Numbers): Numbers
  /** From the tangents of the inputs: a tangent per output. */
  push(tangents: Numbers, outs: Numbers, inputs: Numbers): Numbers
}

/** One call of a box: its outputs are `count` nodes from `first` on, each with all inputs as operands. */
export interface Call {
  readonly box: Box
  readonly first: number
  readonly count: number
}

/** Calls a box and records its outputs. */
export function recordCall(box: Box, inputs: Numbers): Value[] {
  const outs = runPlain(box, inputs.map((x) => plain(x))) // prettier-ignore
  const handles = inputs.map((x) => (isValue(x) ? asHandle(x) : constant(x)))
  const segment = appendCall(handles, outs, box)
  const first = segment.chunk.length - outs.length
  return outs.map((_, k) => asValue(new Handle(segment, first + k)))
}
/** The outputs as plain numbers, with nothing recorded. */
export const runPlain = (box: Box, inputs: Numbers): number[] => noGrad(() => box.run(inputs)).map(plain)
const plain = (x: number): number => (isValue(x) ? dataOf(asHandle(x)) : x)

/** Operands, and inputs and outputs as a rule sees them: numbers, or Values when `recorded`. */
function scene<A>({ first, count }: Call, reach: Reach<A>, recorded: boolean): [Place<A>[], number[], number[]] {
  const places = operands(reach, first)
  const read = (place: Place<A>): number => (recorded ? numberOrValue(place[0].segment, place[1]) : dataAt(place))
  return [places, Array.from({ length: count }, (_, k) => read([reach, first + k])), places.map(read)]
}
const settle = (recorded: boolean, rule: () => Numbers): Numbers => (recorded ? rule() : noGrad(rule).map(plain))

/** Pulls the adjoints of a call's outputs to its inputs, all at once, when the pass meets the newest of them. */
export function pullCall<A>(
  call: Call,
  done: Set<Call>,
  reach: Reach<A>,
  recorded: boolean,
  adjoint: (reach: Reach<A>, index: number) => number,
  give: (to: Reach<A>, index: number, c: number) => void,
): void {
  if (done.has(call)) return
  done.add(call)
  const { box, first, count } = call
  const [places, outs, inputs] = scene(call, reach, recorded)
  const adjoints = outs.slice(0, count).map((_, k) => adjoint(reach, first + k))
  settle(recorded, () => box.pull(adjoints, outs, inputs)).forEach((c, k) => {
    const place = places[k] as Place<A>
    if (activeAt(place)) give(...place, c)
  })
}

/** The tangent of one output of a call; the rule runs once for all of them. */
export function pushCall<A>(
  call: Call,
  done: Map<Call, Numbers>,
  reach: Reach<A>,
  index: number,
  tangents: readonly (number | undefined)[],
  recorded: boolean,
): number | undefined {
  let result = done.get(call)
  if (!result) {
    const [, outs, inputs] = scene(call, reach, recorded)
    const given = tangents.map((t) => t ?? 0)
    result = settle(recorded, () => call.box.push(given, outs, inputs))
    done.set(call, result)
  }
  return result[index - call.first]
}

/** The slopes of one output of a call by its inputs. */
export function slopesOfCall<A>(call: Call, reach: Reach<A>, index: number): readonly number[] {
  const [, outs, inputs] = scene(call, reach, false)
  const adjoints = outs.map((_, k) => (call.first + k === index ? 1 : 0))
  return settle(false, () => call.box.pull(adjoints, outs, inputs))
}

/** Which executor: an estimate of the time that a program takes as loops and as one straight line, in about nanoseconds. */
import type { Kernel } from '../numeric/index.js'
import { isAlongTerms } from './along-terms.js'
import { functionAt, type Fn } from './functions.js'
import type { Program } from './graph.js'
import { isSmall } from './kernel-code.js'
import { precisionOf, type Modes } from './modes.js'
import type { Nest, NestProgram } from './nests.js'
import { flatOf, laneOf, workOf } from './tiling.js'
import { isSmallNest } from './walk.js'

/** What was decided, and why. */
export interface Choice {
  readonly executor: 'nests' | 'table' | 'line'
  readonly why: string
}

/** Fitted to the times of random programs in all styles, both ways: of a step of a kernel, and of what a function of JavaScript takes. */
const STEP = 0.12
const CALL = 10
/** Of what is written out: a number, two at a time, by itself in a row of others. */
const ONE = 0.14
const TWO = 0.19
const APART = 0.33
/** Of a walk and of loops of a nest's own: to begin with, two at a time, one. */
const WALK = [4, 0.13, 0.8] as const
const OWN = [5, 0.1, 0.5] as const
/** Of a place in a table; of a step of a long kernel for two lanes. */
const PLACE = 0.6
const LANES = 0.17
/** What loops take before they begin. */
const START = 15
/** Of what is written out the nodes whose code the caches hold, and what each one beyond takes more. */
const NEAR = 20_000
const FAR = 0.9
/** By how much loops may seem to be slower: of two that are about as fast the smaller code. Where most is no loop at all, they must be the faster way. */
const SLACK = 1.1
const GAIN = 0.9

const lengths = new Map<Kernel, number>()
/** Steps of a kernel and of those that it calls. */
function lengthOf(kernel: Kernel): number {
  let length = lengths.get(kernel)
  if (length === undefined) {
    const { steps, parameters } = kernel
    length = steps.reduce((sum, step) => sum + (step.op === 'call' ? lengthOf(step.kernel) : 1), -parameters.length)
    lengths.set(kernel, length)
  }
  return length
}

export function choose({ graph, batch }: Program, found: NestProgram | undefined): Choice {
  if (!found) return { executor: 'line', why: 'hardly any of so many cells compute the same' }
  const { nests, cells } = found
  if (batch) return { executor: 'nests', why: `${cells} cells, of one example where it is one of ${batch.size}, in ${nests.length} nests` } // prettier-ignore
  const counts = graph.counts()
  let line = 0
  let nodes = 0
  for (const [code, count] of counts.entries()) {
    if (count === 0) continue
    line += count * timeOfNode(functionAt(code))
    nodes += count
  }
  line += far(nodes)
  const flat = flatOf(nests)
  let loops = START
  let tables = 0
  let [all, regular, written] = [0, 0, 0]
  for (const nest of nests) {
    if (nest.table) tables += timeOfTable(nest)
    else loops += timeOf(nest, flat.has(nest), found.modes)
    const work = workOf(nest)
    all += work
    if (isRegular(nest)) regular += work
    if (flat.has(nest)) written += work
  }
  loops += far(written)
  const figures = `${cells} cells in ${nests.length} nests: about ${figure(loops + tables)} as loops, ${figure(line)} as one straight line`
  const most = 2 * regular >= all ? SLACK : GAIN
  if (most * line < loops + tables) return { executor: 'line', why: figures }
  return { executor: tables > loops ? 'table' : 'nests', why: figures }
}
const isRegular = ({ lanes, segments }: Nest): boolean => lanes > 1 || segments?.some(({ count }) => count > 2) === true
const far = (nodes: number): number => FAR * Math.max(0, nodes - NEAR)
const figure = (nanoseconds: number): string =>
  nanoseconds < 1000 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1000).toFixed(1)} µs`

const timeOfNode = ({ kernel, isList }: Fn): number => (kernel && !isList ? STEP * lengthOf(kernel) : CALL)

function timeOfTable({ fn, segments, lanes, base }: Nest): number {
  const own = segments ? 0 : timeOfNode(fn)
  return lanes * (PLACE * base.length + own)
}

function timeOf(nest: Nest, isFlat: boolean, modes: Modes): number {
  const precision = precisionOf(modes)
  const { lanes: width } = precision
  if (modes.isFast && isAlongTerms(nest, precision)) return OWN[0] + (OWN[1] * 1.5 * workOf(nest)) / width
  const { fn, segments, lanes } = nest
  const isPair = laneOf(nest, width) >= 0
  const { kernel } = fn
  if (!segments && (!kernel || fn.isList)) return lanes * CALL
  const isLong = !segments && !isSmall(kernel as Kernel)
  /** Instructions: a term of a chain is one and a half. */
  const work = segments ? 1.5 * workOf(nest) : isLong ? lanes : lanes * lengthOf(kernel as Kernel)
  const long = isLong ? lanes * lengthOf(kernel as Kernel) * (isPair ? LANES / 2 : STEP) : 0
  if (isFlat) return long + (lanes === 1 ? ONE * work : isPair ? (TWO * work) / width : APART * work)
  const [first, two, one] = isSmallNest(nest) ? WALK : OWN
  return long + first + (isPair ? (two * work) / width : one * work)
}

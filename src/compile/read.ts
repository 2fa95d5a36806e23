/** Recording to graph: the nodes of a run, with the passes of transforms written anew so that they hold whichever inputs take part. */
import { opByCode } from '../engine/record.js'
import type { Handle } from '../engine/index.js'
import { CHOICE, functionOf } from './functions.js'
import { Graph, HELD, type Program, type Seen } from './graph.js'
import { ancestors, push, Unsupported } from './passes.js'
import { pull } from './pull.js'
import { overBatch, type Batch } from './batch.js'
import { connected, isOfStep } from './connected.js'
import {
  CALL,
  CAPTURED,
  CHOSEN,
  CONSTANT,
  LEAF,
  RESULT,
  skeletonOf,
  VARIABLE,
  type Skeleton,
  type SkeletonPass,
} from './skeleton.js'
import type { Recording } from './trace.js'

/** A program read from a recording. */
export interface Reading extends Program {
  /** Values that the function took from outside, in the order of the inputs that follow those of its arguments. */
  readonly captured: readonly Handle[]
  readonly skeleton: Skeleton
}

export function read(recording: Recording): Reading {
  const { skeleton, captured } = skeletonOf(recording)
  return { ...programOf(skeleton), captured, skeleton }
}

/** The program that a skeleton is of, and of each node of the skeleton the one that stands for it. */
export function programOf(skeleton: Skeleton): Program & { readonly places: Int32Array } {
  const {
    length,
    code,
    data,
    start,
    operands,
    inputs,
    batch,
    modes,
    passes,
    outs,
    conditions,
    answers,
    numbers,
    labels,
  } = skeleton
  // A pass makes about twice as many nodes as it goes through.
  const room = (passes.length > 0 ? 3 : 1) * (length + inputs)
  const graph = new Graph(room, 2.5 * room)
  const places = new Int32Array(length).fill(-1)
  /** Where the nodes of the recording from each place on begin in the graph. */
  const beginnings = new Int32Array(length + 1)
  for (let k = 0; k < inputs; k++) graph.input()
  const placeOf = (x: number): number => (x < 0 ? graph.number(numbers[-1 - x] as number) : (places[x] as number))
  const isConnected = passes.length > 1 && passes.some(isOfStep) ? connected(skeleton) : undefined
  /** Parameters that a step takes from outside: Values in the eager run, as variables of a transform around are. */
  const trained: number[] = []
  /** What passes gave that are numbers in the eager run. */
  const numbersOnly: number[] = []
  const expand = (pass: SkeletonPass): void => {
    const { kind, outs, variables, given, results, around, floor } = pass
    const seen = Array.from(given, (x): Seen => graph.seen(placeOf(x)))
    const asked = Array.from(variables, placeOf)
    if (isConnected && isOfStep(pass)) refuseNumbers(graph, numbersOnly, Array.from(outs, placeOf), asked)
    const from = beginnings[floor] as number
    let gave: Seen[]
    const isInner = around.length > 0 || (isConnected !== undefined && pass !== passes.at(-1))
    const values = isInner ? valuesIn(graph, [...asked, ...Array.from(around, placeOf), ...trained]) : undefined
    if (kind === 'batch') {
      const [each, more] = Array.from(outs, placeOf) as [number, number]
      gave = overBatch(graph, batch as Batch, each, more, asked, from)
    } else if (kind === 'pull') {
      const roots = Array.from(outs).flatMap((out, k) => (out < 0 ? [] : [[placeOf(out), seen[k] as Seen] as const]))
      gave = pull(graph, roots, asked, from, values)
    } else {
      const moves = (tangent: number): boolean => {
        const above = ancestors(graph, [tangent])
        return [...Array.from(around, placeOf), ...trained].some((place) => above[place] === 1)
      }
      // What is a plain number has no tangent.
      gave = push(graph, Array.from(outs, placeOf), asked, seen, moves, from, values).map((tangent, k) =>
        (outs[k] as number) < 0 ? 0 : tangent,
      )
    }
    results.forEach((place, k) => (places[place] = graph.place(gave[k] as Seen)))
    if (isConnected && !isConnected[passes.indexOf(pass)]) for (const place of results) numbersOnly.push(places[place] as number) // prettier-ignore
  }
  /** Codes of functions by those of the recording. */
  const codes: number[] = []
  let next = 0
  for (let k = 0; k < length; k++) {
    while (next < passes.length && (passes[next] as SkeletonPass).end <= k) expand(passes[next++] as SkeletonPass)
    beginnings[k] = graph.length
    const own = code[k] as number
    if (own === RESULT) continue
    if (own === VARIABLE) places[k] = data[k] as number
    else if (own === CONSTANT) places[k] = graph.number(data[k] as number)
    else if (own === CAPTURED) trained.push((places[k] = graph.input()))
    else if (own === LEAF) places[k] = graph.append(HELD, [], data[k])
    else if (own === CHOSEN)
      places[k] = graph.appendMapped(CHOICE.code, operands, start[k] as number, start[k + 1] as number, places)
    else if (own === CALL) throw new Unsupported('a function with its own derivative (custom) runs in it')
    else {
      const fn = codes[own] ?? (codes[own] = functionOf(opByCode(own)).code)
      places[k] = graph.appendMapped(fn, operands, start[k] as number, start[k + 1] as number, places)
    }
  }
  beginnings[length] = graph.length
  while (next < passes.length) expand(passes[next++] as SkeletonPass)
  for (const [k, label] of labels) if ((places[k] as number) >= 0) graph.labels.set(places[k] as number, label)
  return {
    graph,
    outputs: Array.from(outs, placeOf),
    guards: Array.from(conditions, (condition, k) => ({ node: placeOf(condition), answer: answers[k] === 1 })),
    batch,
    modes,
    places,
  }
}

/** Which nodes are Values in the run op by op, and not plain numbers: what transforms differentiate by, what comes from outside, and what is made of these. */
function valuesIn(graph: Graph, seeds: readonly number[]): Uint8Array {
  const { code, operands, start, length } = graph
  const values = new Uint8Array(length)
  for (const i of seeds) values[i] = 1
  for (let i = 0; i < length; i++) {
    if (code[i] === HELD) values[i] = 1
    for (let at = start[i] as number; values[i] === 0 && at < (start[i + 1] as number); at++)
      values[i] = values[operands[at] as number] as number
  }
  return values
}

/** Throws if slopes of these nodes by the variables would go through numbers that a transform gave. */
function refuseNumbers(
  graph: Graph,
  numbers: readonly number[],
  outs: readonly number[],
  asked: readonly number[],
): void {
  // prettier-ignore
  const needed = ancestors(graph, outs)
  const below = ancestors(graph, numbers.filter((i) => needed[i] === 1)) // prettier-ignore
  if (asked.some((variable) => below[variable] === 1))
    throw new Unsupported('a transform inside of it gives plain numbers that depend on the parameters')
}

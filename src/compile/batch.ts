/** Batches: what one example computes, mapped over all of them; sums over the examples are the only way from one to another. */
import { add, div } from '../ops/index.js'
import { EITHER, PICK, sumOver } from './functions.js'
import { INPUT, type Graph, type Program, type Seen } from './graph.js'
import { none, pick, settled, type Mask, type Part } from './part.js'
import { pullParts } from './pull.js'
import { flatten } from '../transforms/tree.js'

/*
 *   inputs of the graph   | lr | x y | t | w |          one example: x y of the first list, t of the second
 *   inputs in memory      | lr | x y | x y | x y | t | t | t | w |          a batch of three, list by list
 */
/** A batch: how many examples there are, and for each list of them where the inputs of one begin, and how many these are. */
export interface Batch {
  readonly size: number
  readonly lists: readonly { readonly from: number; readonly width: number }[]
  /** Whether what comes out is of each example: of each output as many numbers. */
  readonly isEach?: true
}

/** Where in memory the examples lie: list after list, behind the numbers that are the same for all. */
export function batchOf(before: number, example: readonly unknown[], size: number): Batch {
  let from = before
  const lists = example.map((x) => {
    const { length: width } = flatten(x, '').leaves
    return { from: (from += width) - width, width }
  })
  return { size, lists }
}

/** Numbers that go in beside those of one example. */
export const more = (batch: Batch | undefined): number =>
  batch ? (batch.size - 1) * batch.lists.reduce((sum, { width }) => sum + width, 0) : 0

/** Numbers that come out for an output. */
export const widthOfOutput = (batch: Batch | undefined): number => (batch?.isEach ? batch.size : 1)

/** Where an input lies, of the first example. */
export function placeOfInput(batch: Batch | undefined, input: number): number {
  let place = input
  for (const { from, width } of batch?.lists ?? [])
    if (input >= from + width) place += ((batch as Batch).size - 1) * width
  return place
}
/** The list that an input of an example is in. */
export const listOf = ({ lists }: Batch, input: number): Batch['lists'][number] | undefined =>
  lists.find(({ from, width }) => input >= from && input < from + width)

export const sameBatch = (a: Batch | undefined, b: Batch | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b))

/** Which nodes are there once per example. */
export function varyingOf({ graph, batch }: Program): Uint8Array {
  const varying = new Uint8Array(graph.length)
  if (!batch) return varying
  const { code, data, start, operands } = graph
  for (let i = 0; i < graph.length; i++) {
    const own = code[i] as number
    if (own === INPUT) varying[i] = Number(listOf(batch, data[i] as number) !== undefined)
    else if (own >= 0 && !graph.functionAt(i)?.over)
      for (let at = start[i] as number; at < (start[i + 1] as number); at++)
        if (varying[operands[at] as number] === 1) varying[i] = 1
  }
  return varying
}

/**
 * The mean of `each` over all examples with `more` added to it, and its slopes by the variables, in the order of `backward()` over a recording of all examples, one after the other: it
 * comes to what is added first, then to the last example, and to the first one last. What there is before the first term is −0, which changes no bit.
 */
export function overBatch(
  graph: Graph,
  { size }: Batch,
  each: number,
  more: number,
  variables: readonly number[],
  floor: number,
): Seen[] {
  const forward = graph.apply(sumOver(size, 1), [-0, graph.seen(each)])
  const total = add(div(forward as never, size), graph.seen(more) as number) as Seen
  const before = pullParts(graph, [[more, 1]], variables, floor)
  const terms = new Map<number, Part[]>(variables.map((variable) => [variable, []]))
  pullParts(graph, [[each, 1 / size]], variables, floor, terms)
  const slopes = variables.map((variable, k): Seen => {
    graph.primal = variable
    return sumOfAll(graph, size, before[k], terms.get(variable) as Part[])
  })
  graph.primal = -1
  return [total, ...slopes]
}

function sumOfAll(graph: Graph, size: number, before: Part | undefined, terms: readonly Part[]): Seen {
  if (terms.length === 0) return settled(graph, before)
  /** −0 where it is not there. */
  const there = ({ value, mask }: Part): Seen => (mask === undefined ? value : pick(graph, mask, value, -0))
  const sum = graph.apply(sumOver(size, -1), [before ? there(before) : -0, ...terms.map(there)])
  const parts = before ? [before, ...terms] : terms
  if (parts.some(({ mask }) => mask === undefined)) return sum
  // Nobody adds anything: then it is 0.
  const either = (masks: readonly Mask[]): Seen =>
    (masks as readonly Seen[]).reduce((p, q) => graph.apply(EITHER, [p, q]))
  const one = none(graph, none(graph, either(terms.map(({ mask }) => mask))))
  const count = graph.apply(sumOver(size, 1), [-0, one])
  return graph.apply(PICK, [before ? either([before.mask, count]) : count, sum, 0])
}

/** Loop nests: cells that compute the same from regular places of memory, found and fitted (after Rodríguez, Pouchet and Touriño's loops from address traces). */
import { placeOfInput } from './batch.js'
import { eachNests, Examples, overNests, type Fitted, type Moves } from './examples.js'
import { cellsOf, isChain, type Cells } from './cells.js'
import { fit, rowAt, type Dim } from './fit.js'
import { functionAt, type Fn } from './functions.js'
import { INPUT, NUMBER, type Graph, type Program } from './graph.js'
import { holdsNode } from './guards.js'
import { layoutOf, type Layout } from './layout.js'

/** A run of terms of a chain: `count` of them, the streams `p`, `q` (−1: no product) and `m` (−1: always there) moving on by so many numbers each. */
export interface Segment {
  readonly count: number
  readonly p: number
  readonly pStep: number
  readonly q: number
  readonly qStep: number
  readonly m: number
  readonly mStep: number
}
/** Loops around one cell. Stream 0 is what is written, the others are read; places are counted in numbers, not bytes. */
export interface Nest {
  readonly fn: Fn
  /** Of a chain; undefined for what is no chain. */
  readonly segments: readonly Segment[] | undefined
  readonly base: readonly number[]
  /** Outermost first. */
  readonly dims: readonly Dim[]
  /** Where the cells lie irregularly: for each of them the place of every stream, in one list; there are no dims then. */
  readonly table: Int32Array | undefined
  readonly lanes: number
  readonly level: number
}

/** A program as loop nests. */
export interface NestProgram {
  readonly nests: readonly Nest[]
  readonly layout: Layout
  /** Numbers that lie in memory from the beginning. */
  readonly constants: readonly (readonly [at: number, number: number])[]
  /** Outputs that are another output, an input or a number: copied at the end. */
  readonly copies: readonly (readonly [from: number, to: number])[]
  /** Numbers of memory that are in use. */
  readonly size: number
  readonly cells: number
  /** The place of each node. */
  readonly places: Int32Array
}

/** From how many cells on that lie irregularly a table of places is made. */
const TABLE = 256
/** More groups than that are looked at only if they have two cells or more, on the average. */
const MOST_GROUPS = 50_000

export const nestsOf = (program: Program): NestProgram => findNests(program, Infinity) as NestProgram

/** The nodes whose numbers are asked for, and where they are to lie: the outputs, and whether the guards hold. */
export function askedOf(program: Program, layout: Layout = layoutOf(program)): [node: number, at: number][] {
  const holds = holdsNode(program)
  const asked = program.outputs.map((node, k): [number, number] => [node, layout.outputs / 8 + k])
  if (holds >= 0) asked.push([holds, layout.holds / 8])
  return asked
}

/** Undefined for a large program in which hardly any cells compute the same: to look for loops in it takes long. */
export function findNests(program: Program, most: number = MOST_GROUPS): NestProgram | undefined {
  const { graph } = program
  const layout = layoutOf(program)
  const asked = askedOf(program, layout)
  const places = new Int32Array(graph.length).fill(-1)
  const copies: [number, number][] = []
  const constants: [number, number][] = []
  let top = layout.rest / 8
  const nests: Nest[] = []
  for (let i = 0; i < graph.length; i++) {
    if (graph.code[i] === INPUT) places[i] = placeOfInput(program.batch, graph.data[i] as number)
    else if (graph.code[i] === NUMBER) {
      constants.push([top, graph.data[i] as number])
      places[i] = top++
    }
  }
  const examples = new Examples(program, places)
  for (const [node, at] of asked) if (places[node] === -1 && !examples.isGiven(at, layout)) places[node] = at
  const cells = cellsOf(program, asked.map(([node]) => node)) // prettier-ignore
  const moves = examples.movesOf(cells)
  const groups = groupsOf(cells, graph, moves)
  if (!program.batch && groups.length > most && 2 * groups.length > cells.length) return undefined
  top = examples.turn(cells, top, nests)
  for (const group of groups) {
    sortLanes(group, cells, graph)
    for (const cell of group) {
      const node = cells.node[cell] as number
      if (places[node] !== -1) continue
      top = examples.put(node, top)
    }
    top = fitGroup(group, { cells, graph, examples, moves }, top, nests)
  }
  for (const [node, at] of asked)
    if (examples.isGiven(at, layout)) examples.give(node, at, program.outputs.length, nests)
    else if (places[node] !== at) copies.push([places[node] as number, at])
  return { nests, layout, constants, copies, size: top, cells: cells.length, places }
}

/** In the order of what they are adjoints of. */
function sortLanes(group: Int32Array, { node }: Cells, { order, length }: Graph): void {
  const keys = Float64Array.from(group, (cell) => (order[node[cell] as number] as number) * length + (node[cell] as number)) // prettier-ignore
  let isSorted = true
  for (let k = 1; k < keys.length && isSorted; k++) isSorted = (keys[k - 1] as number) < (keys[k] as number)
  if (isSorted) return
  const byNode = new Map<number, number>()
  for (const cell of group) byNode.set(node[cell] as number, cell)
  keys.sort()
  keys.forEach((key, k) => (group[k] = byNode.get(key % length) as number))
}

/** Whether a term is a product, and whether it is masked. */
const kindOf = (q: Int32Array, m: Int32Array, at: number): number =>
  ((q[at] as number) < 0 ? 0 : 1) + ((m[at] as number) < 0 ? 0 : 2)

/** Cells of one level that compute the same, level by level. */
function groupsOf(
  { length, node, level, start, q, m }: Cells,
  { code }: Graph,
  moves: Moves | undefined,
): Int32Array[] {
  const firsts: number[] = []
  const sizes: number[] = []
  const groupOf = new Int32Array(length)
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * length + 2)))
  const mask = table.length - 1
  /** Chains are alike if they have products in the same places. */
  const isAlike = (a: number, b: number): boolean => {
    if (level[a] !== level[b] || code[node[a] as number] !== code[node[b] as number]) return false
    const from = start[a] as number
    const other = start[b] as number
    const count = (start[a + 1] as number) - from
    if ((start[b + 1] as number) - other !== count) return false
    for (let k = 0; k < count; k++) if (kindOf(q, m, from + k) !== kindOf(q, m, other + k)) return false
    return !moves || (moves.room[a] === moves.room[b] && moves.isAlike(from, other, count))
  }
  for (let cell = 0; cell < length; cell++) {
    const from = start[cell] as number
    const end = start[cell + 1] as number
    let mixed = Math.imul((level[cell] as number) + 1, 0x9e3779b1) ^ (code[node[cell] as number] as number)
    mixed = Math.imul(mixed, 0x85ebca6b) ^ (end - from)
    for (let at = from; at < end; at++) {
      const kind = kindOf(q, m, at)
      if (kind > 0) mixed = Math.imul(mixed, 31) ^ (4 * (at - from) + kind)
      if (moves) mixed = Math.imul(mixed, 31) ^ moves.hash(at)
    }
    mixed = Math.imul(mixed, 0x9e3779b1)
    let at = (mixed ^ (mixed >>> 15)) & mask
    while (table[at] !== 0 && !isAlike(cell, firsts[(table[at] as number) - 1] as number)) at = (at + 1) & mask
    if (table[at] === 0) {
      table[at] = firsts.push(cell)
      sizes.push(0)
    }
    const group = (table[at] as number) - 1
    groupOf[cell] = group
    sizes[group]!++
  }
  const groups = sizes.map((size) => new Int32Array(size))
  const filled = new Int32Array(groups.length)
  for (let cell = 0; cell < length; cell++) {
    const group = groupOf[cell] as number
    ;(groups[group] as Int32Array)[filled[group]!++] = cell
  }
  return groups.toSorted((a, b) => (level[a[0] as number] as number) - (level[b[0] as number] as number))
}

/** What groups of cells are fitted from. */
interface Fitting {
  readonly cells: Cells
  readonly graph: Graph
  readonly examples: Examples
  readonly moves: Moves | undefined
}

/** Gives the end of memory. */
function fitGroup(group: Int32Array, { cells, graph, examples, moves }: Fitting, top: number, nests: Nest[]): number {
  const { code } = graph
  const { node, start, p, q, m } = cells
  const first = group[0] as number
  const fn = functionAt(code[node[first] as number] as number)
  const places = examples.placesFor(fn)
  const segments = isChain(fn.code) ? segmentsOf(group, cells, places, moves, fn.over !== undefined) : undefined
  const width = segments
    ? segments.reduce((sum, segment) => sum + 1 + Number(segment.q >= 0) + Number(segment.m >= 0), 1)
    : 1 + (start[first + 1] as number) - (start[first] as number)
  const rows = new Int32Array(group.length * width)
  let at = 0
  for (const cell of group) {
    rows[at++] = examples.places[node[cell] as number] as number
    const from = start[cell] as number
    if (segments) {
      for (const { first: term, q: product, m: mask } of segments) {
        rows[at++] = places[p[from + term] as number] as number
        if (product >= 0) rows[at++] = places[q[from + term] as number] as number
        if (mask >= 0) rows[at++] = places[m[from + term] as number] as number
      }
    } else for (let k = from; k < (start[cell + 1] as number); k++) rows[at++] = places[p[k] as number] as number
  }
  if (moves && (fn.over || moves.room[first] !== 1)) {
    const found: Fitted = { rows, width, count: group.length, level: cells.level[first] as number, segments, fn }
    return (fn.over ? overNests : eachNests)(found, moves, start[first] as number, top, nests)
  }
  const before = nests.length
  const shared = { fn, level: cells.level[first] as number, segments }
  const most = group.length < TABLE ? Infinity : group.length / 4
  const all = { width, count: group.length, places: rows }
  if (fit(all, most, (base, dims, lanes) => nests.push({ ...shared, base, dims, lanes, table: undefined }))) return top
  nests.length = before
  nests.push({ ...shared, base: rowAt(all, 0), dims: [], lanes: group.length, table: rows })
  return top
}

/** Runs of terms in which all cells of a group move on alike. */
function segmentsOf(
  group: Int32Array,
  { start, p, q, m }: Cells,
  places: Int32Array,
  moves: Moves | undefined,
  isOver: boolean,
): (Segment & { readonly first: number })[] {
  const one = start[group[0] as number] as number
  const length = (start[(group[0] as number) + 1] as number) - one
  const at = (list: Int32Array, k: number): number => places[list[k] as number] as number
  // By how much each stream moves on to a term, and whether it does so in all cells, of terms of the same kind.
  const pSteps = new Int32Array(length)
  const qSteps = new Int32Array(length)
  const mSteps = new Int32Array(length)
  const isAlike = new Uint8Array(length)
  for (let k = 1; k < length; k++) {
    if (kindOf(q, m, one + k) !== kindOf(q, m, one + k - 1)) continue
    // What a sum over examples begins with is there once; what moves on otherwise from example to example is another run.
    if ((isOver && k === 1) || moves?.isAlike(one + k, one + k - 1, 1) === false) continue
    pSteps[k] = at(p, one + k) - at(p, one + k - 1)
    if ((q[one + k] as number) >= 0) qSteps[k] = at(q, one + k) - at(q, one + k - 1)
    if ((m[one + k] as number) >= 0) mSteps[k] = at(m, one + k) - at(m, one + k - 1)
    isAlike[k] = 1
  }
  for (const cell of group) {
    const from = start[cell] as number
    for (let k = 1; k < length; k++) {
      if (isAlike[k] === 0) continue
      const term = from + k
      if (at(p, term) - at(p, term - 1) !== pSteps[k]) isAlike[k] = 0
      else if ((q[term] as number) >= 0 && at(q, term) - at(q, term - 1) !== qSteps[k]) isAlike[k] = 0
      else if ((m[term] as number) >= 0 && at(m, term) - at(m, term - 1) !== mSteps[k]) isAlike[k] = 0
    }
  }
  const found: (Segment & { first: number })[] = []
  let stream = 1
  for (let first = 0; first < length;) {
    let end = first + 1
    const next = end
    const isNext = (k: number): boolean =>
      isAlike[k] === 1 && pSteps[k] === pSteps[next] && qSteps[k] === qSteps[next] && mSteps[k] === mSteps[next]
    while (end < length && isNext(end)) end++
    const count = end - first
    const kind = kindOf(q, m, one + first)
    found.push({
      first,
      count,
      p: stream++,
      pStep: count > 1 ? (pSteps[next] as number) : 0,
      q: (kind & 1) > 0 ? stream++ : -1,
      qStep: count > 1 ? (qSteps[next] as number) : 0,
      m: (kind & 2) > 0 ? stream++ : -1,
      mStep: count > 1 ? (mSteps[next] as number) : 0,
    })
    first = end
  }
  return found
}

/** The nests as text. */
export const printNests = ({ nests }: NestProgram): string => nests.map(printNest).join('\n')
export function printNest({ fn, segments, base, dims, table, lanes }: Nest): string {
  const letters = 'ijklmnopqrstuvw'
  const place = (s: number, more = ''): string => {
    const moves = dims.flatMap(({ steps }, k) => {
      const step = steps[s] as number
      return step === 0 ? [] : [`${step === 1 ? '' : `${step}`}${letters[k]}`]
    })
    return `[${table ? `table${s}` : [String(base[s]), ...moves, ...(more ? [more] : [])].join(' + ')}]`
  }
  const loops = table
    ? `for ${lanes} rows of a table`
    : dims.map(({ count }, k) => `for ${letters[k]} < ${count}`).join(' ')
  const term = ({ count, p, pStep, q, qStep, m, mStep }: Segment): string => {
    const step = (by: number): string => (count > 1 && by !== 0 ? `${by === 1 ? '' : by}z` : '')
    const value = q < 0 ? place(p, step(pStep)) : `${place(p, step(pStep))}·${place(q, step(qStep))}`
    const one = m < 0 ? value : `(${place(m, step(mStep))} ? ${value} : −0)`
    return count > 1 ? `Σ z<${count} ${one}` : one
  }
  const value = segments
    ? segments.map(term).join(fn.step === 'add' ? ' + ' : ` ${fn.name} `)
    : `${fn.name}(${base.slice(1).map((_, k) => place(k + 1)).join(', ')})` // prettier-ignore
  return `${loops ? `${loops}: ` : ''}${place(0)} = ${value}`
}

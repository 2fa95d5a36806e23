/** Loop nests: cells that compute the same from regular places of memory, found and fitted (after Rodríguez, Pouchet and Touriño's loops from address traces). */
import { placeOfInput, widthOfOutput } from './batch.js'
import { boundsOf, type Bounds } from './bounds.js'
import { cellsOf, isChain, type Cells } from './cells.js'
import { eachNests, Examples, overNests, type Fitted, type Moves } from './examples.js'
import { fit, rowAt, type Dim } from './fit.js'
import { functionAt, type Fn } from './functions.js'
import { INPUT, NUMBER, type Graph, type Program } from './graph.js'
import { gathered, groupsOf, kindOf, sortLanes } from './groups.js'
import { holdsNode } from './guards.js'
import { layoutOf, type Layout } from './layout.js'
import { EXACT, sameModes, type Modes } from './modes.js'

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
  readonly modes: Modes
  /** The number that loops end at, if there is one. */
  readonly bounds: Bounds | undefined
}

/** From how many cells on that lie irregularly a table of places is made. */
const TABLE = 256
/** More groups than that are looked at only if they have two cells or more, on the average. */
const MOST_GROUPS = 50_000

export const nestsOf = (program: Program): NestProgram => findNests(program, Infinity) as NestProgram

/** The nodes whose numbers are asked for, and where they are to lie: the outputs, and whether the guards hold. */
export function askedOf(program: Program, layout: Layout = layoutOf(program)): [node: number, at: number][] {
  const holds = holdsNode(program)
  const asked = program.outputs.map((node, k): [number, number] => [
    node,
    layout.outputs / 8 + k * widthOfOutput(program.batch),
  ])
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
  const nests: Nest[] = []
  let top = givePlaces(program, places, constants, layout.rest / 8)
  const examples = new Examples(program, places)
  for (const [node, at] of asked) if (places[node] === -1) places[node] = at
  const cells = cellsOf(program, asked.map(([node]) => node)) // prettier-ignore
  const moves = examples.movesOf(cells)
  const groups = groupsOf(cells, graph, moves)
  if (!program.batch && groups.length > most && 2 * groups.length > cells.length) return undefined
  top = examples.turn(cells, top, nests)
  const cellAt = cellsByNode(cells, graph.length)
  for (const group of groups) {
    sortLanes(group, cells, graph, cellAt)
    top = placeGroup(group, cells, examples, top)
    top = fitGroup(group, { cells, graph, examples, moves }, top, nests)
  }
  const outputs = program.outputs.length
  asked.forEach(([node, at], k) => {
    if (program.batch?.isEach && k < outputs) examples.giveAll(node, at, nests)
    else if (places[node] !== at) copies.push([places[node] as number, at])
  })
  const { modes = EXACT, bound, batch } = program
  // In other modes loops go to their full length: what lies beyond is masked, and changes nothing.
  const isBounded = bound && !batch && sameModes(modes, EXACT)
  const bounds = isBounded ? boundsOf(nests, cells, graph, bound, places, top, asked.map(([node]) => node)) : undefined // prettier-ignore
  return { nests, layout, constants, copies, size: top, cells: cells.length, places, modes, bounds }
}

/** Places of inputs and numbers; gives the first one behind them. */
function givePlaces(
  { graph: { code, data, leaves }, batch }: Program,
  places: Int32Array,
  constants: [number, number][],
  from: number,
): number {
  let top = from
  for (const i of leaves) {
    const own = code[i] as number
    if (own === INPUT) places[i] = placeOfInput(batch, data[i] as number)
    else if (own === NUMBER) {
      constants.push([top, data[i] as number])
      places[i] = top++
    }
  }
  return top
}
function cellsByNode({ length, node }: Cells, nodes: number): Int32Array {
  const cellAt = new Int32Array(nodes)
  for (let cell = 0; cell < length; cell++) cellAt[node[cell] as number] = cell
  return cellAt
}
/** The cells of a group side by side; gives the first place behind them. */
function placeGroup(group: Int32Array, { node }: Cells, examples: Examples, from: number): number {
  const { places } = examples
  let top = from
  for (let k = 0; k < group.length; k++) {
    const i = node[group[k] as number] as number
    if (places[i] === -1) top = examples.put(i, top)
  }
  return top
}

type Run = Segment & { readonly first: number }

/** What groups of cells are fitted from. */
interface Fitting {
  readonly cells: Cells
  readonly graph: Graph
  readonly examples: Examples
  readonly moves: Moves | undefined
}

/** Gives the end of memory. */
function fitGroup(group: Int32Array, fitting: Fitting, top: number, nests: Nest[]): number {
  const { cells, graph, examples, moves } = fitting
  const fn = functionAt(graph.code[cells.node[group[0] as number] as number] as number)
  if (!isChain(fn.code)) return fitCells(group, fitting, top, nests, undefined)
  const places = examples.placesFor(fn)
  const segments = segmentsOf(group, cells, places, moves, fn.over !== undefined)
  const parts = segments.length < 3 || moves ? [] : partsOf(group, cells, places, segments.length)
  const apart = parts.map((part) => segmentsOf(part, cells, places, undefined, false))
  // Cells whose terms lie apart in other ways are alike for themselves: together they would be written out term by term.
  if (parts.length < 2 || apart.reduce((sum, { length }) => sum + length + 1, 0) >= segments.length)
    return fitCells(group, fitting, top, nests, segments)
  return parts.reduce((end, part, k) => fitCells(part, fitting, end, nests, apart[k]), top)
}

/** The cells of a group by the ways from term to term; none where there are more than `most` such parts. */
function partsOf(group: Int32Array, { start, p, q, m }: Cells, places: Int32Array, most: number): Int32Array[] {
  const firsts: number[] = []
  const sizes: number[] = []
  const partOf = new Int32Array(group.length)
  const length = (start[(group[0] as number) + 1] as number) - (start[group[0] as number] as number)
  const isSame = (list: Int32Array, a: number, b: number): boolean =>
    (list[a] as number) < 0 || (list[a - 1] as number) < 0 || step(list, places, a) === step(list, places, b)
  const isAlike = (a: number, b: number): boolean => {
    for (let k = 1; k < length; k++)
      if (!isSame(p, a + k, b + k) || !isSame(q, a + k, b + k) || !isSame(m, a + k, b + k)) return false
    return true
  }
  for (let k = 0; k < group.length; k++) {
    const from = start[group[k] as number] as number
    let part = firsts.length > 0 && isAlike(from, firsts[partOf[k - 1] as number] as number) ? (partOf[k - 1] as number) : firsts.findIndex((first) => isAlike(from, first)) // prettier-ignore
    if (part < 0) {
      if (firsts.length === most) return []
      part = firsts.push(from) - 1
      sizes.push(0)
    }
    partOf[k] = part
    sizes[part]!++
  }
  return gathered(partOf, sizes, group)
}
/** By how much a stream moves on to a term. */
const step = (list: Int32Array, places: Int32Array, at: number): number =>
  (places[list[at] as number] as number) - (places[list[at - 1] as number] as number)

function fitCells(
  group: Int32Array,
  { cells, graph, examples, moves }: Fitting,
  top: number,
  nests: Nest[],
  segments: readonly Run[] | undefined,
): number {
  const { node, start, p } = cells
  const first = group[0] as number
  const fn = functionAt(graph.code[node[first] as number] as number)
  const places = examples.placesFor(fn)
  const width = segments
    ? segments.reduce((sum, segment) => sum + 1 + Number(segment.q >= 0) + Number(segment.m >= 0), 1)
    : 1 + (start[first + 1] as number) - (start[first] as number)
  const rows = new Int32Array(group.length * width)
  for (let lane = 0, at = 0; lane < group.length; lane++, at += width) {
    const cell = group[lane] as number
    rows[at] = examples.places[node[cell] as number] as number
    if (segments) rowOfTerms(rows, at + 1, start[cell] as number, segments, cells, places)
    else rowOfOperands(rows, at + 1, start[cell] as number, start[cell + 1] as number, p, places)
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

function rowOfOperands(
  rows: Int32Array,
  to: number,
  from: number,
  end: number,
  p: Int32Array,
  places: Int32Array,
): void {
  for (let k = from, at = to; k < end; k++) rows[at++] = places[p[k] as number] as number
}
/** Where the first term of each run lies. */
function rowOfTerms(
  rows: Int32Array,
  to: number,
  from: number,
  segments: readonly Run[],
  { p, q, m }: Cells,
  places: Int32Array,
): void {
  let at = to
  for (let k = 0; k < segments.length; k++) {
    const { first, q: product, m: mask } = segments[k] as Run
    const term = from + first
    rows[at++] = places[p[term] as number] as number
    if (product >= 0) rows[at++] = places[q[term] as number] as number
    if (mask >= 0) rows[at++] = places[m[term] as number] as number
  }
}

/** Runs of terms in which all cells of a group move on alike. */
function segmentsOf(
  group: Int32Array,
  cells: Cells,
  places: Int32Array,
  moves: Moves | undefined,
  isOver: boolean,
): Run[] {
  const { start, p, q, m } = cells
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
  for (const cell of group) compareTerms(cell, cells, places, isAlike, pSteps, qSteps, mSteps)
  const found: Run[] = []
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

/** Notes the terms to which the streams of a cell move on by other steps. */
function compareTerms(
  cell: number,
  { start, p, q, m }: Cells,
  places: Int32Array,
  isAlike: Uint8Array,
  pSteps: Int32Array,
  qSteps: Int32Array,
  mSteps: Int32Array,
): void {
  const from = start[cell] as number
  for (let k = 1; k < isAlike.length; k++) {
    if (isAlike[k] === 0) continue
    const term = from + k
    if (step(p, places, term) !== pSteps[k]) isAlike[k] = 0
    else if ((q[term] as number) >= 0 && step(q, places, term) !== qSteps[k]) isAlike[k] = 0
    else if ((m[term] as number) >= 0 && step(m, places, term) !== mSteps[k]) isAlike[k] = 0
  }
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

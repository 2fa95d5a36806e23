/** Loop nests: cells that compute the same from regular places of memory, found and fitted (after Rodríguez, Pouchet and Touriño's loops from address traces). */
import { cellsOf, type Cell } from './cells.js'
import type { Fn } from './functions.js'
import { INPUT, NUMBER, type Program } from './graph.js'
import { holdsNode } from './guards.js'
import { layoutOf, type Layout } from './layout.js'

/** A run of terms of a chain: `count` of them, the streams `p` and `q` (−1: no product) moving on by so many numbers each. */
export interface Segment {
  readonly count: number
  readonly p: number
  readonly pStep: number
  readonly q: number
  readonly qStep: number
}
/** One loop: how often, and by how many numbers each stream moves on. */
export interface Dim {
  readonly count: number
  readonly steps: readonly number[]
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
  readonly table: readonly number[] | undefined
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

interface Group {
  readonly level: number
  readonly fn: Fn
  readonly cells: Cell[]
}

/** From how many cells on that lie irregularly a table of places is made. */
const TABLE = 8

export function nestsOf(program: Program): NestProgram {
  const holds = holdsNode(program)
  const { graph, outputs } = program
  const layout = layoutOf(program)
  const places = new Int32Array(graph.length).fill(-1)
  const copies: [number, number][] = []
  const constants: [number, number][] = []
  const asked: [number, number][] = outputs.map((node, k) => [node, layout.outputs / 8 + k])
  if (holds >= 0) asked.push([holds, layout.holds / 8])
  let top = layout.rest / 8
  for (let i = 0; i < graph.length; i++) {
    if (graph.code[i] === INPUT) places[i] = graph.data[i] as number
    else if (graph.code[i] === NUMBER) {
      constants.push([top, graph.data[i] as number])
      places[i] = top++
    }
  }
  for (const [node, at] of asked) if (places[node] === -1) places[node] = at
  const cells = cellsOf(program, asked.map(([node]) => node)) // prettier-ignore
  const groups = groupsOf(cells)
  const nests: Nest[] = []
  for (const group of groups) {
    group.cells.sort((a, b) => (graph.order[a.node] as number) - (graph.order[b.node] as number) || a.node - b.node)
    for (const { node } of group.cells) if (places[node] === -1) places[node] = top++
    fitGroup(group, places, nests)
  }
  for (const [node, at] of asked) if (places[node] !== at) copies.push([places[node] as number, at])
  return { nests, layout, constants, copies, size: top, cells: cells.length, places }
}

/** Cells of one level that compute the same, level by level. */
function groupsOf(cells: readonly Cell[]): Group[] {
  const groups = new Map<string, Group>()
  for (const cell of cells) {
    const key = `${cell.level} ${cell.fn.code} ${cell.terms ? pattern(cell) : cell.operands.length}`
    const group = groups.get(key)
    if (group) group.cells.push(cell)
    else groups.set(key, { level: cell.level, fn: cell.fn, cells: [cell] })
  }
  return [...groups.values()].toSorted((a, b) => a.level - b.level)
}
/** The kinds of the terms of a chain: how many single ones, products, single ones … */
function pattern({ terms = [] }: Cell): string {
  const runs: number[] = []
  let isProduct = false
  for (const { q } of terms) {
    if (runs.length === 0 || q >= 0 !== isProduct) {
      if (runs.length === 0 && q >= 0) runs.push(0)
      runs.push(0)
      isProduct = q >= 0
    }
    runs[runs.length - 1] = (runs.at(-1) as number) + 1
  }
  return runs.join()
}

function fitGroup({ fn, level, cells }: Group, places: Int32Array, nests: Nest[]): void {
  const at = (node: number): number => places[node] as number
  const segments = cells[0]?.terms && segmentsOf(cells, at)
  const bases = cells.map(({ node, terms, operands }) => {
    const base = [at(node)]
    if (!segments || !terms) for (let k = 0; k < operands.length; k++) base.push(at(operands[k] as number))
    else {
      for (const { first, q } of segments) {
        const term = terms[first] as { p: number; q: number }
        base.push(at(term.p))
        if (q >= 0) base.push(at(term.q))
      }
    }
    return base
  })
  const before = nests.length
  const shared = { fn, level, segments }
  fit(bases, [], (base, dims, lanes) => nests.push({ ...shared, base, dims, lanes, table: undefined }))
  const made = nests.length - before
  if (cells.length < TABLE || made * 4 <= cells.length) return
  nests.length = before
  nests.push({ ...shared, base: bases[0] as number[], dims: [], lanes: cells.length, table: bases.flat() })
}

/** Runs of terms in which all cells of a group move on alike. */
function segmentsOf(cells: readonly Cell[], at: (node: number) => number): (Segment & { readonly first: number })[] {
  const lists = cells.map(({ terms }) => terms as NonNullable<Cell['terms']>)
  const [one] = lists as [NonNullable<Cell['terms']>]
  const found: (Segment & { first: number })[] = []
  let stream = 1
  for (let first = 0; first < one.length;) {
    const { p, q } = one[first] as { p: number; q: number }
    let end = first + 1
    let pStep = 0
    let qStep = 0
    const next = one[end]
    if (next && next.q >= 0 === q >= 0) {
      pStep = at(next.p) - at(p)
      qStep = q >= 0 ? at(next.q) - at(q) : 0
      end = one.length
      for (const terms of lists) {
        let k = first + 1
        for (; k < end; k++) {
          const a = terms[k - 1] as { p: number; q: number }
          const b = terms[k] as { p: number; q: number }
          if (b.q >= 0 !== q >= 0 || at(b.p) - at(a.p) !== pStep || (q >= 0 && at(b.q) - at(a.q) !== qStep)) break
        }
        end = k
        if (end === first + 1) break
      }
    }
    const count = end - first
    found.push({
      first,
      count,
      p: stream++,
      pStep: count > 1 ? pStep : 0,
      q: q >= 0 ? stream++ : -1,
      qStep: count > 1 ? qStep : 0,
    })
    first = end
  }
  return found
}

/** Loops over places: the commonest difference makes the innermost one, runs of equal length are fitted further. */
function fit(
  bases: readonly number[][],
  dims: readonly Dim[],
  give: (base: number[], dims: readonly Dim[], lanes: number) => void,
): void {
  const lanes = dims.reduce((product, { count }) => product * count, 1)
  if (bases.length === 1) return give(bases[0] as number[], dims, lanes)
  const counts = new Map<string, number>()
  const keys: string[] = []
  let best = ''
  for (let k = 0; k + 1 < bases.length; k++) {
    const a = bases[k] as number[]
    const b = bases[k + 1] as number[]
    let key = ''
    for (let s = 0; s < a.length; s++) key += `${(b[s] as number) - (a[s] as number)},`
    keys.push(key)
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (best === '' || count > (counts.get(best) as number)) best = key
  }
  if (counts.get(best) === 1 && bases.length > 2) {
    for (const base of bases) give(base, dims, lanes)
    return
  }
  const runs = new Map<number, number[][]>()
  let start = 0
  for (let k = 0; k < bases.length; k++) {
    if (k < bases.length - 1 && keys[k] === best) continue
    const length = k - start + 1
    const list = runs.get(length)
    if (list) list.push(bases[start] as number[])
    else runs.set(length, [bases[start] as number[]])
    start = k + 1
  }
  const steps = best.split(',').slice(0, -1).map(Number)
  for (const [count, list] of runs) fit(list, count > 1 ? [{ count, steps }, ...dims] : dims, give)
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
  const term = ({ count, p, pStep, q, qStep }: Segment): string => {
    const step = (by: number): string => (count > 1 && by !== 0 ? `${by === 1 ? '' : by}z` : '')
    const one = q < 0 ? place(p, step(pStep)) : `${place(p, step(pStep))}·${place(q, step(qStep))}`
    return count > 1 ? `Σ z<${count} ${one}` : one
  }
  const value = segments
    ? segments.map(term).join(fn.step === 'add' ? ' + ' : ` ${fn.name} `)
    : `${fn.name}(${base.slice(1).map((_, k) => place(k + 1)).join(', ')})` // prettier-ignore
  return `${loops ? `${loops}: ` : ''}${place(0)} = ${value}`
}

/** What every pass made of a function, as plain data: for a page that draws it, a worker, a file. */
import { cellsOf, type Cells } from './cells.js'
import { INPUT, NUMBER, type Graph, type Program } from './graph.js'
import { loopsOf, type Names } from './listing.js'
import { sharedLoops } from './nest-code.js'
import { askedOf, findNests, type Nest, type NestProgram } from './nests.js'
import type { PassFigure } from './structure.js'
import type { Executor } from './variant.js'
import type { Written } from './written.js'

/** What some nodes compute, and how many there are of them. */
export interface StageOp {
  readonly name: string
  readonly nodes: number
}
/** One loop nest: cells that compute the same. */
export interface StageLoop {
  /** As `explain()` prints it, in the user's names. */
  readonly text: string
  /** The place of its op in `ops`; −1 where it stores no cell: it lays examples side by side, or goes on from one to the next. */
  readonly op: number
  /** How often each loop goes round, outermost first, by its letter; none for a single cell, or for a table. */
  readonly dims: readonly { readonly letter: string; readonly count: number }[]
  /** Its cells, in the order in which they are computed. */
  readonly cells: Int32Array
  /** How many examples of a batch each cell is computed of; 1 where there is no batch. */
  readonly examples: number
  /** Its cells lie irregularly: where they read and write is in a table. */
  readonly isTable: boolean
  /** The place in `loops` of the one in whose loop it is computed; its own where it goes round by itself. */
  readonly within: number
}

/** How `stages()` calls what goes in and what comes out. */
export interface StageNames {
  /** The names of the arguments; those that the function gives them, unless it is said. */
  readonly parameters?: readonly string[]
  /** The name of the result, `result` unless it is said; '' for a record that is to be named by its keys alone. */
  readonly result?: string
}

/** How `stages()` is asked of a function. */
export interface StageOptions extends StageNames {
  /** The arguments of a call: with them the function is run once more, to find where each of its nodes was written. */
  readonly call?: readonly unknown[]
}

/** A compiled function, pass by pass. What is drawn of it: nodes belong to cells, cells to loops. */
export interface Stages {
  readonly executor: Executor
  readonly why: string
  /** The passes in their order, with what each made and the milliseconds it took. */
  readonly passes: readonly PassFigure[]
  /** Of the WebAssembly module; 0 where there is none. */
  readonly bytes: number
  /** Numbers that go in and that come out. */
  readonly inputs: number
  readonly outputs: number
  /** What nodes compute, the most frequent first. */
  readonly ops: readonly StageOp[]
  /** What is left after simplifying: of each node its op and its cell; −1 and −1 for inputs and numbers. */
  readonly nodes: { readonly op: Int32Array; readonly cell: Int32Array }
  /** Of each cell the node whose number it stores, its loop, and its level, the longest way from an input; a loop of −1 where no loops were looked for. */
  readonly cells: { readonly node: Int32Array; readonly loop: Int32Array; readonly level: Int32Array }
  /** What the number of a cell is called. */
  nameOf(cell: number): string
  readonly loops: readonly StageLoop[]
  /** Where the nodes were written, if the arguments of a `call` were given with which the function records this very program. */
  readonly written?: Written
}

/** What a stage says of how its program runs. */
export interface Ran {
  readonly executor: Executor
  readonly why: string
  readonly passes: readonly PassFigure[]
  readonly bytes: number
  readonly nests: NestProgram | undefined
}

/** The stages of a program. Loops are looked for also where it runs without them. */
export function stagesOf(program: Program, { nests: known, ...ran }: Ran, names: Names): Stages {
  const { graph, outputs } = program
  const cells = cellsOf(program, askedOf(program).map(([node]) => node)) // prettier-ignore
  const { ops, op } = opsOf(graph)
  const shared = {
    ...ran,
    inputs: graph.inputs,
    outputs: outputs.length,
    ops,
    nodes: { op, cell: owners(graph, cells) },
  }
  const node = cells.node.slice(0, cells.length)
  const level = cells.level.slice(0, cells.length)
  const loop = new Int32Array(cells.length).fill(-1)
  const nests = known ?? findNests(program)
  if (!nests) return { ...shared, cells: { node, loop, level }, nameOf: (cell) => `%${node[cell]}`, loops: [] }
  const cellAt = new Int32Array(nests.size).fill(-1)
  node.forEach((own, cell) => (cellAt[nests.places[own] as number] = cell))
  const { texts, nameAt } = loopsOf(program, nests, names)
  const firsts = sharedLoops(nests)
  const at = new Map(nests.nests.map((nest, k) => [nest, k]))
  const loops = nests.nests.map((nest, k): StageLoop => {
    // Of a batch the first example stands for all; what copies, or goes on from example to example, stores no cell.
    const own = placesOf(nest).map((place) => cellAt[place] as number).filter((cell) => cell >= 0) // prettier-ignore
    for (const cell of own) loop[cell] = k
    const { dims, letters } = texts[k] as (typeof texts)[number]
    return {
      text: (texts[k] as (typeof texts)[number]).text,
      op: own.length === 0 ? -1 : (op[node[own[0] as number] as number] as number),
      dims: dims.map((count, d) => ({ letter: letters[d] as string, count })),
      cells: own,
      examples: own.length === 0 ? 1 : nest.lanes / own.length,
      isTable: nest.table !== undefined,
      within: at.get(firsts.get(nest) ?? nest) as number,
    }
  })
  const nameOf = (cell: number): string => nameAt(nests.places[node[cell] as number] as number)
  return { ...shared, cells: { node, loop, level }, nameOf, loops }
}

function opsOf(graph: Graph): { readonly ops: readonly StageOp[]; readonly op: Int32Array } {
  const counts = new Map<number, number>()
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  const place = new Map(sorted.map(([code], k) => [code, k]))
  const op = Int32Array.from({ length: graph.length }, (_, i) => place.get(graph.code[i] as number) ?? -1)
  const first = (code: number): number => graph.code.indexOf(code)
  return { op, ops: sorted.map(([code, nodes]) => ({ name: graph.functionAt(first(code))?.name ?? '', nodes })) }
}

/** The cell that each node is computed in: its own, or that of the one node that uses it. */
function owners({ length, code, operands, start }: Graph, { length: count, node }: Cells): Int32Array {
  const cell = new Int32Array(length).fill(-1)
  for (let k = 0; k < count; k++) cell[node[k] as number] = k
  for (let i = length - 1; i >= 0; i--) {
    if (cell[i] === -1) continue
    for (let at = start[i] as number; at < (start[i + 1] as number); at++) {
      const operand = operands[at] as number
      const kind = code[operand] as number
      if (cell[operand] === -1 && kind !== INPUT && kind !== NUMBER) cell[operand] = cell[i] as number
    }
  }
  return cell
}

/** Where a nest writes, in the order in which it does. */
function placesOf({ base, dims, table, lanes }: Nest): Int32Array {
  if (table) return Int32Array.from({ length: lanes }, (_, lane) => table[lane * base.length] as number)
  return Int32Array.from({ length: lanes }, (_, lane) => {
    let [rest, place] = [lane, base[0] as number]
    for (const { count, steps } of dims.toReversed()) {
      place += (rest % count) * (steps[0] as number)
      rest = Math.trunc(rest / count)
    }
    return place
  })
}

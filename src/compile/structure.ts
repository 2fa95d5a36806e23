/** From a skeleton to code. Programs of one structure are compiled once: what was made last is kept and found again. */
import { choose } from './cost.js'
import { lineOf, type Compiled } from './line.js'
import { nestCodeOf } from './nest-code.js'
import { wordsOf, type Modes } from './modes.js'
import { findNests, type NestProgram } from './nests.js'
import type { Graph, Program } from './graph.js'
import { programOf } from './read.js'
import { simplify } from './simplify.js'
import { difference, hashOf, type Skeleton } from './skeleton.js'

/** How long a pass took, in milliseconds, and what it left. */
export interface PassFigure {
  readonly pass: string
  readonly milliseconds: number
  /** Nodes, nests or functions, by what the pass makes. */
  readonly nodes: number
  /** Of what it made. */
  readonly bytes?: number
}
const MADE: Readonly<Record<string, string>> = { 'cells and nests': 'nests', WebAssembly: 'functions', instance: 'functions' } // prettier-ignore
const explainPass = ({ pass, milliseconds, nodes, bytes }: PassFigure): string =>
  `  ${pass}: ${nodes} ${MADE[pass] ?? 'nodes'}, ${bytes === undefined ? '' : `${bytes} bytes, `}${milliseconds.toFixed(1)} ms`

/** How a program runs and what its passes made, and what else there is to say, as text. */
export const explained = (
  {
    executor,
    why,
    passes,
    modes,
  }: { readonly executor: string; readonly why: string; readonly passes: readonly PassFigure[]; readonly modes: Modes },
  ...rest: string[]
): string => [`executor ${executor}${wordsOf(modes)}: ${why}`, ...passes.map(explainPass), ...rest].join('\n')

/** Takes the time from one pass to the next. */
export class Clock {
  readonly passes: PassFigure[] = []
  constructor(private last: number = performance.now()) {}
  note(pass: string, nodes: number, bytes?: number): void {
    const time = performance.now()
    this.passes.push({ pass, milliseconds: time - this.last, nodes, ...(bytes !== undefined && { bytes }) })
    this.last = time
  }
  /** Passes that were made for another program already take no time. */
  again(passes: readonly PassFigure[]): void {
    for (const figure of passes) this.passes.push({ ...figure, milliseconds: 0 })
  }
}

/** What a graph takes: code, number and beginning of each node, and its operands. */
const bytesOf = ({ length, start }: Graph): number => length * 16 + 4 * (start[length] as number)

/** Nodes that compute something: inputs and numbers are not counted. */
export const computed = (graph: Graph): number => graph.counts().reduce((sum, count) => sum + count, 0)

/** The code of a program, and how it was chosen. */
export interface Code extends Compiled {
  readonly executor: 'nests' | 'table' | 'line'
  readonly why: string
  /** Undefined where each node is written out. */
  readonly nests: NestProgram | undefined
}

/** A program simplified, and its code from the first time on that it is asked for. */
export class Structure {
  private made: Code | undefined
  private passes: readonly PassFigure[] = []
  constructor(
    readonly skeleton: Skeleton,
    readonly program: Program,
    readonly figures: readonly PassFigure[],
  ) {}
  code(clock: Clock): Code {
    if (this.made) clock.again(this.passes)
    else {
      const from = clock.passes.length
      this.made = codeOf(this.program, clock)
      this.passes = clock.passes.slice(from)
    }
    return this.made
  }
}

function codeOf(program: Program, clock: Clock): Code {
  const nests = findNests(program)
  clock.note('cells and nests', nests?.nests.length ?? 0)
  const { executor, why } = choose(program, nests)
  const compiled = nests === undefined || executor === 'line' ? lineOf(program) : nestCodeOf(nests)
  clock.note('WebAssembly', compiled.parts, compiled.bytes.length)
  return { ...compiled, executor, why, nests: executor === 'line' ? undefined : nests }
}

/** Nodes of skeletons that are kept, about 40 bytes each with their programs. */
const MOST = 2e6
/** The latest last. */
const known = new Map<number, Structure>()

export function structureOf(skeleton: Skeleton, clock: Clock): Structure {
  const hash = hashOf(skeleton)
  const found = known.get(hash)
  if (found && difference(found.skeleton, skeleton) === undefined && sameLabels(found.skeleton, skeleton)) {
    clock.note('found again', skeleton.length)
    clock.again(found.figures)
    return keep(hash, found)
  }
  const from = clock.passes.length
  const read = programOf(skeleton)
  clock.note('graph and gradient', read.graph.length, bytesOf(read.graph))
  const program = simplify(read)
  clock.note('simplify', program.graph.length, bytesOf(program.graph))
  return keep(hash, new Structure(skeleton, program, clock.passes.slice(from)))
}

/** What was made of a skeleton: found again, or where another thread made it, made here for who asks. */
export function made(
  skeleton: Skeleton,
  isScript = false,
): { readonly program: Program; readonly nests: NestProgram | undefined } {
  const structure = structureOf(skeleton, new Clock())
  return { program: structure.program, nests: isScript ? undefined : structure.code(new Clock()).nests }
}

function keep(hash: number, structure: Structure): Structure {
  known.delete(hash)
  known.set(hash, structure)
  let nodes = 0
  for (const { skeleton } of known.values()) nodes += skeleton.length
  for (const [oldest, { skeleton }] of known) {
    if (nodes <= MOST || oldest === hash) break
    known.delete(oldest)
    nodes -= skeleton.length
  }
  return structure
}

function sameLabels({ labels: a }: Skeleton, { labels: b }: Skeleton): boolean {
  if (a.size !== b.size) return false
  for (const [node, label] of a) if (b.get(node) !== label) return false
  return true
}

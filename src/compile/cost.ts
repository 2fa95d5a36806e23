/** Which executor: an estimate of the time that a program takes as loops and as one straight line, in about nanoseconds. */
import type { Program } from './graph.js'
import { laneOf } from './nest-code.js'
import type { Nest, NestProgram } from './nests.js'

/** What was decided, and why. */
export interface Choice {
  readonly executor: 'nests' | 'table' | 'line'
  readonly why: string
}

/** What it takes to set up a nest, to go over one of its rows, to run one node of a straight line that lies in the first cache, and beyond. */
const NEST = 6
const NODE = 0.4
const FAR_NODE = 0.7
/** Nodes of a straight line whose code the first caches hold. */
const NEAR = 4000

export function choose({ graph }: Program, { nests, cells }: NestProgram): Choice {
  let nodes = 0
  for (let i = 0; i < graph.length; i++) if ((graph.code[i] as number) >= 0) nodes++
  const line = nodes * (nodes > NEAR ? FAR_NODE : NODE)
  let loops = 0
  let tables = 0
  for (const nest of nests) {
    const time = timeOf(nest)
    if (nest.table) tables += time
    else loops += time
  }
  const figures = `${cells} cells in ${nests.length} nests: about ${figure(loops + tables)} as loops, ${figure(line)} as one straight line`
  // Of two that are about as fast the smaller code.
  if (1.15 * line < loops + tables) return { executor: 'line', why: figures }
  return { executor: tables > loops ? 'table' : 'nests', why: figures }
}
const figure = (nanoseconds: number): string =>
  nanoseconds < 1000 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1000).toFixed(1)} µs`

function timeOf(nest: Nest): number {
  const { segments, lanes, table, base } = nest
  const terms = segments ? segments.reduce((sum, { count }) => sum + count, 0) : base.length
  if (table) return NEST + lanes * (1 + 0.7 * (base.length + terms))
  const isPair = laneOf(nest) >= 0
  return NEST + lanes * terms * (isPair ? 0.25 : 0.6)
}

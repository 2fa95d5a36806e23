/** A recording read node by node, by whoever takes it elsewhere. */
import type { Op } from '../ops/index.js'
import { CALL, CONSTANT, LEAF, codeAt } from '../engine/chunk.js'
import { operands, Pass } from '../engine/pass.js'
import { opByCode } from '../engine/record.js'
import { handleAt, type Handle } from '../engine/value.js'

/** A node: an op with the ids of its operands, or what has none. */
export interface NodeView {
  readonly id: number
  /** Undefined for the outputs of a function with its own derivative. */
  readonly made: Op | 'leaf' | 'constant' | undefined
  readonly data: number
  readonly inputs: readonly number[]
  readonly label: string
  readonly handle: Handle
}

/** Calls `visit` with every node that the roots were computed from, oldest first. Of a node older than `floor` no operands are looked at. */
export function eachNode(roots: Iterable<Handle>, floor: number, visit: (node: NodeView) => void): void {
  const pass = new Pass<undefined>(() => undefined)
  for (const { segment, index } of roots) pass.reach(segment).mark(index)
  pass.descend((reach, i) => {
    for (const [operand, index] of operands(reach, i)) operand.mark(index)
  }, floor)
  pass.ascend((reach, index) => {
    const { chunk } = reach.column
    const code = codeAt(chunk, index)
    visit({
      id: chunk.base + index,
      made: code === LEAF ? 'leaf' : code === CONSTANT ? 'constant' : code === CALL ? undefined : opByCode(code),
      data: chunk.data[index] as number,
      inputs: operands(reach, index).map(([{ column }, k]) => column.chunk.base + k),
      label: chunk.labels?.get(index) ?? '',
      handle: handleAt(reach.segment, index),
    })
  })
}

/** Cells that compute the same on one level, in the order in which they lie in memory. */
import type { Cells } from './cells.js'
import type { Moves } from './examples.js'
import type { Graph } from './graph.js'

/** In the order of what they are adjoints of. */
export function sortLanes(group: Int32Array, { node }: Cells, { order, length }: Graph, cellAt: Int32Array): void {
  const keyOf = (cell: number): number => (order[node[cell] as number] as number) * length + (node[cell] as number)
  let isSorted = true
  let last = -1
  for (let k = 0; k < group.length && isSorted; k++) {
    const key = keyOf(group[k] as number)
    isSorted = last < key
    last = key
  }
  if (isSorted) return
  const keys = new Float64Array(group.length)
  for (let k = 0; k < keys.length; k++) keys[k] = keyOf(group[k] as number)
  keys.sort()
  for (let k = 0; k < keys.length; k++) group[k] = cellAt[(keys[k] as number) % length] as number
}

/** Whether a term is a product, and whether it is masked. */
export const kindOf = (q: Int32Array, m: Int32Array, at: number): number =>
  ((q[at] as number) < 0 ? 0 : 1) + ((m[at] as number) < 0 ? 0 : 2)

/** Whether cells compute the same on one level: chains that have products and masks in the same places. */
function isAlike(
  { node, level, start, q, m }: Cells,
  code: Int32Array,
  moves: Moves | undefined,
  a: number,
  b: number,
): boolean {
  if (level[a] !== level[b] || code[node[a] as number] !== code[node[b] as number]) return false
  const from = start[a] as number
  const other = start[b] as number
  const count = (start[a + 1] as number) - from
  if ((start[b + 1] as number) - other !== count) return false
  for (let k = 0; k < count; k++) if (kindOf(q, m, from + k) !== kindOf(q, m, other + k)) return false
  return !moves || (moves.room[a] === moves.room[b] && moves.isAlike(from, other, count))
}
/** A number that cells share which are alike. */
function hashOf({ node, level, start, q, m }: Cells, code: Int32Array, moves: Moves | undefined, cell: number): number {
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
  return mixed ^ (mixed >>> 15)
}
/** For each cell the number of its group; `firsts` and `sizes` are filled. */
function numberGroups(
  cells: Cells,
  { code }: Graph,
  moves: Moves | undefined,
  firsts: number[],
  sizes: number[],
): Int32Array {
  const { length } = cells
  const groupOf = new Int32Array(length)
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * length + 2)))
  const mask = table.length - 1
  for (let cell = 0; cell < length; cell++) {
    // Neighbours are alike more often than not.
    let group = cell > 0 && isAlike(cells, code, moves, cell, cell - 1) ? (groupOf[cell - 1] as number) : -1
    if (group < 0) {
      let at = hashOf(cells, code, moves, cell) & mask
      while (table[at] !== 0 && !isAlike(cells, code, moves, cell, firsts[(table[at] as number) - 1] as number)) at = (at + 1) & mask // prettier-ignore
      if (table[at] === 0) {
        table[at] = firsts.push(cell)
        sizes.push(0)
      }
      group = (table[at] as number) - 1
    }
    groupOf[cell] = group
    sizes[group]!++
  }
  return groupOf
}
/** Members by the number of their group, in their order. */
export function gathered(groupOf: Int32Array, sizes: readonly number[], members?: Int32Array): Int32Array[] {
  const groups = sizes.map((size) => new Int32Array(size))
  const filled = new Int32Array(groups.length)
  for (let k = 0; k < groupOf.length; k++) {
    const group = groupOf[k] as number
    ;(groups[group] as Int32Array)[filled[group]!++] = members ? (members[k] as number) : k
  }
  return groups
}
/** Cells of one level that compute the same, level by level. */
export function groupsOf(cells: Cells, graph: Graph, moves: Moves | undefined): Int32Array[] {
  const firsts: number[] = []
  const sizes: number[] = []
  const groups = gathered(numberGroups(cells, graph, moves, firsts, sizes), sizes)
  const levelOf = ([first]: Int32Array): number => cells.level[first as number] as number
  return groups.toSorted((a, b) => levelOf(a) - levelOf(b))
}

/** What is lit: a loop, one of its cells, one node of that; and how it is said and moved by keys. */
import type { Block, Drawing } from './drawing.js'

export interface Lit {
  readonly loop: number
  readonly cell?: number
  readonly node?: number
}

/** `3.5.2` of an address, if there is such a thing in the drawing. */
export function readLit(text: string | undefined, { blocks }: Drawing): Lit | undefined {
  if (!/^\d{1,9}(\.\d{1,9}){0,2}$/.test(text ?? '')) return undefined
  const [loop, cell, node] = text!.split('.').map(Number) as [number, number?, number?]
  const block = blocks[loop]
  if (!block || (cell ?? 0) >= block.cells || (node ?? 0) >= block.factors + block.own) return undefined
  return { loop, ...(cell !== undefined && { cell }), ...(node !== undefined && { node }) }
}
export const writeLit = ({ loop, cell, node }: Lit): string =>
  [loop, cell, node].filter((part) => part !== undefined).join('.')

/** The turn of each loop in which a cell is computed. */
export function turnsOf({ dims }: Block, cell: number): readonly { readonly letter: string; readonly at: number }[] {
  let rest = cell
  return dims
    .toReversed()
    .map(({ letter, count }) => {
      const at = rest % count
      rest = Math.trunc(rest / count)
      return { letter, at }
    })
    .toReversed()
}

const many = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`
/** "16 × and 17 +". */
export function madeOf({ factors, own, factor, op }: Block, { ops }: Drawing): string {
  const sign = (k: number): string => ops[k]?.sign ?? '?'
  return factors > 0 ? `${factors} ${sign(factor)} and ${own} ${sign(op)}` : `${own} ${sign(op)}`
}

/** What is lit, in one sentence. */
export function saying(lit: Lit, drawing: Drawing): string {
  const block = drawing.blocks[lit.loop]!
  const nodes = block.factors + block.own
  const loop = `loop ${lit.loop + 1} of ${drawing.loops}`
  if (lit.cell === undefined)
    return `Lit: ${loop}, its ${many(block.cells, 'cell')}, its ${many(block.cells * nodes, 'node')}: ${madeOf(block, drawing)} in each cell.`
  const turns = turnsOf(block, lit.cell).map(({ letter, at }) => `${letter} = ${at}`)
  const name = block.names[lit.cell]
  const cell = `cell ${(lit.cell + 1).toLocaleString('en')} of ${block.cells.toLocaleString('en')} in ${loop}${name === undefined ? '' : `, ${name}`}${turns.length > 0 ? `, ${turns.join(', ')}` : ''}`
  if (lit.node === undefined) return `Lit: ${cell}; its ${many(nodes, 'node')}: ${madeOf(block, drawing)}.`
  const sign = drawing.ops[lit.node < block.factors ? block.factor : block.op]?.sign ?? '?'
  return `Lit: node ${lit.node + 1} of ${nodes}, ${sign}, of ${cell}.`
}

/** One cell or one node further, into the next loop at the end of one. */
export function moved(lit: Lit, key: string, { blocks }: Drawing): Lit {
  const block = blocks[lit.loop]!
  const { loop, cell, node } = lit
  if (key === 'ArrowDown') {
    if (cell === undefined) return { loop, cell: 0 }
    if (cell + 1 < block.cells) return { loop, cell: cell + 1 }
    return loop + 1 < blocks.length ? { loop: loop + 1, cell: 0 } : lit
  }
  if (key === 'ArrowUp') {
    if (cell !== undefined && cell > 0) return { loop, cell: cell - 1 }
    return loop > 0 ? { loop: loop - 1, cell: blocks[loop - 1]!.cells - 1 } : { loop, cell: 0 }
  }
  const nodes = block.factors + block.own
  const next = node === undefined ? (key === 'ArrowRight' ? 0 : nodes - 1) : node + (key === 'ArrowRight' ? 1 : -1)
  return next < 0 || next >= nodes ? { loop, cell: cell ?? 0 } : { loop, cell: cell ?? 0, node: next }
}

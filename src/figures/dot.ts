/** Prints a recording as DOT text, in micrograd's look: a record for each value, an ellipse for each op, an edge for each operand. */
import type { Graph } from '../engine/index.js'
import { foldTitle, foldWords, symbolOf } from './box.js'
import { recordingOf } from './graph.js'
import { short, visible } from './label.js'
import { viewOf, type Folding, type Knot } from './view.js'

/** How a graph is printed as DOT: every node, unless `fold` or `open` says otherwise. */
export interface DotOptions extends Folding {
  /** Values run from left to right, or from top to bottom. */
  readonly rankdir?: 'LR' | 'TB'
  /** Digits behind the point. */
  readonly digits?: number
}

/**
 * The computation graph as DOT text for Graphviz: one node for each value, one for each op, an edge from op to value, and one edge for each operand, so
 * that `a + a` has two. A folded scope is a record of its own, with the number of its nodes. Labels are escaped: whatever they hold, they stay words.
 * Errors: neither a Value nor a recording; a direction that is neither LR nor TB; digits that are no whole number from 0 to 17.
 * @example
 * import { value } from 'seegrad'
 * import { drawDot } from 'seegrad/figures'
 * const a = value(3, 'a')
 * const dot = drawDot(a.add(a))
 * dot.includes('{ a | data 3.0000 | grad 0.0000 }') // true
 * dot.split(/-> n\d+op/).length - 1 // 2
 */
export function drawDot(root: number | Graph, options: DotOptions = {}): string {
  const { rankdir = 'LR', digits = 4 } = options
  if (rankdir !== 'LR' && rankdir !== 'TB')
    throw new RangeError(`drawDot: rankdir ${JSON.stringify(rankdir)} was given; 'LR' and 'TB' are allowed.`)
  if (!(Number.isInteger(digits) && digits >= 0 && digits <= 17))
    throw new RangeError(`drawDot: ${digits} digits were asked for; 0 to 17 are allowed.`)
  const { knots } = viewOf(recordingOf('drawDot', root), { fold: options.open !== undefined, ...options })
  const lines = [`digraph {`, `  rankdir=${rankdir}`]
  for (const knot of knots) {
    const { key, node, fold, strands } = knot
    lines.push(`  ${key} [shape=record label="${record(knot, digits)}"${fold ? ' peripheries=2' : ''}]`)
    const hasOp = node !== undefined && node.op !== '' && !fold
    if (hasOp) lines.push(`  ${key}op [label="${words(symbolOf(node.op))}"]`, `  ${key}op -> ${key}`)
    for (const { from, slope } of strands) {
      const label = slope === null ? ' [style=dotted]' : slope === undefined ? '' : ` [label="×${short(slope)}"]`
      lines.push(`  ${knots[from]!.key} -> ${key}${hasOp ? 'op' : ''}${label}`)
    }
  }
  return `${lines.join('\n')}\n}\n`
}

function record({ node, fold }: Knot, digits: number): string {
  const numbers = node ? [`data ${decimal(node.data, digits)}`, `grad ${decimal(node.grad, digits)}`] : []
  const names = fold ? [field(foldTitle(fold)), field(foldWords(fold))] : [field(node!.label)]
  return `{ ${[...names, ...numbers].join(' | ')} }`
}

/** So many places behind the point, or an exponent where they would say 0 of what is not, or go on for ever. */
function decimal(x: number, digits: number): string {
  if (!Number.isFinite(x)) return String(x)
  const fixed = (x === 0 ? 0 : x).toFixed(digits)
  return Math.abs(x) >= 1e15 || (x !== 0 && Number(fixed) === 0) ? x.toExponential(digits) : fixed
}

/** A label within a quoted string that Graphviz takes for words alone. */
const words = (label: string): string =>
  visible(label).replaceAll('\\', '\\\\').replaceAll('&', '&amp;').replaceAll('"', '\\"')
/** The same within a field of a record, where braces, bars, angles and spaces mean something as well. */
const field = (label: string): string =>
  visible(label)
    .replace(/[\\{}|<> ]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('"', '\\"')

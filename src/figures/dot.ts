/** Prints a recording as DOT text, in micrograd's look: a record for each value, an ellipse for each op, an edge for each operand. */
import type { Graph, GraphNode } from '../engine/index.js'
import { symbolOf } from './box.js'
import { recordingOf } from './graph.js'
import { short, visible } from './label.js'

/** How a graph is printed as DOT. */
export interface DotOptions {
  /** Values run from left to right, or from top to bottom. */
  readonly rankdir?: 'LR' | 'TB'
  /** Digits behind the point. */
  readonly digits?: number
}

/**
 * The computation graph as DOT text for Graphviz: one node for each value, one for each op, an edge from op to value, and one edge for each operand, so
 * that `a + a` has two. Labels are escaped: whatever they hold, they stay words.
 * Errors: neither a Value nor a recording; a direction that is neither LR nor TB; digits that are no whole number from 0 to 17.
 * @example
 * import { value } from 'seegrad'
 * import { drawDot } from 'seegrad/figures'
 * const a = value(3, 'a')
 * const dot = drawDot(a.add(a))
 * dot.includes('{ a | data 3.0000 | grad 0.0000 }') // true
 * dot.split(/-> n\d+op/).length - 1 // 2
 */
export function drawDot(root: number | Graph, { rankdir = 'LR', digits = 4 }: DotOptions = {}): string {
  if (rankdir !== 'LR' && rankdir !== 'TB')
    throw new RangeError(`drawDot: rankdir ${JSON.stringify(rankdir)} was given; 'LR' and 'TB' are allowed.`)
  if (!(Number.isInteger(digits) && digits >= 0 && digits <= 17))
    throw new RangeError(`drawDot: ${digits} digits were asked for; 0 to 17 are allowed.`)
  const { nodes } = recordingOf('drawDot', root)
  // The numbers of a recording go on from the one before; those of a picture begin at 0, so that it is the same on every run.
  const places = new Map(nodes.map(({ id }, k) => [id, k]))
  const lines = [`digraph {`, `  rankdir=${rankdir}`]
  nodes.forEach((node, k) => {
    lines.push(`  n${k} [shape=record label="${record(node, digits)}"]`)
    if (node.op === '') return
    lines.push(`  n${k}op [label="${words(symbolOf(node.op))}"]`, `  n${k}op -> n${k}`)
    node.inputs.forEach((id, j) => {
      const slope = node.slopes[j] ?? null
      const label = slope === null ? ' [style=dotted]' : ` [label="×${short(slope)}"]`
      lines.push(`  n${places.get(id)!} -> n${k}op${label}`)
    })
  })
  return `${lines.join('\n')}\n}\n`
}

function record({ label, data, grad }: GraphNode, digits: number): string {
  return `{ ${field(label)} | data ${decimal(data, digits)} | grad ${decimal(grad, digits)} }`
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

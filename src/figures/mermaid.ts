/** Prints a recording as a Mermaid flowchart, for documents that draw those. */
import type { Graph } from '../engine/index.js'
import { foldTitle, foldWords, symbolOf } from './box.js'
import { recordingOf } from './graph.js'
import { short, visible } from './label.js'
import { viewOf, type Folding, type Knot } from './view.js'

// What Mermaid itself draws at most, unless a page says otherwise.
const EDGES = 500
const CHARACTERS = 50_000

/** How a graph is printed as Mermaid: every node, unless `fold` or `open` says otherwise. */
export interface MermaidOptions extends Folding {
  readonly rankdir?: 'LR' | 'TB'
  readonly digits?: number
}

/** The flowchart's text. Errors: it has more than 500 edges or 50,000 characters, which Mermaid refuses to draw. */
export function mermaid(root: number | Graph, options: MermaidOptions = {}): string {
  const { rankdir = 'LR', digits = 4 } = options
  const { knots } = viewOf(recordingOf('mermaid', root), { fold: options.open !== undefined, ...options })
  const hasOp = ({ node, fold }: Knot): boolean => node !== undefined && node.op !== '' && !fold
  const edges = knots.reduce((sum, knot) => sum + knot.strands.length + Number(hasOp(knot)), 0)
  if (edges > EDGES)
    throw new RangeError(
      `mermaid: ${edges} edges were to be drawn; Mermaid draws at most ${EDGES}. Fold it, or take dot or svg.`,
    )
  const lines = [`flowchart ${rankdir}`]
  for (const knot of knots) {
    const { key, node, fold, strands } = knot
    const numbers = node ? [`data ${short(node.data, digits)}`, `grad ${short(node.grad, digits)}`] : []
    const names = fold ? [foldTitle(fold), foldWords(fold)] : node!.label ? [node!.label] : []
    const said = `"${words([...names, ...numbers].join(' | '))}"`
    lines.push(`  ${key}${fold ? `[[${said}]]` : `[${said}]`}`)
    const target = hasOp(knot) ? `${key}op` : key
    if (hasOp(knot)) lines.push(`  ${target}(("${words(symbolOf(node!.op))}"))`, `  ${target} --> ${key}`)
    for (const { from, slope } of strands) {
      const way = slope === null ? '-.->' : slope === undefined ? '-->' : `-->|"${words(`×${short(slope, digits)}`)}"|`
      lines.push(`  ${knots[from]!.key} ${way} ${target}`)
    }
  }
  const text = `${lines.join('\n')}\n`
  if (text.length > CHARACTERS)
    throw new RangeError(
      `mermaid: the text has ${text.length} characters; Mermaid reads at most ${CHARACTERS}. Fold it, or take dot or svg.`,
    )
  return text
}

/** Every sign but letters, digits and those that mean nothing between quotes as its code, so that nothing means more than itself. */
function words(label: string): string {
  let safe = ''
  for (const sign of visible(label))
    safe += /[\p{L}\p{N} .,|+/=()−×÷·⁻›]/u.test(sign) ? sign : `#${sign.codePointAt(0)!};`
  return safe
}

/** Prints a recording as a Mermaid flowchart, for documents that draw those. */
import type { Graph } from '../engine/index.js'
import { symbolOf } from './box.js'
import { recordingOf } from './graph.js'
import { short, visible } from './label.js'

// What Mermaid itself draws at most, unless a page says otherwise.
const EDGES = 500
const CHARACTERS = 50_000

/** How a graph is printed as Mermaid. */
export interface MermaidOptions {
  readonly rankdir?: 'LR' | 'TB'
  readonly digits?: number
}

/** The flowchart's text. Errors: it has more than 500 edges or 50,000 characters, which Mermaid refuses to draw. */
export function mermaid(root: number | Graph, { rankdir = 'LR', digits = 4 }: MermaidOptions = {}): string {
  const { nodes } = recordingOf('mermaid', root)
  const edges = nodes.reduce((sum, { op, inputs }) => sum + inputs.length + (op === '' ? 0 : 1), 0)
  if (edges > EDGES)
    throw new RangeError(`mermaid: ${edges} edges were to be drawn; Mermaid draws at most ${EDGES}. Take dot or svg.`)
  const places = new Map(nodes.map(({ id }, k) => [id, k]))
  const lines = [`flowchart ${rankdir}`]
  nodes.forEach(({ label, op, data, grad, inputs, slopes }, k) => {
    const numbers = [`data ${short(data, digits)}`, `grad ${short(grad, digits)}`]
    lines.push(`  n${k}["${words([...(label ? [label] : []), ...numbers].join(' | '))}"]`)
    if (op === '') return
    lines.push(`  n${k}op(("${words(symbolOf(op))}"))`, `  n${k}op --> n${k}`)
    inputs.forEach((id, j) => {
      const slope = slopes[j] ?? null
      lines.push(
        slope === null
          ? `  n${places.get(id)!} -.-> n${k}op`
          : `  n${places.get(id)!} -->|"${words(`×${short(slope, digits)}`)}"| n${k}op`,
      )
    })
  })
  const text = `${lines.join('\n')}\n`
  if (text.length > CHARACTERS)
    throw new RangeError(
      `mermaid: the text has ${text.length} characters; Mermaid reads at most ${CHARACTERS}. Take dot or svg.`,
    )
  return text
}

/** Every sign but letters, digits and the plainest as its code, so that nothing means more than itself. */
function words(label: string): string {
  let safe = ''
  for (const sign of visible(label)) safe += /[\p{L}\p{N} .,−×·]/u.test(sign) ? sign : `#${sign.codePointAt(0)!};`
  return safe
}

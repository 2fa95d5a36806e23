/** What the nodes of a graph are called: by their labels, by their number, or by what they are. */
import type { Graph, GraphNode } from '../engine/index.js'
import { Expression, symbol, type Term } from './expression.js'
import { print } from './formula.js'
import { shortTex } from './number.js'
import { plain, raised } from './plain.js'

const greek: ReadonlySet<string> = new Set(
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega'.split(
    ' ',
  ),
)
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
}
/** Longer labels are cut where they are said. */
const LONGEST = 40

/** A label as it is said: on one line, and not too long. */
export function nameText(label: string): string {
  if (label === '') return ''
  const line = label
    .slice(0, 4 * LONGEST)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const signs = Array.from(line)
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST).join('')}…` : line
}

/** A label as TeX: `x1` as x₁, `theta` as θ, words upright, and nothing in it is a command. */
export function nameTex(label: string): string {
  const name = nameText(label)
  const [, letters = '', digits = ''] = /^([a-zA-Z]+)_?(\d*)$/.exec(name) ?? []
  const base = greek.has(letters) ? `\\${letters}` : letters.length === 1 ? letters : undefined
  if (base !== undefined)
    return digits === '' ? base : digits.length === 1 ? `${base}_${digits}` : `${base}_{${digits}}`
  if (/^[a-zA-Z][a-zA-Z0-9]*$/.test(name)) return `\\mathit{${name}}`
  if (/^\p{L}$/u.test(name)) return name
  return `\\text{${name.replace(/[\\^~<>{}$&#%_]/g, (sign) => escapes[sign] ?? `\\${sign}`)}}`
}

/** The name of each node of a graph, by place: as TeX, and as text. */
export interface Names {
  readonly tex: readonly string[]
  readonly text: readonly string[]
  /** Where a name comes from: the node's own label or number, what it is made of, or a count. */
  readonly from: readonly ('own' | 'made' | 'count')[]
}

/** Longer terms are no name for what they give. */
const SHORT = 9

/**
 * Labels as they are, a second node of the same label with its count; a constant by its number; the root without a label is y. Other
 * nodes without one are called by what they are made of if that is short, `a·b`, or else v₁, v₂, …
 */
export function namesOf({ nodes, root }: Graph): Names {
  const names = { tex: [] as string[], text: [] as string[], from: [] as ('own' | 'made' | 'count')[] }
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  const taken = new Set(nodes.map(({ label }) => nameText(label)))
  const initials = new Set([...taken].map((name) => name[0]))
  const letter = ['v', 'u', 'z', 'h', 't', 's', 'r', 'q'].find((one) => !initials.has(one)) ?? 'node'
  const result = ['y', 'Y'].find((one) => !taken.has(one)) ?? 'output'
  const seen = new Map<string, number>()
  let counted = 0
  nodes.forEach((node) => {
    const give = (from: 'own' | 'made' | 'count', tex: string, text: string): void => {
      names.tex.push(tex)
      names.text.push(text)
      names.from.push(from)
    }
    const name = nameText(node.label)
    if (name !== '') {
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      if (count === 1) return give('own', nameTex(name), name)
      return give('own', `${nameTex(name)}^{(${count})}`, name + raised(`(${count})`))
    }
    if (node.kind === 'constant') return give('own', shortTex(node.data), plain(shortTex(node.data)))
    if (node.id === root) return give('own', nameTex(result), result)
    const term = ownTerm(node, nodes, places, names)
    const made = term === undefined ? '' : print(term, { number: shortTex, isRule: false })
    const text = plain(made).replace(/ ([·+−/]) /g, '$1')
    if (made !== '' && text.length <= SHORT && !taken.has(text)) {
      taken.add(text)
      return give('made', made, text)
    }
    counted++
    give('count', `${letter}_${counted < 10 ? counted : `{${counted}}`}`, letter + counted)
  })
  return names
}

/** What stands for a node in a formula: its number if it is a constant, its name, or what its name is made of. */
export function termAt({ nodes }: Graph, names: Names, place: number, places: ReadonlyMap<number, number>): Term {
  const node = nodes[place] as GraphNode
  if (node.kind === 'constant' && node.label === '') return node.data
  const term = names.from[place] === 'made' ? ownTerm(node, nodes, places, names) : undefined
  return term ?? symbol(names.tex[place] as string)
}

/** A node as an op of its operands' names, where these are names of their own or made of such. */
function ownTerm(
  { op, inputs }: GraphNode,
  nodes: readonly GraphNode[],
  places: ReadonlyMap<number, number>,
  names: Names,
): Term | undefined {
  if (op === '' || inputs.length > 3) return undefined
  const at = inputs.map((id) => places.get(id) as number)
  if (at.some((place) => names.from[place] === 'count')) return undefined
  const operand = (place: number): Term => {
    const node = nodes[place] as GraphNode
    if (node.kind === 'constant' && node.label === '') return node.data
    // A name is short, so this ends soon.
    const made = names.from[place] === 'made' ? ownTerm(node, nodes, places, names) : undefined
    return made ?? symbol(names.tex[place] as string)
  }
  return new Expression(op, at.map(operand))
}

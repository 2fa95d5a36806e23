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
  /** Places of the nodes whose name is a number that we gave them. */
  readonly numbered: readonly number[]
}

/** Longer terms are no name for what they give. */
const SHORT = 9

/**
 * Labels as they are, a second node of the same label with its count; a constant by its number; the root without a label is y. Other
 * nodes without one are called by what they are made of if that is short, `a·b`, or else v₁, v₂, …
 */
export function namesOf({ nodes, root }: Graph): Names {
  const tex: string[] = []
  const text: string[] = []
  const numbered: number[] = []
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  const taken = new Set(nodes.map(({ label }) => nameText(label)))
  const free = (letters: string): string => letters.split(' ').find((letter) => !taken.has(letter)) ?? '?'
  const letter = 'v u z h t s r q'.split(' ').find((one) => ![...taken].some((name) => name.startsWith(one))) ?? 'node'
  const result = free('y Y out')
  const seen = new Map<string, number>()
  const isOwn: boolean[] = []
  const unique = (name: string): boolean => !taken.has(name) && !!taken.add(name)
  nodes.forEach((node, place) => {
    const name = nameText(node.label)
    const count = name === '' ? 0 : (seen.get(name) ?? 0) + 1
    isOwn.push(name !== '' || node.kind === 'constant')
    const give = (asTex: string, asText: string): void => void (tex.push(asTex) && text.push(asText))
    if (count > 0) {
      seen.set(name, count)
      return count === 1
        ? give(nameTex(name), name)
        : give(`${nameTex(name)}^{(${count})}`, name + raised(`(${count})`))
    }
    if (node.kind === 'constant') return give(shortTex(node.data), plain(shortTex(node.data)))
    if (node.id === root) return give(nameTex(result), result)
    const made = ownTerm(node, nodes, places, tex, isOwn)
    const said = made && plain(made).replace(/ ([·+−/]) /g, '$1')
    if (made && said && said.length <= SHORT && unique(said)) return give(made, said)
    const number = numbered.push(place)
    give(`${letter}_{${number}}`, `${letter}${number}`)
  })
  return { tex, text, numbered }
}

/** A node as an op of its operands' names, where these have names of their own. */
function ownTerm(
  { op, inputs }: GraphNode,
  nodes: readonly GraphNode[],
  places: ReadonlyMap<number, number>,
  tex: readonly string[],
  isOwn: readonly boolean[],
): string | undefined {
  if (op === '' || inputs.length > 3) return undefined
  const at = inputs.map((id) => places.get(id) as number)
  if (!at.every((place) => isOwn[place])) return undefined
  const term = (place: number): Term => {
    const { kind, data } = nodes[place] as GraphNode
    return kind === 'constant' ? data : symbol(tex[place] as string)
  }
  return print(new Expression(op, at.map(term)), { number: shortTex, isRule: false })
}

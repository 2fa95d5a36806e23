/** A recording printed as Python: number by number where it is small; else ops of one kind and one depth together, as vectors. */
import type { Graph, GraphNode } from '../../engine/index.js'
import type { Op, Words } from '../../ops/index.js'
import { ops } from '../../ops/table.js'
import { rolled, type Line } from './loops.js'
import { numberOf, vectorOf, type Place, type Source } from './places.js'
import { comment, number, numbers, type Names } from './python.js'

/** The most ops of which each gets a line of its own. */
const FEW = 24

/** What a recording became. */
export interface Script {
  /** The body of a Python function, which ends in `return`. */
  readonly body: string
  /** The numbers of the vector `constants`, if it has any. */
  readonly constants: readonly number[]
}

/** The nodes of several graphs, each once, oldest first. */
export const together = (graphs: readonly Graph[]): readonly GraphNode[] =>
  [...new Map(graphs.flatMap(({ nodes }) => nodes.map((node) => [node.id, node] as const))).values()].toSorted((a, b) => a.id - b.id) // prettier-ignore

/** The row of a node that an op made. Errors: functions of the user's own, ops that PyTorch has no words for. */
function rowOf(node: GraphNode, dataOf: (id: number) => number): Op & Words & { readonly torch: string } {
  const row = ops.get(node.op)
  const inputs = node.inputs.map(dataOf)
  const same = row && Object.is(row.arity === 'list' ? row.forward(inputs as never) : row.forward(...(inputs as never[])), node.data) // prettier-ignore
  if (!same || (node.requiresGrad && node.slopes.every((slope) => slope === null)))
    throw new TypeError(
      `toPyTorch: ${node.op || 'a node'} is a function with a derivative of its own, which is not written in ops; a recording of ops is allowed. Write what it computes in ops.`,
    )
  if (row.torch === undefined)
    throw new TypeError(
      `toPyTorch: the op ${node.op} does not say how PyTorch writes it; a row with \`torch\` is allowed. Add torch: 'a * b' to its row, an expression of its inputs a, b, c.`,
    )
  return row as Op & Words & { readonly torch: string }
}

/** Prints a recording. `places` says where leaves lie that are weights or inputs; every other leaf is a number of the program. */
export function scriptOf(
  nodes: readonly GraphNode[],
  roots: readonly number[] | number,
  leaves: ReadonlyMap<number, Place>,
  names: Names,
): Script {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const dataOf = (id: number): number => byId.get(id)!.data
  const places = new Map(leaves)
  const constants: Source = { name: 'constants', size: Infinity, single: false }
  const pool: number[] = []
  const placeOf = (id: number): Place => {
    const known = places.get(id)
    if (known) return known
    const place = { source: constants, index: pool.push(dataOf(id)) - 1 }
    places.set(id, place)
    return place
  }
  const isConstant = (id: number): boolean => byId.get(id)!.kind !== 'op' && !leaves.has(id)
  const isEqual = (ids: readonly number[]): boolean =>
    ids.every(isConstant) ? ids.every((id) => Object.is(dataOf(id), dataOf(ids[0]!))) : ids.every((id) => id === ids[0])
  /** An operand that is one number, in ops of so many. */
  const one = (id: number, literal: boolean): string => {
    if (!isConstant(id)) return numberOf(placeOf(id))
    return literal ? number(dataOf(id)) : `const(${number(dataOf(id))})`
  }
  /** The numbers of a list. */
  const list = (ids: readonly number[]): string =>
    ids.length <= 8 && new Set(ids.map((id) => (isConstant(id) ? constants : placeOf(id).source))).size > 1
      ? `torch.stack([${ids.map((id) => one(id, false)).join(', ')}])`
      : vectorOf(ids.map(placeOf))

  const lines: Line[] = []
  for (const group of groups(nodes, dataOf)) {
    const { row, members } = group
    const [first] = members as [GraphNode]
    const { torch } = row
    const count = first.inputs.length - row.parameters.length
    const words = new Map<string, string>()
    row.parameters.forEach(({ name, isWhole }, k) => {
      const x = dataOf(first.inputs[count + k]!)
      words.set(name, isWhole ? String(x) : number(x))
    })
    if (row.arity === 'list') {
      const lists = /\bb\b/.test(torch) ? 2 : 1
      const size = count / lists
      for (let l = 0; l < lists; l++) {
        const ids = members.flatMap(({ inputs }) => inputs.slice(l * size, (l + 1) * size))
        const vector = list(ids)
        words.set('ab'[l]!, members.length === 1 ? vector : `${vector}.reshape(${members.length}, ${size})`)
      }
    } else {
      const slots = Array.from({ length: count }, (_, k) => members.map(({ inputs }) => inputs[k]!))
      // Of numbers and vectors Python's own signs make a vector; anything else wants tensors, and one of them as long as what comes out.
      const isPlain = /^[-+*/ ().\dabc]*$/.test(torch)
      const used = slots.map((_, k) => new RegExp(`\\b${'abc'[k]!}\\b`).test(torch))
      const isAlone = slots.every((ids, k) => !used[k] || isEqual(ids))
      const isFixed = slots.every((ids, k) => !used[k] || ids.every(isConstant))
      slots.forEach((ids, k) => {
        if (!used[k]) return
        const isFirst = k === used.indexOf(true)
        const isOne = members.length === 1 || (isEqual(ids) && !(isAlone && isFirst))
        words.set('abc'[k]!, isOne ? one(ids[0]!, isPlain && !(isFixed && isFirst)) : vectorOf(ids.map(placeOf)))
      })
    }
    const names1 = [...words.keys()].join('|')
    const text = torch.replaceAll(new RegExp(`(?<![.\\w])(?:${names1})\\b(?!\\()`, 'g'), (word) => words.get(word)!)
    const isSingle = members.length === 1
    const isNamed = isSingle && /^[A-Za-z]\w*$/.test(first.label)
    const name = names.give(isNamed ? first.label : isSingle ? 'v' : 'h')
    const source: Source = { name, size: members.length, single: isSingle }
    members.forEach(({ id }, index) => places.set(id, { source, index }))
    const said = isSingle ? (isNamed || first.label === '' ? '' : `  # ${comment(first.label)}`) : `  # ${members.length} times ${row.name}`
    lines.push({ name, text, said })
  } // prettier-ignore
  const result = typeof roots === 'number' ? one(roots, false) : vectorOf(roots.map(placeOf))
  return { body: rolled(lines, result), constants: pool }
}

interface Group {
  readonly row: ReturnType<typeof rowOf>
  readonly members: GraphNode[]
}

/** The ops in an order in which each comes after its operands: those of one kind and one depth together, if there are many. */
function groups(nodes: readonly GraphNode[], dataOf: (id: number) => number): readonly Group[] {
  const made = nodes.filter(({ kind }) => kind === 'op')
  const levels = new Map<number, number>()
  const found = new Map<string, Group & { readonly level: number }>()
  for (const node of made) {
    const row = rowOf(node, dataOf)
    let level = 0
    for (const id of node.inputs) level = Math.max(level, (levels.get(id) ?? -1) + 1)
    levels.set(node.id, level)
    const parameters = node.inputs.slice(node.inputs.length - row.parameters.length).map(dataOf)
    const key = made.length <= FEW ? String(node.id) : [level, node.op, node.inputs.length, ...parameters].join(' ')
    const group = found.get(key)
    if (group) group.members.push(node)
    else found.set(key, { row, level, members: [node] })
  }
  const all = [...found.values()]
  return made.length <= FEW ? all : all.toSorted((a, b) => a.level - b.level)
}

/** Python that makes the vector `constants`. */
export const constantsOf = (pool: readonly number[]): string => `torch.tensor(${numbers(pool)})`

/** Recordings as files: a graph written as JSON, and read from JSON that anybody may have written, as docs/recording.md says. */
import { describe } from '../arguments/index.js'
import type { Graph, GraphNode, GraphScope } from '../engine/index.js'
import { contains, type Op } from '../ops/index.js'
import { ops } from '../ops/table.js'

/** A node of a recording: what a graph has, and the place in the program that made it, if the recording says it. */
export interface RecordedNode extends GraphNode {
  readonly source?: string
}
/** A graph that came from a file. */
export interface Recording extends Graph {
  readonly nodes: readonly RecordedNode[]
}

/** More is refused before it is read. */
const MOST = { characters: 2e8, nodes: 5e6, inputs: 2e7, scopes: 1e6, label: 10_000, source: 1000 }
/** What JSON has no number for. */
const words: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
])

/** Says where a recording is wrong, and what to do about it. */
class Refusal extends RangeError {
  constructor(where: string, what: string) {
    super(`recording: ${where} ${what}`)
  }
}

/**
 * Reads a recording: JSON, or what JSON.parse made of it. Nothing in it is trusted: every property that is known is checked and copied, any other left
 * behind; slopes that it does not say are computed by the rows of the table; what the root does not lead to is left out.
 * Errors: a `RangeError` that says what is wrong, where, and what to do.
 * @example
 * import { explain, readRecording } from 'seegrad/explain'
 * const text = `{ "version": 1, "root": 2, "nodes": [
 *   { "id": 0, "label": "a", "data": 3 },
 *   { "id": 1, "kind": "constant", "data": 2 },
 *   { "id": 2, "op": "pow", "label": "y", "data": 9, "inputs": [0, 1] }
 * ] }`
 * explain(readRecording(text)).steps[0].sentence // 'When a moves a little, y moves 6 times as much, because 2 · a is 6.'
 */
export function readRecording(given: unknown): Recording {
  const all = record('it', typeof given === 'string' ? parsed(given) : given)
  const version = own(all, 'version')
  if (version !== 1)
    throw new Refusal(
      'version',
      `is ${shown(version)}; 1 is known. ${typeof version === 'number' && version > 1 ? 'Take a newer seegrad.' : 'Write "version": 1.'}`,
    )
  const scopes = list('scopes', own(all, 'scopes') ?? [], MOST.scopes).map(scopeOf)
  const nodes = list('nodes', own(all, 'nodes'), MOST.nodes)
  if (nodes.length === 0) throw new Refusal('nodes', 'is empty; at least the root is needed.')
  const known = new Map<number, RecordedNode>()
  let inputs = 0
  nodes.forEach((node, k) => {
    const read = nodeOf(`nodes[${k}]`, record(`nodes[${k}]`, node), known, nodes, scopes.length)
    if (known.has(read.id))
      throw new Refusal(`nodes[${k}].id`, `is ${read.id}, which another node has too; give each its own.`)
    inputs += read.inputs.length
    if (inputs > MOST.inputs)
      throw new Refusal('nodes', `have more than ${MOST.inputs} inputs together; cut the recording down.`)
    known.set(read.id, read)
  })
  const root = whole('root', own(all, 'root'))
  if (!known.has(root))
    throw new Refusal('root', `is ${root}, but no node has that id; name the node that all is measured by.`)
  return { version: 1, root, nodes: reached(known, root), scopes }
}

function parsed(text: string): unknown {
  if (text.length > MOST.characters)
    throw new Refusal('it', `has ${text.length} characters; ${MOST.characters} are allowed. Cut the recording down.`)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const bare = /[[:,]\s*-?(NaN|Infinity)/.exec(text)?.[1]
    const mend = bare === undefined ? 'Write it by a JSON library.' : `JSON has no ${bare}: write "${bare}", in quotes.`
    throw new Refusal('it', `is no JSON (${(error as Error).message.slice(0, 120)}). ${mend}`)
  }
}

type Fields = Readonly<Record<string, unknown>>
const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined)
const shown = (x: unknown): string => (x === undefined ? 'missing' : describe(x))

function record(where: string, x: unknown): Fields {
  if (typeof x !== 'object' || x === null || Array.isArray(x))
    throw new Refusal(where, `is ${shown(x)}; an object is allowed, { … }.`)
  return x as Fields
}
function list(where: string, x: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(x)) throw new Refusal(where, `is ${shown(x)}; a list is allowed, [ … ].`)
  if (x.length > most) throw new Refusal(where, `has ${x.length} entries; ${most} are allowed. Cut the recording down.`)
  return Array.from(x)
}
function text(where: string, x: unknown, most: number): string {
  if (typeof x !== 'string') throw new Refusal(where, `is ${shown(x)}; a text is allowed, in quotes.`)
  if (x.length > most) throw new Refusal(where, `has ${x.length} characters; ${most} are allowed. Shorten it.`)
  return x
}
function number(where: string, x: unknown): number {
  const said = typeof x === 'number' ? x : words.get(x)
  if (said !== undefined) return said
  const mend = x === null ? ' JSON makes null of NaN and ∞: write them in quotes, as writeRecording does.' : ''
  throw new Refusal(where, `is ${shown(x)}; a number is allowed, or "NaN", "Infinity", "-Infinity", "-0".${mend}`)
}
function whole(where: string, x: unknown): number {
  if (!Number.isSafeInteger(x)) throw new Refusal(where, `is ${shown(x)}; a whole number is allowed.`)
  return x as number
}

function scopeOf(given: unknown, k: number): GraphScope {
  const where = `scopes[${k}]`
  const fields = record(where, given)
  const parent = whole(`${where}.parent`, own(fields, 'parent') ?? -1)
  if (parent < -1 || parent >= k)
    throw new Refusal(
      `${where}.parent`,
      `is ${parent}; -1 is allowed, or the place of a scope before it: write outer scopes first.`,
    )
  return { name: text(`${where}.name`, own(fields, 'name'), MOST.label), parent }
}

function nodeOf(
  where: string,
  fields: Fields,
  known: ReadonlyMap<number, RecordedNode>,
  all: readonly unknown[],
  scopes: number,
): RecordedNode {
  const get = <T>(name: string, read: (where: string, x: unknown) => T, usual: T): T => {
    const given = own(fields, name)
    return given === undefined ? usual : read(`${where}.${name}`, given)
  }
  const id = whole(`${where}.id`, own(fields, 'id'))
  const op = get('op', (at, x) => text(at, x, MOST.label), '')
  const kind = own(fields, 'kind') ?? (op === '' ? 'leaf' : 'op')
  if (kind !== 'leaf' && kind !== 'constant' && kind !== 'op')
    throw new Refusal(`${where}.kind`, `is ${shown(kind)}; "leaf", "constant" and "op" are allowed.`)
  if ((kind === 'op') !== (op !== ''))
    throw new Refusal(
      `${where}.op`,
      kind === 'op'
        ? 'is missing; name the op, "add" for example.'
        : `is ${JSON.stringify(op)}, but a ${kind} is made by none; leave it out.`,
    )
  const inputs = get(
    'inputs',
    (at, x) => list(at, x, MOST.inputs).map((input, k) => operand(`${at}[${k}]`, input, id, known, all)),
    [],
  )
  const data = number(`${where}.data`, own(fields, 'data'))
  const row = ops.get(op)
  assertInputs(where, kind, op, row, inputs)
  const operands = inputs.map((input) => known.get(input) as RecordedNode)
  const slopes = slopesOf(where, own(fields, 'slopes'), op, row, data, operands)
  const carries =
    kind === 'leaf' || slopes.some((slope, k) => (slope !== null || !row) && operands[k]?.requiresGrad === true)
  const requiresGrad = get('requiresGrad', flag, carries)
  const scope = get('scope', whole, -1)
  if (scope < -1 || scope >= scopes)
    throw new Refusal(
      `${where}.scope`,
      `is ${scope}; ${scopes === 0 ? '-1 is allowed: there are no scopes' : `-1 to ${scopes - 1} are allowed`}.`,
    )
  const source = get<string | undefined>('source', (at, x) => text(at, x, MOST.source), undefined)
  return {
    id,
    kind,
    op,
    label: get('label', (at, x) => text(at, x, MOST.label), ''),
    data,
    grad: get('grad', number, 0),
    requiresGrad: requiresGrad && kind !== 'constant',
    inputs,
    slopes,
    scope,
    ...(source !== undefined && { source }),
  }
}
function flag(where: string, x: unknown): boolean {
  if (typeof x !== 'boolean') throw new Refusal(where, `is ${shown(x)}; true or false is allowed.`)
  return x
}

function operand(
  where: string,
  x: unknown,
  id: number,
  known: ReadonlyMap<number, RecordedNode>,
  all: readonly unknown[],
): number {
  const input = whole(where, x)
  if (known.has(input)) return input
  if (input === id) throw new Refusal(where, `is ${input}, the node itself: nothing can be computed from itself.`)
  const later = all.some((node) => typeof node === 'object' && node !== null && own(node as Fields, 'id') === input)
  throw new Refusal(
    where,
    later
      ? `is ${input}, a node that comes later: write each node after its operands, and none in a circle.`
      : `is ${input}, but no node has that id.`,
  )
}

function assertInputs(where: string, kind: string, op: string, row: Op | undefined, inputs: readonly number[]): void {
  if (kind !== 'op' && inputs.length > 0)
    throw new Refusal(`${where}.inputs`, `has ${inputs.length} entries, but a ${kind} has none; leave it out.`)
  if (!row || row.arity === 'list') return
  const wanted = row.arity + row.parameters.length
  if (inputs.length === wanted) return
  const names = row.parameters.map(({ name }) => name)
  const parameters = names.length === 0 ? '' : `, ${names.length} of them for ${names.join(' and ')}, as constants`
  throw new Refusal(
    `${where}.inputs`,
    `has ${inputs.length} entries; ${op} takes ${wanted}${parameters}. Write an operand that is used twice twice.`,
  )
}

/** Slopes as they are said, or by the op's row where they are not. */
function slopesOf(
  where: string,
  said: unknown,
  op: string,
  row: Op | undefined,
  y: number,
  operands: readonly RecordedNode[],
): readonly (number | null)[] {
  if (said !== undefined) {
    const slopes = list(`${where}.slopes`, said, MOST.inputs)
    if (slopes.length !== operands.length)
      throw new Refusal(
        `${where}.slopes`,
        `has ${slopes.length} entries; one per input is allowed, ${operands.length}.`,
      )
    return slopes.map((slope, k) => (slope === null ? null : number(`${where}.slopes[${k}]`, slope)))
  }
  if (operands.length === 0 && (op === '' || row)) return []
  if (!row) {
    const meant = [...ops.values()].find(({ name, symbol }) => symbol === op || name.toLowerCase() === op.toLowerCase())
    const which = meant ? `Did you mean ${JSON.stringify(meant.name)}?` : 'Name one, "add", "mul", "tanh", …'
    throw new Refusal(
      `${where}.op`,
      `is ${JSON.stringify(op.slice(0, 80))}, which is no op of the table. ${which} Or write its slopes, "slopes": [ … ], one per input.`,
    )
  }
  const inputs = operands.map(({ data }) => data)
  row.parameters.forEach(({ name, domain, isWhole }, k) => {
    const x = inputs[inputs.length - row.parameters.length + k] as number
    if (!contains(domain, x) || (isWhole && !Number.isInteger(x)))
      throw new Refusal(
        `${where}.inputs`,
        `give ${op} the ${name} ${x}; a ${isWhole ? 'whole ' : ''}number in ${domain} is allowed.`,
      )
  })
  const active = row.active?.(...inputs)
  const lists = row.listPartials?.(y, inputs)
  return operands.map(({ requiresGrad }, k) => {
    if (!requiresGrad || active?.[k] === false) return null
    return (lists ? lists[k] : row.partials[k]?.(y, ...inputs)) ?? null
  })
}

/** What the root was computed from, in the order given. */
function reached(known: ReadonlyMap<number, RecordedNode>, root: number): readonly RecordedNode[] {
  const found = new Set([root])
  const nodes = [...known.values()]
  for (const { id, inputs } of nodes.toReversed()) if (found.has(id)) for (const input of inputs) found.add(input)
  return nodes.filter(({ id }) => found.has(id))
}

/**
 * Writes a recording: the graph as JSON that `readRecording` reads again to the same bits, a node a line. NaN, ∞ and −0, which JSON
 * lacks, stand in quotes.
 * @example
 * import { graphOf, value } from 'seegrad'
 * import { readRecording, writeRecording } from 'seegrad/explain'
 * const text = writeRecording(graphOf(value(-1, 'x').sqrt()))
 * JSON.parse(text).nodes[1].data // 'NaN'
 * readRecording(text).nodes[1].data // NaN
 */
export function writeRecording({ version, root, nodes, scopes }: Recording | Graph): string {
  const spelt = (x: number | null): number | string | null => {
    if (x === null || (Number.isFinite(x) && !Object.is(x, -0))) return x
    return x === 0 ? '-0' : String(x)
  }
  const line = (fields: Readonly<Record<string, unknown>>): string => {
    const parts = Object.entries(fields).map(([name, x]) => `${JSON.stringify(name)}: ${Array.isArray(x) ? `[${x.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(x)}`) // prettier-ignore
    return `  { ${parts.join(', ')} }`
  }
  const lines = (nodes as readonly RecordedNode[]).map(
    ({ id, kind, op, label, data, grad, requiresGrad, inputs, slopes, scope, source }) =>
      line({
        id,
        kind,
        ...(op !== '' && { op }),
        ...(label !== '' && { label }),
        data: spelt(data),
        grad: spelt(grad),
        requiresGrad,
        ...(inputs.length > 0 && { inputs, slopes: slopes.map(spelt) }),
        ...(scope >= 0 && { scope }),
        ...(source !== undefined && { source }),
      }),
  )
  const rest =
    scopes.length === 0
      ? ''
      : `,\n  "scopes": [\n${scopes.map(({ name, parent }) => line({ name, parent })).join(',\n')}\n]`
  return `{\n"version": ${version}, "root": ${root},\n"nodes": [\n${lines.join(',\n')}\n]${rest}\n}\n`
}

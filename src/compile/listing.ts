/** Loop nests in the user's names: "for i < 16 (j < 8): h[i] = b[i] + Σⱼ W[i,j]·x[j]". */
import type { Shape } from '../transforms/tree.js'
import type { Program } from './graph.js'
import { sharedLoops } from './nest-code.js'
import type { Nest, NestProgram, Segment } from './nests.js'

/** What the numbers that go in and come out are called, in order. */
export interface Names {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** How far a place moves with one loop. */
interface Move {
  readonly letter: string
  readonly count: number
  readonly by: number
}
/** Places that one nest writes and others read. */
interface Block {
  readonly name: string
  readonly from: number
  readonly to: number
  /** What the loops around it moved by, largest first. */
  readonly strides: readonly number[]
}

const LETTERS = 'ijklmnopqrstuvw'
const SMALL: Readonly<Record<string, string>> = { i: 'ᵢ', j: 'ⱼ', k: 'ₖ', l: 'ₗ', m: 'ₘ', n: 'ₙ', o: 'ₒ', p: 'ₚ' }
const SIGNS: Readonly<Record<string, string>> = { mul: '·', sub: ' − ', div: ' / ', add: ' + ' }

/** The path of every number of a tree, as its user would write it. */
export function pathsOf(shape: Shape, path: string): string[] {
  if (shape.kind === 'number') return [path]
  return shape.children.flatMap(
    (child, k) =>
    pathsOf(child, 'keys' in shape ? (path === '' ? String(shape.keys[k]) : `${path}.${shape.keys[k]}`) : `${path}[${k}]`), // prettier-ignore
  )
}

/** The names of a function's parameters, as far as its text gives plain ones; `a0`, `a1` … for the others. */
export function parametersOf(f: (...args: never[]) => unknown, count: number): string[] {
  const [, list = ''] = /^(?:async\s+)?(?:function\b[^(]*)?\(([\w$\s,]*)\)/.exec(f.toString()) ?? []
  const names = list.split(',').map((name) => name.trim())
  return Array.from({ length: count }, (_, k) => names[k] || `a${k}`)
}

/** All loops, a line each; what is computed in the loop of another nest stands below it, after a +. */
export function printLoops(program: Program, nests: NestProgram, names: Names): string {
  const { texts, copies } = loopsOf(program, nests, names)
  const shared = sharedLoops(nests)
  const below = new Map<Nest, string[]>()
  nests.nests.forEach((nest, k) => {
    const first = shared.get(nest)
    if (first) below.set(first, [...(below.get(first) ?? []), `  + ${texts[k]!.text}`])
  })
  const lines = nests.nests.flatMap((nest, k) => (shared.has(nest) ? [] : [texts[k]!.text, ...(below.get(nest) ?? [])]))
  return [...lines, ...copies].join('\n')
}

/** Loops said in the user's names. */
export interface Loops {
  readonly texts: readonly { readonly text: string; readonly dims: readonly number[]; readonly letters: string }[]
  readonly copies: readonly string[]
  nameAt(place: number): string
}
export function loopsOf({ graph }: Program, nests: NestProgram, { inputs, outputs }: Names): Loops {
  const { places, layout } = nests
  const named = new Map<number, string>()
  inputs.forEach((name, k) => named.set(k, name))
  // A label that several nodes have names none of them.
  const seen = new Map<string, number>()
  for (const label of graph.labels.values()) seen.set(label, (seen.get(label) ?? 0) + 1)
  for (const [node, label] of graph.labels) {
    const at = places[node] as number
    if (at >= inputs.length && seen.get(label) === 1) named.set(at, label)
  }
  outputs.forEach((name, k) => {
    const at = layout.outputs / 8 + k
    if (!named.has(at)) named.set(at, name)
  })
  const constants = new Map(nests.constants)
  const blocks: Block[] = []
  const printer = new Printer(named, constants, blocks)
  const texts = nests.nests.map((nest) => {
    printer.write(nest)
    return { text: printer.line(nest), dims: nest.dims.map(({ count }) => count), letters: LETTERS }
  })
  const nameAt = (place: number): string => printer.place(place, [])
  return { texts, copies: nests.copies.map(([from, to]) => `${nameAt(to)} = ${nameAt(from)}`), nameAt }
}

class Printer {
  constructor(
    readonly named: ReadonlyMap<number, string>,
    readonly constants: ReadonlyMap<number, number>,
    readonly blocks: Block[],
  ) {}

  /** Gives what a nest writes a name, unless its user has given one. */
  write({ base, dims, table }: Nest): void {
    const from = base[0] as number
    if (table || this.named.has(from)) return
    const steps = dims.map(({ count, steps }) => ({ count, by: steps[0] as number }))
    const to = steps.reduce((at, { count, by }) => at + (count - 1) * by, from)
    const strides = steps.map(({ by }) => by).filter((by) => by > 0).toSorted((a, b) => b - a) // prettier-ignore
    this.blocks.push({ name: `t${this.blocks.length + 1}`, from, to, strides })
  }

  line(nest: Nest): string {
    const { fn, segments, base, dims, table, lanes } = nest
    if (table)
      return `for ${lanes} rows of a table: ${fn.name}${segments ? ` of ${segments.length} runs of terms` : ''}`
    const stream = (s: number, more: readonly Move[] = []): string => {
      const moves = dims.map(({ count, steps }, k): Move => ({ letter: LETTERS[k] as string, count, by: steps[s] as number })) // prettier-ignore
      return this.place(base[s] as number, [...moves, ...more])
    }
    const inner = LETTERS[dims.length] as string
    const counts = new Set<number>()
    const term = ({ count, p, pStep, q, qStep, m, mStep }: Segment): string => {
      const along = (by: number): Move[] => (count > 1 ? [{ letter: inner, count, by }] : [])
      const there = q < 0 ? stream(p, along(pStep)) : `${stream(p, along(pStep))}·${stream(q, along(qStep))}`
      // Where the mask is 0 the term is not there.
      const one = m < 0 ? there : `(${there} if ${stream(m, along(mStep))})`
      if (count === 1) return one
      counts.add(count)
      return fn.step === 'add' ? `Σ${SMALL[inner] ?? inner} ${one}` : `${fn.name}${SMALL[inner] ?? inner} ${one}`
    }
    const operands = base.slice(1).map((_, k) => stream(k + 1))
    const value = segments
      ? segments.map(term).join(fn.step === 'add' ? ' + ' : ` ${fn.name} `)
      : operands.length === 2 && SIGNS[fn.step ?? ''] !== undefined
        ? operands.join(SIGNS[fn.step ?? ''])
        : `${fn.name}(${operands.join(', ')})`
    const loops = dims.map(({ count }, k) => `${LETTERS[k]} < ${count}`).join(', ')
    const sums = counts.size > 0 ? ` (${[...counts].map((count) => `${inner} < ${count}`).join(', ')})` : ''
    return `${loops === '' && sums === '' ? '' : `${loops === '' ? 'once' : `for ${loops}`}${sums}: `}${stream(0)} = ${value}`
  }

  /** A place and how it moves, by the best name there is. */
  place(base: number, moves: readonly Move[]): string {
    const moving = moves.filter(({ by, count }) => by !== 0 && count > 1)
    return this.inWords(base, moving) ?? this.inBlock(base, moving) ?? this.inRow(base, moving)
  }

  /** Numbers of several names in one row, from the first on. */
  private inRow(base: number, moves: readonly Move[]): string {
    const first = this.named.get(base)
    return first === undefined ? `memory[${sum(base, moves)}]` : `(${parsed(first)?.written} …)[${sum(0, moves)}]`
  }

  /** By the user's names, whose numbers must move evenly with the loops. */
  private inWords(base: number, moves: readonly Move[]): string | undefined {
    const constant = this.constants.get(base)
    if (moves.length === 0 && constant !== undefined) return String(constant).replaceAll('-', '−')
    const first = parsed(this.named.get(base))
    if (!first) return undefined
    const { words, numbers } = first
    const steps: (Move & { readonly each: readonly number[] })[] = []
    for (const move of moves) {
      const next = parsed(this.named.get(base + move.by))
      const each = next?.numbers.map((x, k) => x - (numbers[k] as number)) ?? []
      if (next?.words !== words || each.every((x) => x === 0)) return undefined
      steps.push({ ...move, each })
    }
    // Every corner of the box is where it must be.
    for (let corner = 0; corner < 2 ** steps.length; corner++) {
      const chosen = steps.filter((_, k) => corner & (1 << k))
      const at = chosen.reduce((place, { by, count }) => place + by * (count - 1), base)
      const there = parsed(this.named.get(at))
      const wanted = numbers.map((x, k) => chosen.reduce((all, { each, count }) => all + (each[k] as number) * (count - 1), x)) // prettier-ignore
      if (there?.words !== words || there.numbers.some((x, k) => x !== wanted[k])) return undefined
    }
    const written = numbers.map((x, k) => sum(x, steps.map(({ letter, count, each }) => ({ letter, count, by: each[k] as number })))) // prettier-ignore
    let next = 0
    return words.replaceAll('#', () => written[next++] as string).replaceAll('][', ',')
  }

  /** By what wrote it. */
  private inBlock(base: number, moves: readonly Move[]): string | undefined {
    const end = moves.reduce((at, { count, by }) => at + Math.max(0, (count - 1) * by), base)
    const begin = moves.reduce((at, { count, by }) => at + Math.min(0, (count - 1) * by), base)
    const block = this.blocks.findLast(({ from, to }) => from <= begin && end <= to)
    if (!block) return undefined
    const { name, from, strides } = block
    if (strides.length === 0) return name
    let rest = base - from
    const flat = `${name}[${sum(rest, moves)}]`
    const left = new Map(moves.map((move) => [move, move.by]))
    let isFlat = false
    const indices = strides.map((stride, k) => {
      const constant = Math.trunc(rest / stride)
      rest -= constant * stride
      const parts = moves.map((move) => {
        const by = Math.trunc((left.get(move) as number) / stride)
        left.set(move, (left.get(move) as number) - by * stride)
        return { ...move, by }
      })
      // What goes over the end of a row is no index of a column.
      const most = parts.reduce((all, { by, count }) => all + Math.max(0, by * (count - 1)), constant)
      if (k > 0 && most * stride >= (strides[k - 1] as number)) isFlat = true
      return sum(constant, parts)
    })
    return !isFlat && rest === 0 && [...left.values()].every((by) => by === 0) ? `${name}[${indices.join(',')}]` : flat
  }
}

/** "2i + j + 3", "99 − k". */
function sum(constant: number, moves: readonly Move[]): string {
  const terms = moves.filter(({ by }) => by !== 0).map(({ letter, by }) => `${by === 1 ? '' : by === -1 ? '-' : by}${letter}`) // prettier-ignore
  if (constant !== 0 || terms.length === 0)
    if (terms[0]?.startsWith('-')) terms.unshift(String(constant))
    else terms.push(String(constant))
  return terms.join(' + ').replaceAll('+ -', '− ').replaceAll('-', '−')
}

/** A name with `#` for its numbers, these, and how it is written. */
function parsed(
  name: string | undefined,
): { readonly words: string; readonly numbers: readonly number[]; readonly written: string } | undefined {
  if (name === undefined) return undefined
  const numbers: number[] = []
  // layers.0.w.1 is layers[0].w[1], and so is w_1 of a label w[1].
  const words = name.replaceAll(/\[(\d+)\]|[._](\d+)(?=[\s._′[]|$)/g, (_, inBrackets: string, bare: string) => {
    numbers.push(Number(inBrackets ?? bare))
    return '[#]'
  })
  let next = 0
  return { words, numbers, written: words.replaceAll('#', () => String(numbers[next++])) }
}

/** What a step of training reads and writes, in order: numbers of the optimiser, examples, parameters; the loss, what has moved, slopes. */
export function stepNames(
  common: readonly string[],
  states: readonly string[] | undefined,
  batch: readonly string[],
  captured: readonly string[],
  trained: readonly string[],
  /** How many of these are moved, the first ones. */
  moving: number,
): Names {
  const remembered = states ?? []
  const moved = [...trained.slice(0, moving), ...remembered].map((name) => `${name}′`)
  return {
    inputs: [...common, ...remembered, ...batch, ...captured],
    outputs: ['loss', ...moved, ...trained.map((name) => `∂${name}`)],
  }
}

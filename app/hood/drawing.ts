/** What the sandbox tells of a compiled program, as plain data: it runs other people's code, so every field is checked before anybody looks at it. */

/** One loop nest. All of its cells are built alike. */
export interface Block {
  /** As `explain()` prints it. */
  readonly text: string
  readonly dims: readonly { readonly letter: string; readonly count: number }[]
  /** How many cells it computes. */
  readonly cells: number
  /** Nodes of each cell: products that only its sum uses, and the others. */
  readonly factors: number
  readonly own: number
  /** What they compute, by place in `ops`; −1 where there are none. */
  readonly factor: number
  readonly op: number
  /** It is computed in the loop of the one above it that is not. */
  readonly isWithin: boolean
  /** What the first cells are called. */
  readonly names: readonly string[]
  /** The ways in which its cells were written: of each the place of its nodes, products first, in turns with how many follow that have it; −1 for no place. */
  readonly written: readonly (readonly number[])[]
  /** Which of those ways cells have, in turns with how many follow that have it. */
  readonly ways: readonly number[]
}
export interface Drawing {
  readonly executor: string
  readonly why: string
  /** Nodes that compute, cells and loops: all of them, also those that are not drawn. */
  readonly nodes: number
  readonly cells: number
  readonly loops: number
  readonly inputs: number
  readonly outputs: number
  readonly bytes: number
  readonly ops: readonly { readonly name: string; readonly sign: string; readonly nodes: number }[]
  readonly passes: readonly Pass[]
  /** The first of the loops. */
  readonly blocks: readonly Block[]
  /** Where nodes were written, each as `file:line:column`. */
  readonly places: readonly string[]
}
export interface Pass {
  readonly pass: string
  readonly milliseconds: number
  readonly nodes: number
  readonly bytes: number
}
/** Nanoseconds of a call, the least of several rounds in turns. */
export interface Times {
  readonly eager: number
  readonly compiled: number
  readonly calls: number
}
export interface Proof {
  /** Random inputs that were tried, those that the function itself refused, and numbers that were compared. */
  readonly tried: number
  readonly refused: number
  readonly numbers: number
  readonly milliseconds: number
  /** The first input whose numbers were not the same, in words. */
  readonly fails: string
}

/** A program that stands alone: TypeScript, or the types of a module and its bytes in base64. */
export interface Taken {
  readonly text: string
  readonly wasm: string
}

/** Loops that are drawn, places that are told, and numbers that say of one loop which of its nodes were written where. */
export const MOST_BLOCKS = 60
export const MOST_PLACES = 1000
export const MOST_RUNS = 400

class Refused extends Error {}
type Read<T> = (given: unknown) => T

const number: Read<number> = (x) => {
  if (typeof x !== 'number' || Number.isNaN(x)) throw new Refused()
  return x
}
const count: Read<number> = (x) => {
  if (!Number.isSafeInteger(x) || (x as number) < -1) throw new Refused()
  return x as number
}
const flag: Read<boolean> = (x) => {
  if (typeof x !== 'boolean') throw new Refused()
  return x
}
const string =
  (most: number): Read<string> =>
  (x) => {
    if (typeof x !== 'string' || x.length > most) throw new Refused()
    return x
  }
const text = string(20_000)
const list =
  <T>(most: number, read: Read<T>): Read<T[]> =>
  (x) => {
    if (!Array.isArray(x) || x.length > most) throw new Refused()
    return x.map(read)
  }
const record =
  <T extends object>(fields: { readonly [K in keyof T]: Read<T[K]> }): Read<T> =>
  (x) => {
    if (typeof x !== 'object' || x === null) throw new Refused()
    const keys = Object.keys(fields) as (keyof T & string)[]
    return Object.fromEntries(
      keys.map((key) => [key, fields[key](Object.hasOwn(x, key) ? (x as T)[key] : undefined)]),
    ) as T
  }

const block = record<Block>({
  text,
  dims: list(20, record({ letter: text, count })),
  cells: count,
  factors: count,
  own: count,
  factor: count,
  op: count,
  isWithin: flag,
  names: list(1000, text),
  written: list(MOST_RUNS, list(MOST_RUNS, count)),
  ways: list(MOST_RUNS, count),
})
const readers: Readers = {
  look: record<Drawing>({
    executor: text,
    why: text,
    nodes: count,
    cells: count,
    loops: count,
    inputs: count,
    outputs: count,
    bytes: count,
    ops: list(300, record({ name: text, sign: text, nodes: count })),
    passes: list(30, record({ pass: text, milliseconds: number, nodes: count, bytes: count })),
    blocks: list(MOST_BLOCKS, block),
    places: list(MOST_PLACES, text),
  }),
  time: record<Times>({ eager: number, compiled: number, calls: count }),
  prove: record<Proof>({ tried: count, refused: count, numbers: count, milliseconds: number, fails: text }),
  take: record<Taken>({ text: string(1e6), wasm: string(1e6) }),
}
interface Answers {
  readonly look: Drawing
  readonly time: Times
  readonly prove: Proof
  readonly take: Taken
}
type Readers = { readonly [K in keyof Answers]: Read<Answers[K]> }
export type Asked = keyof Answers
export type Answer<K extends Asked> = Answers[K]

/** What the sandbox said of something; undefined for what it cannot have said. */
export function readAnswer<K extends Asked>(asked: K, said: string): Answer<K> | undefined {
  try {
    return readers[asked](JSON.parse(said))
  } catch {
    return undefined
  }
}

/** Code as bytes that can be kept: a WebAssembly module whose last section says what its program is, where its numbers lie, and by a digest that nothing of it was changed. */
import { ops } from '../ops/index.js'
import { Bytes } from './assembler.js'
import { functionOf } from './functions.js'
import type { Compiled } from './line.js'
import type { Code, PassFigure } from './structure.js'

/** What is to be known of code besides its module. */
export interface Facts {
  readonly executor: Code['executor']
  readonly why: string
  readonly layout: Code['layout']
  readonly modes: Code['modes']
  readonly parts: number
  /** Nodes of its program, and branches that it holds for. */
  readonly nodes: number
  readonly guards: number
  readonly passes: readonly PassFigure[]
}
/** Code as it comes out of a sealed module. */
export type Opened = Facts & Pick<Compiled, 'bytes' | 'imports'>

interface Said extends Facts {
  /** The digest of the program that it is of. */
  readonly key: string
  /** Functions of JavaScript that it calls, by the names of their ops. */
  readonly imports: readonly string[]
}
const SECTION = 'seegrad'
const DIGEST = 32

interface Subtle {
  digest(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>
}
/** 32 bytes of SHA-256; none where the platform has no digests, as on a page that came over plain HTTP. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { crypto } = globalThis as { readonly crypto?: { readonly subtle?: Subtle } }
  return crypto?.subtle && new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
/** The name of the program that packed columns are of, by what it computes; empty where there are no digests. */
export async function keyOf(columns: Uint8Array<ArrayBuffer>): Promise<string> {
  return Array.from((await digest(columns)) ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/*
 *   | module | 0 | length | 7 seegrad | digest of module and text | text: what is said, as JSON |
 */
export async function sealed(
  { bytes, imports }: Compiled,
  facts: Facts,
  key: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // The same program gives the same bytes, however long it took.
  const passes = facts.passes.map((figure) => ({ ...figure, milliseconds: 0 }))
  const said: Said = { ...facts, passes, key, imports: imports.map(({ name }) => name) }
  const text = new TextEncoder().encode(JSON.stringify(said))
  const content = new Bytes().name(SECTION)
  for (const byte of (await digest(joined(bytes, text))) ?? new Uint8Array(DIGEST)) content.byte(byte)
  const head = new Bytes().byte(0).u32(content.length + text.length).append(content) // prettier-ignore
  return joined(bytes, head.done, text)
}

/** Errors: bytes of another program, or such as were changed. */
export async function opened(all: Uint8Array<ArrayBuffer>, key: string): Promise<Opened> {
  const at = sectionOf(all)
  if (at === undefined) throw new TypeError('these are no bytes of a compiled program')
  const bytes = all.slice(0, at.section)
  const text = all.subarray(at.content + DIGEST)
  const found = await digest(joined(bytes, text))
  if (found?.some((byte, k) => byte !== all[at.content + k])) throw new TypeError('the bytes were changed')
  const { imports, ...facts } = JSON.parse(new TextDecoder().decode(text)) as Said
  if (facts.key !== key) throw new TypeError('the bytes are of another program')
  const functions = imports.map((name) => {
    const op = ops.get(name)
    if (!op) throw new TypeError(`the op ${name} is not in the table`)
    return functionOf(op)
  })
  return { ...facts, bytes, imports: functions }
}

/** Where the last section begins, and what follows its name; undefined where it is none of ours. */
function sectionOf(all: Uint8Array): { readonly section: number; readonly content: number } | undefined {
  const name = new Bytes().name(SECTION).done
  let at = 8
  const number = (): number => {
    let [x, shift, byte] = [0, 0, 0x80]
    for (; byte & 0x80 && shift < 35; shift += 7) x += ((byte = all[at++] ?? 0) & 0x7f) * 2 ** shift
    return x
  }
  while (at < all.length) {
    const section = at++
    const length = number()
    const isLast = at + length === all.length
    if (isLast && all[section] === 0 && length > name.length + DIGEST && name.every((byte, k) => all[at + k] === byte))
      return { section, content: at + name.length }
    at += length
  }
  return undefined
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

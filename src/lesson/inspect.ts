/** Any result as text: what the console and the line below a cell print, bounded in every direction. */
import { isValue } from '../engine/index.js'

/** More is left out, with a sign that it was. */
const MOST = { characters: 20_000, depth: 4, entries: 100 }

/** One thing as text; a text as it is. */
export function inspect(x: unknown): string {
  const text = typeof x === 'string' ? x : printed(x, 0, [])
  return text.length > MOST.characters ? `${text.slice(0, MOST.characters)} … (${text.length} characters)` : text
}

function printed(x: unknown, depth: number, around: readonly object[]): string {
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'bigint') return `${x}n`
  if (Object.is(x, -0)) return '-0'
  if (typeof x === 'function')
    return /^class\b/.test(String(x)) ? `[class ${x.name}]` : `[function ${x.name || 'without a name'}]`
  if (typeof x !== 'object' || x === null) return String(x)
  if (isValue(x)) return (x as unknown as { toString(): string }).toString()
  if (around.includes(x)) return '[itself]'
  if (x instanceof Error) return `${x.name}: ${x.message}`
  if (x instanceof Date || x instanceof RegExp) return String(x)
  if (x instanceof Promise) return '[a promise: write await before it]'
  const inner = (one: unknown): string => printed(one, depth + 1, [...around, x])
  const isDeep = depth >= MOST.depth
  if (Array.isArray(x)) return isDeep ? '[…]' : listed('[', x, inner, ']')
  if (ArrayBuffer.isView(x) && 'length' in x)
    return listed(`${x.constructor.name} [`, x as unknown as ArrayLike<unknown>, inner, ']')
  if (x instanceof Set) return isDeep ? 'Set {…}' : listed('Set {', [...x], inner, '}')
  if (x instanceof Map)
    return isDeep ? 'Map {…}' : listed('Map {', [...x], ([key, one]) => `${inner(key)} → ${inner(one)}`, '}')
  const name = (Object.getPrototypeOf(x) as { constructor?: { name?: unknown } } | null)?.constructor?.name
  const title = typeof name === 'string' && name !== 'Object' ? `${name} ` : ''
  if (isDeep) return `${title}{…}`
  // What a getter would do is not asked.
  const fields = Object.entries(Object.getOwnPropertyDescriptors(x)).filter(([, field]) => field.enumerable)
  const field = ([key, { value, get }]: [string, PropertyDescriptor]): string =>
    `${/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key)}: ${get ? '[getter]' : inner(value)}`
  return fields.length === 0 ? `${title}{}` : listed(`${title}{ `, fields, field, ' }')
}

function listed<T>(open: string, entries: ArrayLike<T>, print: (entry: T) => string, close: string): string {
  const parts = Array.from({ length: Math.min(entries.length, MOST.entries) }, (_, k) => print(entries[k] as T))
  if (entries.length > MOST.entries) parts.push(`… ${entries.length - MOST.entries} more`)
  const line = `${open}${parts.join(', ')}${close}`
  return line.length <= 100
    ? line
    : `${open.trimEnd()}\n  ${parts.join(',\n').replaceAll('\n', '\n  ')}\n${close.trimStart()}`
}

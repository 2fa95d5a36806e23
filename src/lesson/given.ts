/** Reading plain data that anybody may have sent: each reader checks one thing and gives a copy, or refuses. */

/** It is not what was to be read. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** The own properties of an object, by name; those of its prototype are none. */
export function fields(x: unknown): (name: string) => unknown {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) throw new Refused()
  return (name) => (Object.hasOwn(x, name) ? (x as Readonly<Record<string, unknown>>)[name] : undefined)
}
export function text(x: unknown, longest: number): string {
  if (typeof x !== 'string' || x.length > longest) throw new Refused()
  return x
}
export function number(x: unknown, isFinite: boolean = false): number {
  if (typeof x !== 'number' || (isFinite && !Number.isFinite(x))) throw new Refused()
  return x
}
export function oneOf<const T extends string>(x: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === x)
  if (found === undefined) throw new Refused()
  return found
}
export function list<T>(x: unknown, longest: number, read: (entry: unknown) => T): readonly T[] {
  if (!Array.isArray(x) || x.length > longest) throw new Refused()
  return Array.from(x, read)
}
/** What need not be there. */
export function maybe<T>(x: unknown, read: (x: unknown) => T): T | undefined {
  return x === undefined ? undefined : read(x)
}

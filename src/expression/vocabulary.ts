/** What an expression may call: the public ops by their names, and the functions of Math that ops stand for. */
import type { Op, Words } from '../ops/index.js'
import * as rows from '../ops/rows.js'
import { ops } from '../ops/table.js'

export type Row = Op & Words

/** The ops that a program can import, by name. */
export const functions: ReadonlyMap<string, Row> = new Map(
  [...ops].filter(([name, op]) => (rows as Readonly<Record<string, unknown>>)[name] === op),
)

/** The names of the functions of Math that an op stands for. */
export const mathNames: readonly string[] = [...new Set([...functions.values()].flatMap(({ math }) => math ?? []))]

/** The numbers of Math. */
export const constants: ReadonlyMap<string, number> = new Map(
  Object.entries(Object.getOwnPropertyDescriptors(Math)).flatMap(([name, { value }]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  ),
)

/** `Math[name]` of so many inputs, by the row that stands for it; undefined if Math takes no such number of them. */
export function mathFunction(name: string, count: number): ((inputs: readonly number[]) => Applied) | undefined {
  const found = [...functions.values()].filter(({ math }) => math === name)
  const exact = found.find(({ arity }) => arity === count)
  if (exact) return (inputs) => ({ row: exact, inputs })
  const list = found.find(({ arity }) => arity === 'list')
  if (list && count > 0) return (inputs) => ({ row: list, inputs: [inputs] })
  const [folded] = found
  const { folds } = folded ?? {}
  if (!folded || folds === undefined || count === 0) return undefined
  return ([first = 0, ...rest]) =>
    rest.length === 0
      ? { row: folded, inputs: [first, folds] }
      : {
          row: folded,
          inputs: [rest.slice(0, -1).reduce((a, b) => apply(folded, [a, b]), first), rest.at(-1) as number],
        }
}

/** A call that is about to be made: a list counts as one input. */
export interface Applied {
  readonly row: Row
  readonly inputs: readonly unknown[]
}

export function apply(row: Row, inputs: readonly unknown[]): number {
  return (row as unknown as (...inputs: readonly unknown[]) => number)(...inputs)
}

/** Whether the op takes two lists: one of one list takes any that is not empty. */
export function takesTwoLists(row: Row): boolean {
  try {
    apply(row, [[1]])
    return false
  } catch {
    return true
  }
}

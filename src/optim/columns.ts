/** Columns of numbers: a rule that is written in ops for one parameter is run on many at once, with the same bits. */
import {
  add,
  div,
  interpreter,
  mul,
  neg,
  sqrt,
  square,
  sub,
  Traced,
  type Interpreter,
  type Op,
  type Value,
} from '../ops/index.js'

/** So few that all columns of a rule stay near the processor. */
export const LENGTH = 256

/** What stands for a number in a rule, and is up to `LENGTH` of them. */
class Column extends Traced {
  readonly numbers: Float64Array = new Float64Array(LENGTH)
}
/** A rule has taken a column for a number outside of ops. */
export class NotInOps extends Error {}

type Loop = (into: Float64Array, a: Float64Array, b: Float64Array, count: number) => void
/** A loop that calls a function for each number takes many times as long as one that computes: what rules consist of is written out. */
export const loops: ReadonlyMap<unknown, Loop> = new Map<unknown, Loop>([
  [add.forward, (into, a, b, n) => { for (let k = 0; k < n; k++) into[k] = (a[k] as number) + (b[k] as number) }],
  [sub.forward, (into, a, b, n) => { for (let k = 0; k < n; k++) into[k] = (a[k] as number) - (b[k] as number) }],
  [mul.forward, (into, a, b, n) => { for (let k = 0; k < n; k++) into[k] = (a[k] as number) * (b[k] as number) }],
  [div.forward, (into, a, b, n) => { for (let k = 0; k < n; k++) into[k] = (a[k] as number) / (b[k] as number) }],
  [neg.forward, (into, a, _b, n) => { for (let k = 0; k < n; k++) into[k] = -(a[k] as number) }],
  [sqrt.forward, (into, a, _b, n) => { for (let k = 0; k < n; k++) into[k] = Math.sqrt(a[k] as number) + 0 }],
  [square.forward, (into, a, _b, n) => { for (let k = 0; k < n; k++) into[k] = (a[k] as number) * (a[k] as number) }],
]) // prettier-ignore

/** Any other op, number by number. */
function called({ arity, forward }: Op, columns: readonly Float64Array[]): Loop {
  const f = forward as unknown as (...inputs: readonly unknown[]) => number
  const at = (k: number): number[] => columns.map((column) => column[k] as number)
  return (into, a, b, n) => {
    const [, , c] = columns
    if (arity === 'list') for (let k = 0; k < n; k++) into[k] = f(at(k))
    else if (columns.length === 1) for (let k = 0; k < n; k++) into[k] = f(a[k])
    else if (columns.length === 2) for (let k = 0; k < n; k++) into[k] = f(a[k], b[k])
    else if (columns.length === 3) for (let k = 0; k < n; k++) into[k] = f(a[k], b[k], c![k])
    else for (let k = 0; k < n; k++) into[k] = f(...at(k))
  }
}

/** The columns in use, and those that wait. */
const pool: Column[] = []
let used = 0
/** How many numbers of each column count. */
let count = 0

const fresh = (): Column => (pool[used++] ??= new Column())
function filled(x: number): Column {
  const column = fresh()
  column.numbers.fill(x, 0, count)
  return column
}
const columnOf = (x: unknown): Column => (typeof x === 'number' ? filled(x) : (x as Column))

const each: Interpreter = {
  apply1: (op, x) => apply(op, [x]),
  apply2: (op, a, b) => apply(op, [a, b]),
  apply,
}
function apply(op: Op, inputs: readonly number[]): Value {
  const columns = inputs.map((x) => columnOf(x).numbers)
  const made = fresh()
  const [a, b = a] = columns as [Float64Array, Float64Array?]
  ;(loops.get(op.forward) ?? called(op, columns))(made.numbers, a, b, count)
  return made as unknown as Value
}
Object.defineProperty(Column.prototype, interpreter, { value: each })
Object.defineProperty(Column.prototype, Symbol.toPrimitive, {
  value() {
    throw new NotInOps()
  },
})

/** One run of a rule: `given` are rows of numbers, of which those from a place on are handed in as columns; what comes out of it is written to the same places of `into`. */
export function onColumns(
  given: readonly Float64Array[],
  into: readonly Float64Array[],
  from: number,
  run: (columns: readonly number[]) => readonly unknown[],
): void {
  used = 0
  count = Math.min(LENGTH, given[0]!.length - from)
  const columns = given.map((row) => {
    const column = fresh()
    column.numbers.set(row.subarray(from, from + count))
    return column
  })
  const made = run(columns as unknown as readonly number[])
  into.forEach((row, j) => {
    const one = made[j]
    if (!(one instanceof Column) && typeof one !== 'number') throw new NotInOps()
    row.set(columnOf(one).numbers.subarray(0, count), from)
  })
}

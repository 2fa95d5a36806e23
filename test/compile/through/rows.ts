/** Ops on plain numbers, gathered and computed many at a time as loops of WebAssembly, as a compiled map over a list would. */
import type { Op } from 'seegrad'
import { machineOf, type Machine } from '../../../src/compile/machine.js'
import { nestCodeOf } from '../../../src/compile/nest-code.js'
import { nestsOf } from '../../../src/compile/nests.js'
import { read } from '../../../src/compile/read.js'
import { simplify } from '../../../src/compile/simplify.js'
import { Inside, record } from '../../../src/compile/trace.js'
import { count, faults, isBusy } from './through.js'

/** Calls of one op, its lists of one length and its parameters the same. */
interface Rows {
  readonly op: Op
  /** The call with these numbers in place of its inputs. */
  readonly call: (...xs: number[]) => number
  readonly width: number
  readonly inputs: number[]
  readonly own: number[]
  machine?: Machine
}
const LANES = 32
/** A list that is longer would be a program of its own size each. */
const LONGEST = 40
const all = new Map<string, Rows>()

const isNumbers = (x: unknown): x is number[] => Array.isArray(x) && x.every((one) => typeof one === 'number')

/** The inputs of a call, and the call as a function of them; undefined if it is none on plain numbers. */
function taken(op: Op, args: readonly unknown[]): { inputs: number[]; call: Rows['call']; key: string } | undefined {
  const apply = op as unknown as (...args: unknown[]) => number
  if (op.arity === 'list') {
    const lists = args.slice(0, isNumbers(args[1]) ? 2 : 1)
    if (!lists.every(isNumbers)) return undefined
    const inputs = lists.flat()
    if (inputs.length === 0 || inputs.length > LONGEST) return undefined
    const call = (...xs: number[]): number => (lists.length === 1 ? apply(xs) : apply(xs.slice(0, xs.length / 2), xs.slice(xs.length / 2))) // prettier-ignore
    return { inputs, call, key: `${inputs.length} in ${lists.length}` }
  }
  const before = op.order === 'before' ? args.slice(0, 1) : []
  const inputs = args.slice(before.length, before.length + op.arity)
  const after = op.parameters.length > 0 && before.length === 0 ? args.slice(op.arity) : []
  if (inputs.length !== op.arity || !isNumbers(inputs)) return undefined
  const said = [...before, ...after].map((x) => (typeof x === 'object' && x !== null ? Object.entries(x).join() : String(x))) // prettier-ignore
  return { inputs, call: (...xs) => apply(...before, ...xs, ...after), key: said.join(' ') }
}

export function note(op: Op, args: readonly unknown[], own: unknown): void {
  if (isBusy() || typeof own !== 'number') return
  const made = taken(op, args)
  if (!made) return
  const key = `${op.name} ${made.key}`
  let rows = all.get(key)
  if (!rows) all.set(key, (rows = { op, call: made.call, width: made.inputs.length, inputs: [], own: [] }))
  rows.inputs.push(...made.inputs)
  rows.own.push(own)
  if (rows.own.length >= LANES) compute(rows)
}

function compute(rows: Rows): void {
  const { op, call, width } = rows
  const inputs = rows.inputs.slice(0, LANES * width)
  const own = rows.own.slice(0, LANES)
  while (inputs.length < LANES * width) inputs.push(...inputs.slice(0, width))
  if (!rows.machine) {
    const f = (xs: readonly number[]): number[] => Array.from({ length: LANES }, (_, k) => call(...xs.slice(k * width, (k + 1) * width))) // prettier-ignore
    try {
      rows.machine = machineOf(nestCodeOf(nestsOf(simplify(read(record(f as never, [inputs]))))))
    } catch (error) {
      // A transform is running around the call: these wait.
      if (error instanceof Inside) return
      throw error
    }
  }
  const { memory, layout, run } = rows.machine
  memory.set(inputs)
  run()
  count('op on numbers: nests', own.length)
  own.forEach((x, k) => {
    const its = memory[layout.outputs / 8 + k]
    if (!Object.is(x, its)) faults.push(`${op.name} of ${inputs.slice(k * width, (k + 1) * width).join()}: ${its} compiled, ${x} eager`) // prettier-ignore
  })
  rows.inputs.splice(0, LANES * width)
  rows.own.splice(0, LANES)
}

/** Computes what waits, and lets each program go: of thousands at once the memories would not find room. */
export function flush(): void {
  for (const [key, rows] of all) {
    while (rows.own.length > 0) compute(rows)
    all.delete(key)
  }
}

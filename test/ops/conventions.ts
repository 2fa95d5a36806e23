/** The table of conventions made whole: each row with its op, its function and its kink; and the kinks of rows that have no row there. */
import { ops, type Kink, type Op, type Words } from 'seegrad'
import { inner, programs, table, type Answer, type Notes, type Row } from './conventions-table.js'
import { isAt, pointAt } from './kinks.js'
import { bound } from './points.js'

/** A row of the table made whole. */
export interface Convention {
  readonly said: string
  /** The op it belongs to. */
  readonly op: Op
  readonly f: (...inputs: number[]) => number
  readonly inputs: readonly number[]
  readonly parameters: readonly number[]
  readonly torch: string
  readonly isList: boolean
  /** Not an op, but a program of several. */
  readonly isProgram: boolean
  readonly value: Answer
  readonly slopes: readonly Answer[]
  readonly second: Answer
  readonly notes: Notes
  /** What the op's row states there. */
  readonly kink: Kink | undefined
}

/** A number as a page says it: ∞, −0, 1/3, π/2, and no more digits than asked for. */
export function show(x: number, digits = 17): string {
  if (x === Math.PI / 2) return 'π/2'
  if (x === 1 / 3) return '1/3'
  if (Object.is(x, -0)) return '−0'
  if (Number.isNaN(x)) return 'NaN'
  const rounded = Number(x.toPrecision(digits))
  const text = Math.abs(x) >= 1e15 && Number.isFinite(x) ? rounded.toExponential() : String(rounded)
  return text.replace('e+', 'e').replace('Infinity', '∞').replaceAll('-', '−')
}

function ofOp([name, point, value, slopes, second, notes = {}]: Row): Convention {
  const op = ops.get(name)
  if (!op) throw new Error(`no op is called ${name}`)
  const isList = op.arity === 'list'
  const width = op.arity === 'list' ? point.length : op.arity
  const [f, inputs] = bound(op, point, width)
  const numbers = point.map((x) => show(x)).join(', ')
  return {
    said: `${name}(${isList ? `[${numbers}]` : op.order === 'before' ? [...point.slice(width), ...inputs].map((x) => show(x)).join(', ') : numbers})`,
    op,
    f,
    inputs,
    parameters: point.slice(width),
    torch: usualTorch(op),
    isList,
    isProgram: false,
    value,
    slopes,
    second,
    notes,
    kink: op.kinks?.findLast(({ at }) => isAt(at, point, f(...inputs))),
  }
}

/** Where a row has more than programs usually write, so that PyTorch gives its numbers far out too: softplus goes over into x at 20, cosh overflows. */
const usual: Readonly<Record<string, string>> = {
  softplus: 'torch.nn.functional.softplus(a)',
  sech: '1 / a.cosh()',
  geluSech: '1 / ((2 / torch.pi) ** 0.5 * (a + 0.044715 * a**3)).cosh()',
}
/** How programs write an op in PyTorch. */
export const usualTorch = ({ name, torch = '' }: Op & Words): string => usual[name] ?? torch

const stated: readonly Convention[] = [
  ...table.map(ofOp),
  ...programs.map(([{ said, of, f, torch, at, isList = false }, inputs, value, slopes, second, notes = {}]) => ({
    said,
    op: ops.get(of) as Op,
    f,
    inputs,
    parameters: [],
    torch,
    isList,
    isProgram: true,
    value,
    slopes,
    second,
    notes,
    kink: ops.get(of)?.kinks?.find((kink) => kink.at === at),
  })),
]

/** Kinks that rows state and the table has no row for; what is answered there, test/ops/rows.test.ts asks. */
const further: readonly Convention[] = [...ops.values()].flatMap((op) =>
  (op.kinks ?? []).flatMap((kink) => {
    if (!op.torch || stated.some((row) => row.op === op && row.kink === kink)) return []
    const point = pointAt(op, kink.at)
    return point ? [ofOp([op.name, point, undefined, []])] : []
  }),
)

/** Answers of ops that only rules use. */
export const innerConventions: readonly Convention[] = inner.map(ofOp)

/** Every answer, in the order of the ops. */
export const conventions: readonly Convention[] = [...stated, ...further].toSorted((a, b) => a.op.code - b.op.code)

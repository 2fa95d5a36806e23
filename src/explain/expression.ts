/** Expressions: what ops make of symbols. A rule that runs on them writes itself down. */
import { interpreter, Traced, type Interpreter, type Op, type Value } from '../ops/index.js'

/** A number, a symbol, or an op of such. */
export type Term = number | Expression

/** A symbol, if `op` is empty, or an op of terms. To an op it looks like any argument that is not a number. */
export class Expression extends Traced {
  constructor(
    readonly op: string,
    readonly inputs: readonly Term[],
    /** A symbol as TeX prints it. */
    readonly tex = '',
  ) {
    super()
  }
}

const made = (op: Op, inputs: readonly number[]): Value =>
  new Expression(op.name, inputs as readonly Term[]) as unknown as Value
const writer: Interpreter = {
  apply: made,
  apply1: (op, x) => made(op, [x]),
  apply2: (op, a, b) => made(op, [a, b]),
}
const refused = (): never => {
  throw new TypeError('a rule took a symbol for a number: rules are written in ops, mul(a, b) for a * b.')
}
Object.defineProperties(Expression.prototype, {
  [interpreter]: { get: () => writer },
  [Symbol.toPrimitive]: { value: refused },
})

/** A symbol of that TeX. */
export const symbol = (tex: string): Expression => new Expression('', [], tex)

/** ∂y/∂(k-th input) as a term, by a row's rules: one per input, or one that gives all. */
export function slopeTerm(
  { partials, listPartials }: Pick<Op, 'partials' | 'listPartials'>,
  y: Term,
  inputs: readonly Term[],
  k: number,
): Term {
  const [out, ...given] = [y, ...inputs] as number[]
  const slope = listPartials ? listPartials(out as number, given)[k] : partials[k]?.(out as number, ...given)
  return (slope ?? 0) as Term
}

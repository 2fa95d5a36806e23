/** The formula of an update rule: its update is run on letters, and what was recorded is printed as TeX. */
import { assertOptions } from '../arguments/index.js'
import { isValue, value } from '../engine/index.js'
import type { Value } from '../ops/index.js'
import { ops } from '../ops/table.js'
import type { Hyper, Hypers, Making, Setting, State, UpdateRule } from './rule.js'

/**
 * One step of an update rule as lines of TeX: what it remembers, then the parameter θ, from its gradient g. Hyperparameters are letters, but those that are 0, which
 * drop out of the formula, and switches: give `options` to see the formula that they make.
 *
 * @example
 * import { formula, SGD } from 'seegrad/optim'
 * formula(SGD) // ['\\theta_t = \\theta_{t-1} - \\eta \\cdot g_t']
 * formula(SGD, { momentum: 0.9 }).length // 2
 */
export function formula<H, S, C>(rule: Making<H, S, C>, options: H = {} as H): readonly string[] {
  const { name, hyper, letters, ...row } = rule as unknown as UpdateRule<Hypers> & { readonly letters: State }
  assertOptions(`formula of ${name}`, options, ...Object.keys(hyper))
  const known = new Map<number, string>()
  const letter = (x: number, tex: string): number => {
    const one = value(x)
    known.set(one.id, tex)
    return one
  }
  const plain = Object.fromEntries(
    Object.entries(hyper).map(([name, { default: usual }]) => [name, (options as Hypers)[name] ?? usual]),
  ) as Hypers
  const symbols = Object.fromEntries(
    Object.entries(hyper).map(([key, { tex = key }]: [string, Hyper<Setting>]) => {
      const x = plain[key] as Setting
      if (typeof x === 'boolean' || (x === 0 && key !== 'lr')) return [key, x]
      return [key, typeof x === 'number' ? letter(x, tex) : x.map((each, k) => letter(each, `${tex}_${k + 1}`))]
    }),
  ) as Hypers
  const before = Object.fromEntries(
    Object.entries(rule.state(plain as unknown as Required<H>) as State).map(([key, x]) => [key, letter(x, `${letters[key]}_{t-1}`)]),
  ) // prettier-ignore
  const h = { ...symbols, step: letter(2, 't') }
  const [p, after] = row.update(letter(1, '\\theta_{t-1}'), letter(1, 'g_t'), before, {
    ...h,
    ...(row.common?.(h) as object | undefined),
  })
  const lines: string[] = []
  const state = (x: number, left: string): void => {
    if (!isValue(x)) return
    lines.push(`${left} = ${print(x, known)}`)
    known.set(x.id, left)
  }
  for (const [key, x] of Object.entries(after)) state(x, `${String(letters[key])}_t`)
  state(p, '\\theta_t')
  return lines
}

/** A recorded number as TeX; operands that bind less than their op stand in brackets, unless the op encloses them. */
function print(x: Value, known: ReadonlyMap<number, string>): string {
  const name = known.get(x.id)
  if (name !== undefined) return name
  const op = ops.get(x.op)
  if (!op) return String(x.data)
  const marks = x.prev.map((_, k) => `\u0000${k}\u0000`)
  const frame = op.tex(...marks)
  const { prec = 4 } = op
  const operands = x.prev.map((operand, k) => {
    const tex = print(operand, known)
    const own = known.has(operand.id) ? 4 : (ops.get(operand.op)?.prec ?? 4)
    const isEnclosed = new RegExp(`(?:[{([&=,]|cases}|\\\\\\\\)\\s*${marks[k]}`).test(frame)
    const binds = k === 0 ? own >= prec : own > prec || (own === prec && prec <= 2 && !frame.includes('-'))
    return isEnclosed || binds ? tex : `\\left(${tex}\\right)`
  })
  return frame.replace(/\0(\d+)\0/g, (_, k) => operands[Number(k)] as string)
}

/** The formula of an update rule: its update is run on letters, and what it writes down is printed as explanations are. */
import { assertOptions } from '../arguments/index.js'
import { Expression, symbol, type Term } from '../explain/expression.js'
import { print } from '../explain/formula.js'
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
  const letter = (tex: string): number => symbol(tex) as unknown as number
  const plain = Object.fromEntries(
    Object.entries(hyper).map(([name, { default: usual }]) => [name, (options as Hypers)[name] ?? usual]),
  ) as Hypers
  const symbols = Object.fromEntries(
    Object.entries(hyper).map(([key, { tex = key }]: [string, Hyper<Setting>]) => {
      const x = plain[key] as Setting
      if (typeof x === 'boolean' || (x === 0 && key !== 'lr')) return [key, x]
      return [key, typeof x === 'number' ? letter(tex) : x.map((_, k) => letter(`${tex}_${k + 1}`))]
    }),
  ) as Hypers
  const remembered = Object.keys(rule.state(plain as unknown as Required<H>) as State)
  const before = Object.fromEntries(remembered.map((key) => [key, letter(`${letters[key]}_{t-1}`)]))
  const h = { ...symbols, step: letter('t') }
  const [p, after] = row.update(letter('\\theta_{t-1}'), letter('g_t'), before, {
    ...h,
    ...(row.common?.(h) as object | undefined),
  })
  const known = new Map<Term, Expression>()
  const lines: string[] = []
  const state = (x: number, left: string): void => {
    const term = x as Term
    if (typeof term === 'number') return
    lines.push(`${left} = ${print(lettered(term, known))}`)
    known.set(term, symbol(left))
  }
  for (const [key, x] of Object.entries(after)) state(x, `${String(letters[key])}_t`)
  state(p, '\\theta_t')
  return lines
}

/** The term with what has a letter as that letter. */
function lettered(term: Term, known: ReadonlyMap<Term, Expression>): Term {
  if (typeof term === 'number') return term
  return known.get(term) ?? new Expression(term.op, term.inputs.map((input) => lettered(input, known)), term.tex) // prettier-ignore
}

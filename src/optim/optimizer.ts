/** The optimiser: holds parameters and what their rule remembers of them, and runs the rule on plain numbers. */
import { describe } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import { contains, type Value } from '../ops/index.js'
import type { Hyper, Hypers, Setting, State, UpdateRule } from './rule.js'

/**
 * What `SGD(parameters, options)` and the other rules give: `zeroGrad()`, then `backward()` of a loss, then `step()`, over and over. `lr` may be set between steps, as
 * {@link linear} and the other schedules say. A step changes the numbers of the parameters and records nothing; parameters whose `requiresGrad` is false stay as
 * they are. Throws for parameters that are no leaf Values, none at all or one twice, for options that the rule does not know, and for numbers outside of its
 * intervals; NaN and ∞ lie in none.
 *
 * @example
 * import { value } from 'seegrad'
 * import { SGD } from 'seegrad/optim'
 * const x = value(5, 'x')
 * const optimizer = SGD([x], { lr: 0.25 })
 * for (let k = 0; k < 3; k++) {
 *   optimizer.zeroGrad()
 *   x.sub(1).square().backward()
 *   optimizer.step()
 * }
 * x.data // 1.5
 * optimizer.lr = -1 // throws RangeError: SGD: lr is -1; a finite number in [0, ∞) is allowed
 */
export class Optimizer {
  readonly rule: UpdateRule<Hypers>
  readonly parameters: readonly Value[]
  /** What the rule remembers, per parameter. */
  readonly states: State[]
  /** How many steps were taken. */
  steps = 0
  #hypers: Hypers & { lr: number }
  /** The least and the greatest learning rate so far. */
  #least: number
  #most: number

  constructor(rule: UpdateRule<Hypers>, parameters: Iterable<number>, options: Readonly<Record<string, unknown>>) {
    this.rule = rule
    this.parameters = checkedParameters(rule.name, parameters)
    this.#hypers = checkedOptions(rule, options)
    this.#least = this.#most = this.#hypers.lr
    this.states = this.parameters.map(() => rule.state(this.#hypers))
  }

  /** The hyperparameters as they are now. */
  get options(): Hypers {
    return { ...this.#hypers }
  }

  /** The learning rate of the next step. */
  get lr(): number {
    return this.#hypers.lr
  }
  set lr(lr: number) {
    // An interval has no holes: what lies between allowed rates is allowed, and need not be looked up at every step.
    if (!(lr >= this.#least && lr <= this.#most)) {
      checked(this.rule, 'lr', lr)
      this.#least = Math.min(this.#least, lr)
      this.#most = Math.max(this.#most, lr)
    }
    this.#hypers.lr = lr
  }

  /** Sets every parameter's gradient to 0. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad()
  }

  /** Moves every parameter by its gradient, as the rule says. */
  step(): void {
    const { rule, parameters, states } = this
    let h = { ...this.#hypers, step: ++this.steps }
    if (rule.common) h = Object.assign(h, rule.common(h))
    for (let k = 0; k < parameters.length; k++) {
      const parameter = parameters[k] as Value
      if (!parameter.requiresGrad) continue
      const [next, state] = rule.update(parameter.data, parameter.grad, states[k] as State, h)
      parameter.data = next
      states[k] = state
    }
  }
}

export function checkedParameters(who: string, given: unknown): readonly Value[] {
  if (typeof (given as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function' || typeof given === 'string') {
    const isModule = typeof (given as { parameters?: unknown } | null)?.parameters === 'function'
    const mend = isModule ? 'Write net.parameters().' : 'Write a list: [w, b].'
    throw new TypeError(`${who}: parameters is ${describe(given)}; a list of leaf Values is allowed. ${mend}`)
  }
  const parameters = [...(given as Iterable<unknown>)]
  if (parameters.length === 0)
    throw new RangeError(`${who}: no parameters were given; at least one Value is allowed. There is nothing to train.`)
  const places = new Map<number, number>()
  return parameters.map((parameter, k) => {
    if (!isValue(parameter))
      throw new TypeError(
        `${who}: parameter ${k} is ${describe(parameter)}; leaf Values are allowed. A number cannot be trained: make it a value(…).`,
      )
    const named = `parameter ${k}${parameter.label === '' ? '' : ` (${parameter.label})`}`
    if (parameter.op !== '')
      throw new TypeError(
        `${who}: ${named} was computed by ${parameter.op}; leaf Values are allowed. Give the leaves it was computed from, or detach() it.`,
      )
    const before = places.get(parameter.id)
    if (before !== undefined)
      throw new RangeError(
        `${who}: ${named} is parameter ${before} again; each Value is allowed once. It would be moved twice a step.`,
      )
    places.set(parameter.id, k)
    return parameter
  })
}

export function checkedOptions(rule: UpdateRule<Hypers>, options: Readonly<Record<string, unknown>>): Hypers {
  const names = Object.keys(rule.hyper)
  if (typeof options !== 'object' || options === null)
    throw new TypeError(
      `${rule.name}: options is ${describe(options)}; a record is allowed. Write ${rule.name}(parameters, { lr: 0.1 }).`,
    )
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new TypeError(
      `${rule.name}: ${unknown} is none of its options; ${names.join(', ')} are allowed. Each has a default, as in PyTorch.`,
    )
  const hypers = Object.fromEntries(
    names.map((name) => [name, checked(rule, name, options[name] ?? (rule.hyper[name] as Hyper<unknown>).default)]),
  ) as Hypers
  const conflict = rule.conflict?.(hypers)
  if (conflict !== undefined) throw new RangeError(`${rule.name}: ${conflict}; leave one of them out.`)
  return hypers
}

/** A hyperparameter, if its row allows it. */
function checked(rule: UpdateRule<Hypers>, name: string, x: unknown): Setting {
  const hyper = rule.hyper[name] as Hyper<Setting>
  if (typeof hyper.default === 'boolean') {
    if (typeof x === 'boolean') return x
    throw new TypeError(`${rule.name}: ${name} is ${describe(x)}; true or false is allowed. It says ${hyper.doc}.`)
  }
  const domain = hyper.domain ?? '(−∞, ∞)'
  const isAllowed = (x: unknown): boolean => typeof x === 'number' && Number.isFinite(x) && contains(domain, x)
  if (Array.isArray(hyper.default)) {
    if (Array.isArray(x) && x.length === 2 && x.every(isAllowed)) return [x[0] as number, x[1] as number]
    const Wrong = Array.isArray(x) ? RangeError : TypeError
    throw new Wrong(
      `${rule.name}: ${name} is ${Array.isArray(x) ? `[${x.map(describe).join(', ')}]` : describe(x)}; a list of two finite numbers in ${domain} is allowed. ` +
        `It says ${hyper.doc}. Write { ${name}: [${hyper.default.join(', ')}] }.`,
    )
  }
  if (isAllowed(x)) return x as number
  const Wrong = typeof x === 'number' ? RangeError : TypeError
  const mend = isValue(x) ? ' Pass its .data.' : ''
  throw new Wrong(
    `${rule.name}: ${name} is ${isValue(x) ? 'a Value' : describe(x)}; a finite number in ${domain} is allowed. It says ${hyper.doc}.${mend}`,
  )
}

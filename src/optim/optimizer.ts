/** The optimiser: holds parameters and what their rule remembers of them, and runs the rule on their numbers, many at once where it can. */
import { describe } from '../arguments/index.js'
import { asHandle, isValue } from '../engine/index.js'
import { contains, type Value } from '../ops/index.js'
import { LENGTH, NotInOps, onColumns } from './columns.js'
import { Leaves } from './leaves.js'
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
  /** How many steps were taken. */
  steps = 0
  #hypers: Hypers & { lr: number }
  /** The least and the greatest learning rate so far. */
  #least: number
  #most: number
  readonly #leaves: Leaves
  /** How often it was said which of them require a gradient, when all of them did. */
  #turned = -1
  /** What the rule remembers: a column of each name for all parameters, until somebody looks; from then on, or if a parameter stays as it is, a record for each of them. */
  #columns: ReadonlyMap<string, Float64Array> | undefined
  #records: State[] = []
  /** Room for parameters and gradients, and for the columns after the next step. */
  #room: Float64Array[] | undefined

  constructor(rule: UpdateRule<Hypers>, parameters: Iterable<number>, options: Readonly<Record<string, unknown>>) {
    this.rule = rule
    this.parameters = checkedParameters(rule.name, parameters)
    this.#hypers = checkedOptions(rule, options)
    this.#least = this.#most = this.#hypers.lr
    this.#leaves = new Leaves(this.parameters.map(asHandle))
    const { length } = this.parameters
    this.#columns = new Map(
      Object.entries(rule.state(this.#hypers)).map(([name, x]) => [name, new Float64Array(length).fill(x)]),
    )
  }

  /** What the rule remembers, per parameter. */
  get states(): State[] {
    const columns = [...(this.#columns ?? [])]
    // As long as none was moved, nothing is remembered but what a rule begins with.
    const record = (k: number): State =>
      this.#room ? Object.fromEntries(columns.map(([name, column]) => [name, column[k] as number])) : this.rule.state(this.#hypers) // prettier-ignore
    if (this.#columns) this.#records = this.parameters.map((_, k) => record(k))
    this.#columns = undefined
    return this.#records
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
    this.#leaves.zeroGradients()
  }

  /** Moves every parameter by its gradient, as the rule says. */
  step(): void {
    const { rule } = this
    let h = { ...this.#hypers, step: ++this.steps }
    if (rule.common) h = Object.assign(h, rule.common(h))
    if (!this.#columns || !this.#allMove() || !this.#together(h, this.#columns)) this.#oneByOne(h)
  }
  #allMove(): boolean {
    const { turned } = this.#leaves
    if (this.#turned !== turned && this.parameters.every((parameter) => parameter.requiresGrad)) this.#turned = turned
    return this.#turned === turned
  }
  /** Runs the rule on many parameters at once; false, and nothing is moved, where it computes with what no column can stand for. */
  #together(h: Hypers & { readonly step: number }, columns: ReadonlyMap<string, Float64Array>): boolean {
    const { rule, parameters } = this
    const names = [...columns.keys()]
    const { length } = parameters
    this.#room ??= Array.from({ length: 2 + names.length }, () => new Float64Array(length))
    const [data, gradients, ...after] = this.#room as [Float64Array, Float64Array, ...Float64Array[]]
    this.#leaves.read(data, 0)
    this.#leaves.readGradients(gradients, 0)
    const update = ([p, g, ...remembered]: readonly number[]): readonly unknown[] => {
      const state = Object.fromEntries(names.map((name, k) => [name, remembered[k] as number]))
      const [next, then] = rule.update(p as number, g as number, state, h)
      return [next, ...names.map((name) => then[name])]
    }
    try {
      for (let from = 0; from < length; from += LENGTH)
        onColumns([data, gradients, ...columns.values()], [data, ...after], from, update)
    } catch (error) {
      if (error instanceof NotInOps) return false
      throw error
    }
    this.#leaves.write(data, 0)
    this.#room = [data, gradients, ...columns.values()]
    this.#columns = new Map(names.map((name, k) => [name, after[k] as Float64Array]))
    return true
  }
  #oneByOne(h: Hypers & { readonly step: number }): void {
    const { rule, parameters, states } = this
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

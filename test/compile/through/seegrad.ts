/** What `seegrad` is where its tests run a second time: the same names, with every call also compiled and compared. */
import * as own from '../../../src/index.js'
import { asHandle } from '../../../src/engine/index.js'
import { note } from './rows.js'
import { isBusy, isChosen, through, throughRecording } from './through.js'

type Function = (...args: any[]) => any
type Maker = (f: Function, options?: unknown) => Function

/** A transform that gives a function. */
const made =
  (name: string, transform: Maker): Maker =>
  (f, ...options) => {
    const g = transform(f, ...options)
    return (...args) => through(name, g, args)
  }
export const grad: Maker = made('grad', own.grad as Maker)
export const valueAndGrad: Maker = made('valueAndGrad', own.valueAndGrad as Maker)
export const jacobian: Maker = made('jacobian', own.jacobian)
export const hessian: Maker = made('hessian', own.hessian)
export const vmap: Maker = made('vmap', own.vmap as Maker)

/** Transforms that take the numbers at once. */
export const jvp: Function = (f, ...given) => through('jvp', (...lists) => own.jvp(f, ...(lists as [any, any])), given)
export const hvp: Function = (f, ...given) => through('hvp', (...lists) => own.hvp(f, ...(lists as [any, any])), given)
export const vjp: Function = (f, ...primals) => {
  const [, pullback] = own.vjp(f, ...primals)
  const out = through('vjp', (...xs) => own.vjp(f, ...xs)[0], primals)
  const pull = (xs: unknown[], seed: unknown): unknown => own.vjp(f, ...xs)[1](seed)
  return [out, (seed: unknown) => (through('vjp', pull, [primals, seed]), pullback(seed))]
}

export const gradients: typeof own.gradients = (output, inputs, options) => {
  const slopes = own.gradients(output, inputs, options)
  if (isBusy() || !isChosen('gradients')) return slopes
  const active = inputs.flatMap((input, k) => (input.requiresGrad ? [[asHandle(input), slopes[k]!.data] as const] : [])) // prettier-ignore
  throughRecording('gradients', asHandle(output), 1, active.map(([input]) => input), active.map(([, slope]) => slope)) // prettier-ignore
  return slopes
}

const wrapped = new WeakMap<object, object>()
/** An op that is also computed as WebAssembly. */
function counted<T extends object>(op: T): T {
  let made = wrapped.get(op) as T | undefined
  if (!made) {
    made = new Proxy(op, {
      apply(target, self, args: unknown[]) {
        const result: unknown = Reflect.apply(target as Function, self, args)
        note(target as never, args, result)
        return result
      },
    })
    wrapped.set(op, made)
  }
  return made
}
/** The table, giving the same ops as the names. */
export const ops: typeof own.ops = new Proxy(own.ops, {
  get(table, key) {
    if (key === 'get') return (name: string) => own.ops.has(name) && counted(own.ops.get(name)!)
    if (key === 'values') return () => [...table.values()].map(counted)[Symbol.iterator]()
    if (key === 'entries' || key === Symbol.iterator) return () => [...table].map(([name, op]) => [name, counted(op)])[Symbol.iterator]() // prettier-ignore
    if (key === 'forEach') return (visit: Function) => table.forEach((op, name) => visit(counted(op), name, table)) // prettier-ignore
    const found: unknown = Reflect.get(table, key, table)
    return typeof found === 'function' ? found.bind(table) : found
  },
})
/** The ops among the names, for the module that gives them out. */
export const named: Record<string, unknown> = Object.fromEntries(
  Object.entries(own).flatMap(([name, op]) => (own.ops.get(name) === (op as unknown) ? [[name, counted(op as object)]] : [])), // prettier-ignore
)

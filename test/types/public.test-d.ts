/** What the type checker says of the public surface: a line marked as an error must be one, every other line must not. */
import {
  add,
  clamp,
  elu,
  grad,
  hessian,
  jvp,
  leakyRelu,
  mul,
  polygamma,
  softmax,
  sum,
  tanh,
  value,
  valueAndGrad,
  vmap,
  where,
  type Graph,
  type Value,
  graphOf,
} from 'seegrad'

const square = (x: number): number => mul(x, x)

// Ops: a Value where a Value goes in, a number where only numbers do.
export const product: Value = value(2).mul(3).tanh()
export const total: Value = add(product, 1)
export const three: number = add(1, 2)
export const squashed: Value[] = [product, total].map(tanh)
export const added: Value = sum(squashed)
export const plain: number = sum([1, 2])
export const chosen: Value = where(true, product, 0)
// Parameters are plain numbers, by name or, where the op says so, one by one.
export const leaky: Value = product.leakyRelu({ slope: 0.1 })
export const bounded: number = clamp(2, { max: 1 }) + clamp(2, 0, 1)
export const inside: Value = clamp(product, 0, 1).clamp({ min: 0 })
export const bent: Value = polygamma(1, product).polygamma(2)
export const rectified: Value[] = squashed.map(elu)
export const shares: Value[] = softmax(squashed)
// @ts-expect-error it has no such parameter
leakyRelu(1, { alpha: 0.1 })
// A Value is a number to the type checker, so that operators type-check.
export const mixed: number = product * total + 1
// @ts-expect-error numbers give a number
export const notRecorded: Value = add(1, 2)
// @ts-expect-error no such op
product.sine()
// @ts-expect-error an op of two inputs takes two
product.mul()
// @ts-expect-error an id is not for writing
product.id = 3

// Transforms keep the shape of the argument, and nest.
export const slope: number = grad(square)(3)
export const curvature: number = grad(grad(square))(3)
export const both: [number, number] = valueAndGrad(square)(3)
export const tangent: number = jvp(grad(square), [3], [1])[1]
export const ofList: number[] = grad((xs: number[]) => sum(xs))([1, 2])
export const ofRecord: { w: number[] } = grad(({ w }: { w: number[] }) => sum(w))({ w: [1, 2] })
export const pair: number[] = grad((x: number, y: number) => mul(x, y), { argnums: [0, 1] })(1, 2)
export const second: number = grad((_x: string, y: number) => square(y), { argnums: 1 })('label', 2)
export const matrix: number[][] = hessian((xs: number[]) => sum(xs))([1])
export const batch: number[] = vmap(square)([1, 2])
export const graph: Graph = graphOf(product)
// @ts-expect-error f gives a list: take jacobian
grad((x: number) => [x])
// @ts-expect-error the argument is a number
grad(square)('3')

// An op of one's own is a method by declaration merging.
declare module 'seegrad' {
  interface ValueApi {
    twice(): Value
  }
}
export const doubled: Value = product.twice()

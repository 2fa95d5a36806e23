/** The length of a vector of two: squares in two parts each, of arguments scaled by a power of two where squares would leave the doubles. */
import { call, type Float, innerKernel, kernel, type Kernel, upper } from './kernel.js'

export const squareRest: Kernel = innerKernel(
  'squareRest',
  'a product',
  'a·a − product, exactly, where product is a·a rounded.',
  (a, product) => {
    const first = upper(a).as('first')
    const second = a.sub(first).as('second')
    return first.mul(first).sub(product).add(first.mul(2).mul(second)).add(second.mul(second))
  },
)

/** a·a in two doubles, after Dekker. */
export function square(a: Float): readonly [Float, Float] {
  const product = a.mul(a).as('product')
  return [product, call(squareRest, a, product)]
}

export const hypot: Kernel = kernel('hypot', 'x y', '√(x² + y²); ∞ if one of them is infinite.', (x, y) => {
  const a = x.abs().as('a')
  const b = y.abs().as('b')
  const isLarger = a.gt(b).as('isLarger')
  const large = isLarger.select(a, b).as('large')
  const small = isLarger.select(b, a).as('small')
  const isHuge = large.gt(2 ** 500).as('isHuge')
  const isPlain = large
    .ge(2 ** -450)
    .and(isHuge.not())
    .as('isPlain')
  const scale = isHuge.select(2 ** -600, 2 ** 600).as('scale')
  const [hi, hiRest] = square(isPlain.select(large, large.mul(scale)).as('p'))
  const [lo, loRest] = square(isPlain.select(small, small.mul(scale)).as('q'))
  const root = loRest.add(hiRest).add(lo).add(hi).sqrt().as('root')
  const length = isPlain.select(root, root.mul(isHuge.select(2 ** 600, 2 ** -600)))
  return a.eq(Infinity).or(b.eq(Infinity)).select(Infinity, length)
})

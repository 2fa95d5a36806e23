/** Rosenbrock's valley: a ball with momentum rolls down a bent, narrow trough, and Newton's method jumps to its lowest point. */
import { backward, grad, hessian, value } from 'seegrad'
import { SGD } from 'seegrad/optim'

// The lowest point is (1, 1): there both squares are 0.
const valley = (x: number, y: number): number => {
  'use grad'
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2
}
console.log(valley(-1.2, 1)) // 24.199999999999996
console.log(grad(valley, { argnums: [0, 1] })(-1.2, 1)) // [ -215.59999999999997, -87.99999999999999 ]

// Downhill, in steps that remember nine tenths of the step before.
const [x, y] = [value(-1.2, 'x'), value(1, 'y')]
const optimizer = SGD([x, y], { lr: 0.0005, momentum: 0.9 })
let steps = 0
for (; valley(x.data, y.data) > 1e-10; steps++) {
  optimizer.zeroGrad()
  const height = valley(x, y)
  backward(height)
  optimizer.step()
}
console.log(steps) // 5167
console.log([x.data.toFixed(4), y.data.toFixed(4)]) // [ '1.0000', '1.0000' ]

// The same from slopes of slopes: where the parabola that fits here has its lowest point.
const point = (p: readonly [number, number]): number => valley(p[0], p[1])
const newton = ([a, b]: readonly [number, number]): [number, number] => {
  const [ga, gb] = grad(point)([a, b])
  const [[haa, hab], [hba, hbb]] = hessian(point)([a, b])
  const determinant = haa * hbb - hab * hba
  return [a - (hbb * ga - hab * gb) / determinant, b - (haa * gb - hba * ga) / determinant]
}
let at: [number, number] = [-1.2, 1]
const heights: string[] = []
for (let k = 0; k < 6; k++) {
  at = newton(at)
  heights.push(point(at).toExponential(1))
}
console.log(heights.join(' ')) // 4.7e+0 1.4e+3 5.6e-2 3.1e-1 1.9e-11 3.4e-20
console.log(at.map((c) => c.toFixed(9)).join(' ')) // 1.000000000 1.000000000

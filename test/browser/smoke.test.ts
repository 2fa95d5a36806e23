/** The package does its job in a browser: values, their gradients and their printed form. */
import { value } from 'seegrad'
import { expect, test } from 'vitest'

test('this runs in a browser', () => {
  expect('document' in globalThis).toBe(true)
})

test('a neuron has the gradients of the lecture', () => {
  const [x1, x2] = [value(2, 'x1'), value(0, 'x2')]
  const [w1, w2] = [value(-3, 'w1'), value(1, 'w2')]
  const b = value(6.8813735870195432, 'b')
  const o = x1.mul(w1).add(x2.mul(w2)).add(b).tanh()
  o.backward()
  expect(o.data).toBeCloseTo(Math.SQRT1_2, 15)
  const gradients = [x1.grad, x2.grad, w1.grad, w2.grad]
  for (const [k, truth] of [-1.5, 0.5, 1, 0].entries()) expect(gradients[k]).toBeCloseTo(truth, 14)
})

test('the second use of a value adds to its gradient', () => {
  const a = value(3)
  const b = a.add(a)
  b.mul(b).backward()
  expect(a.grad).toBe(24)
})

/** A training that diverges stops with the step and with the op in which the first infinite number was born. */
import { expect, test } from 'vitest'
import { value } from 'seegrad'
import { Module } from 'seegrad/nn'
import { constant, SGD } from 'seegrad/optim'
import { stepper, type Training } from '../../src/cli/training/training.js'

class One extends Module {
  readonly w = value(1, 'w')
}

const training = (loss: (w: One['w']) => ReturnType<One['w']['exp']>, lr: number): Training => {
  const module = new One()
  return {
    title: '',
    module,
    optimizer: SGD([module.w]),
    rate: constant(lr),
    texts: {},
    examples: () => [],
    look: () => ({ loss: loss(module.w) }),
    elsewhere: () => ({ X: [] }),
    picture: () => [],
  }
}
const says = (diverging: Training): string => {
  try {
    const { take } = stepper(diverging)
    for (let step = 0; step < 100; step++) take(step)
  } catch (error) {
    return (error as Error).message
  }
  return 'it went on'
}

test('of a loss that overflows, the op, its input and the step are named', () => {
  const message = says(training((w) => w.square().exp(), 30))
  expect(message).toMatch(/^the loss became Infinity at step 1, and no number after it would mean anything\. /)
  expect(message).toContain('exp')
  expect(message).toContain('A smaller learning rate may help.')
})
test('of a finite loss with an infinite slope likewise, before the parameter is lost', () => {
  const diverging = training((w) => w.sub(1).sqrt(), 1)
  expect(says(diverging)).toContain('a slope of the loss became Infinity at step 0')
  expect((diverging.module as One).w.data).toBe(1)
})
test('a training that goes well goes on', () => {
  expect(says(training((w) => w.square(), 0.1))).toBe('it went on')
})

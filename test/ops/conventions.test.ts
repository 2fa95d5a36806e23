/** What seegrad answers at kinks, poles and far ends: the table of PyTorch's measured answers, with those that seegrad gives better. */
import { describe, expect, test } from 'vitest'
import { grad, gradients, jvp, value, xlogy, type Value } from 'seegrad'
import { isAnswer, type Answer } from './conventions-table.js'
import { conventions, innerConventions } from './conventions.js'

function expectAnswer(actual: number, expected: Answer, said: string): void {
  expect(isAnswer(actual, expected), `${said}: ${actual} instead of ${expected}`).toBe(true)
}

describe('answers at kinks, poles and far ends', () => {
  for (const { said, f, inputs, value: y, slopes, second } of [...conventions, ...innerConventions]) {
    test(`${said} is ${y ?? 'as its row states'}, slopes ${slopes.join(' and ')}${second === undefined ? '' : `, second ${second}`}`, () => {
      expectAnswer(f(...inputs), y, said)
      const leaves = inputs.map((x) => value(x))
      const recorded = f(...leaves) as Value
      // Through an answer of 0 or 1, or a side not taken, no gradient passes.
      if (recorded.requiresGrad) recorded.backward()
      for (const [k, slope] of slopes.entries()) {
        expectAnswer(leaves[k]!.grad, slope, `backward of ${said} by input ${k}`)
        expectAnswer(grad(f, { argnums: k })(...inputs) as number, slope, `grad of ${said} by input ${k}`)
        const one = (x: number): number => f(...inputs.with(k, x))
        expectAnswer(jvp(one, [inputs[k]!], [1])[1], slope, `forward mode of ${said} by input ${k}`)
      }
      const one = (x: number): number => f(...inputs.with(0, x))
      const slopeOf = grad(one)
      expectAnswer(grad(slopeOf)(inputs[0]!), second, `second derivative of ${said}`)
      expectAnswer(jvp(slopeOf, [inputs[0]!], [1])[1], second, `forward over reverse of ${said}`)
    })
  }
  test('no row stands there twice', () => {
    const all = conventions.map(({ said }) => said)
    expect(all.filter((said, k) => all.indexOf(said) !== k)).toEqual([])
  })
  test('the mixed derivative of xʸ at y = 0 is 1/x in either order, where PyTorch says 0', () => {
    const [x, y] = [value(1.17), value(0)]
    const [byX] = gradients(x.pow(y), [x], { createGraph: true })
    expectAnswer(gradients(byX!, [y])[0]!.data, 1 / 1.17, '∂²xʸ/∂y∂x')
  })
  test('xlogy has a slope where x·ln x, composed, has none', () => {
    expect(grad((x: number) => xlogy(2, x))(4)).toBe(0.5)
  })
})

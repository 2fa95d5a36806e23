/** Losses are the means they say they are, with the gradients that follow, and refuse what has no mean. */
import { describe, expect, test } from 'vitest'
import { checkGrads, value } from 'seegrad'
import { hingeLoss, l2, mseLoss } from 'seegrad/nn'
import { refusal } from './refusal.js'

describe('hingeLoss', () => {
  test('is the mean of relu(1 − y·s)', () => {
    expect(hingeLoss([2, 0.5, -1, -3], [1, 1, 1, -1])).toBe((0 + 0.5 + 2 + 0) / 4)
  })
  test('pulls a score only while it is on the wrong side of the margin', () => {
    const scores = [2, 0.5, -0.5].map((s) => value(s))
    hingeLoss(scores, [1, 1, -1]).backward()
    expect(scores.map((s) => s.grad + 0)).toEqual([0, -1 / 3, 1 / 3])
  })
  test('has slope 0 at the margin itself, as PyTorch’s relu', () => {
    const score = value(1)
    hingeLoss([score], [1]).backward()
    // −0, as PyTorch says: the slope of −1 times 0.
    expect(score.grad).toBe(-0)
  })
})

describe('mseLoss', () => {
  test('is the mean of the squares', () => {
    expect(mseLoss([2.5, 0, 1], [3, 0, 2])).toBe(1.25 / 3)
  })
  test('has the derivatives that nudging finds, of both lists and twice', () => {
    expect(checkGrads((p: number[], y: number[]) => mseLoss(p, y), [[2.5, -1], [3, 0.5]], { order: 2 }).ok).toBe(true) // prettier-ignore
  })
})

describe('l2', () => {
  test('is alpha times the sum of squares, and pulls each parameter by 2·alpha·p', () => {
    const parameters = [3, -4].map((p) => value(p))
    const loss = l2(parameters, 0.1)
    loss.backward()
    expect(loss.data).toBe(0.1 * 25)
    expect(parameters.map((p) => p.grad)).toEqual([0.1 * 6, 0.1 * -8])
  })
  test('can be differentiated by alpha', () => {
    const alpha = value(0.5)
    l2([3, 4], alpha).backward()
    expect(alpha.grad).toBe(25)
  })
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['no scores', () => hingeLoss([], []), 'TypeError: hingeLoss: scores is a list of 0; a list of at least one number or Value is allowed. Write hingeLoss([s], [y]) for one.'],
    ['a score without its list', () => mseLoss(wrong(1), wrong(2)), 'TypeError: mseLoss: predictions is 1; a list of at least one number or Value is allowed. Write mseLoss([s], [y]) for one.'],
    ['a target too many', () => mseLoss([1], [1, 2]), 'RangeError: mseLoss: 1 predictions and 2 targets; one target for each is allowed. Make the two lists equally long.'],
    ['a class for a target', () => hingeLoss([1, 2], [1, 0]), 'RangeError: hingeLoss: targets[1] is 0; -1 and 1 are allowed. Of classes 0 and 1 make them by 2 * y - 1.'],
    ['a score in a list of its own', () => mseLoss([wrong([1])], [1]), 'TypeError: sub: argument 1 is a list of 1;'],
    ['a Value without its list', () => mseLoss(wrong(value(1)), [1]), 'TypeError: mseLoss: predictions is a Value; a list of'],
    ['no parameters', () => l2([], 1), 'TypeError: l2: parameters is a list of 0; a list of at least one Value or number is allowed. Write l2(net.parameters(), 1e-4).'],
    ['a function instead of its result', () => l2(wrong(() => []), 1), 'TypeError: l2: parameters is the function (unnamed); a list of at least one'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})

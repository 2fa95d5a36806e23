/** What lets the tests of ops and engine run a second time compiled: that it compiles, and that it notices a number that is not the same. */
import { describe, expect, test } from 'vitest'
import { add, mul, tanh, value, type Op } from 'seegrad'
import { asHandle } from '../../src/engine/index.js'
import { flush, note } from './through/rows.js'
import { faults, ran, through, throughRecording } from './through/through.js'

const takeFaults = (): number => faults.splice(0).length

describe('a second run', () => {
  test('compiles a function and gives its own result', () => {
    expect(through('one', (x: number) => mul(x, tanh(x)), [2])).toBe(2 * tanh(2))
    expect([ran.get('one: js'), takeFaults()]).toEqual([1, 0])
  })
  test('notices a function whose compiled result is another', () => {
    let calls = 0
    // The first call is the function's own; from the second on it is another function, the same at each.
    const f = (x: number): number => (calls++ === 0 ? mul(x, 3) : mul(x, 2))
    expect(through('two', f, [2])).toBe(6)
    expect(takeFaults()).toBe(1)
  })
  test('notices a slope of a recording that is another, even by the sign of a zero', () => {
    const [x, y] = [value(2), value(0)]
    const root = asHandle(add(mul(x, y), 1) as never)
    throughRecording('right', root, 1, [asHandle(x), asHandle(y)], [0, 2])
    expect(takeFaults()).toBe(0)
    throughRecording('wrong', root, 1, [asHandle(x), asHandle(y)], [-0, 2])
    expect(takeFaults()).toBeGreaterThan(0)
  })
  test('notices a number of an op that is another', () => {
    note(tanh as unknown as Op, [0.5], tanh(0.5))
    flush()
    expect(takeFaults()).toBe(0)
    note(tanh as unknown as Op, [0.5], 0.4621)
    flush()
    expect(takeFaults()).toBe(1)
  })
})

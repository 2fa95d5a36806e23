/** The stopwatch takes no time of contenders that do different work, and says who fell over. */
import { describe, expect, test } from 'vitest'
import { passOver, planGraph } from '../../src/cli/bench/graph.js'
import { assertEqual, median, race, Warm } from '../../src/cli/bench/stopwatch.js'
import type { Contender } from '../../src/cli/bench/contenders.js'

/** A contender that answers as told. */
const mock = (name: string, losses: readonly number[], wall: number): Contender => {
  const answer = `l.startsWith('check') ? { losses: ${JSON.stringify(losses)} } : { wall: ${wall}, cpu: ${wall}, peak: 7 }`
  const code = `require('node:readline').createInterface({ input: process.stdin }).on('line', (l) => console.log(JSON.stringify(${answer})))`
  return { name, what: 'a mock', command: () => [process.execPath, '-e', code], scale: 1, takes: () => true }
}
const quiet = (): void => {}
const terms = { workload: 'moons', nodes: 0, rounds: 3, turn: 0.5 }

describe('a race', () => {
  test('gives seconds per unit and ratios to the first', async () => {
    const [a, b] = await race([mock('a', [1], 1), mock('b', [1], 4)], terms, quiet)
    expect([a!.wall, b!.wall, a!.wallRatio, b!.wallRatio, b!.cpuRatio, b!.peak]).toEqual([1, 4, 1, 4, 4, 7])
  })
  test('is not begun by contenders whose results differ by more than 1e-12', async () => {
    const differ = race([mock('a', [1, 2], 1), mock('b', [1, 2 + 1e-11], 1)], terms, quiet)
    await expect(differ).rejects.toThrow(
      'result 1 is 2 from a and 2.00000000001 from b: they do not do the same work, so no times were taken.',
    )
  })
  test('allows a contender in float32 what it says', async () => {
    const single = { ...mock('b', [1, 2 + 1e-4], 1), tolerance: 1e-3 }
    expect(await race([mock('a', [1, 2], 1), single], terms, quiet)).toHaveLength(2)
    const differ = race([mock('a', [1, 2], 1), { ...single, tolerance: 1e-5 }], terms, quiet)
    await expect(differ).rejects.toThrow('do not do the same work')
  })
  test('names a contender that is not there', async () => {
    await expect(new Warm('d', ['no-such-program']).ask('check')).rejects.toThrow(
      'd ended when asked "check". It said: spawn no-such-program ENOENT',
    )
  })
  test('names a contender that fell over, and what it said', async () => {
    const fallen = new Warm('c', [process.execPath, '-e', "console.error('out of luck'); process.exit(3)"])
    await expect(fallen.ask('check')).rejects.toThrow('c ended when asked "check". It said: out of luck')
  })
})

describe('results', () => {
  test('agree within 1e-12, relative above 1 and absolute below', () => {
    expect(() => assertEqual('a', [1e6, 1e-6], 'b', [1e6 + 5e-7, 1e-6 + 5e-13])).not.toThrow()
    expect(() => assertEqual('a', [1e6], 'b', [1e6 + 2e-6])).toThrow('do not do the same work')
  })
  test('that are missing or NaN do not agree', () => {
    expect(() => assertEqual('a', [1, 2], 'b', [1])).toThrow('NaN from b')
    expect(() => assertEqual('a', [1], 'b', [NaN])).toThrow('NaN from b')
  })
  test('have a median, of even numbers the middle of the two in the middle', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([5])]).toEqual([2, 2.5, 5])
  })
})

describe.each(['graph', 'tangle'] as const)('the workload %s', (workload) => {
  test('is the same for the same seed, and has numbers and gradients that do not vanish', () => {
    const [root, gradients] = passOver(planGraph(workload, 10_000, 1))
    expect([root, gradients]).toEqual(passOver(planGraph(workload, 10_000, 1)))
    expect(Math.min(Math.abs(root), Math.abs(gradients))).toBeGreaterThan(1e-6)
  })
  test('has only nodes that are halved right after they were added', () => {
    const { kinds, partners } = planGraph(workload, 2000, 3)
    const sums = Array.from(kinds.keys()).filter((k) => kinds[k] !== 2 && k + 1 < kinds.length)
    expect(sums.filter((k) => kinds[k + 1] !== 2 || partners[k + 1] !== 0)).toEqual([])
    expect(sums.length).toBeGreaterThan(500)
  })
})

/**
 * The example GPT takes the steps that PyTorch takes and says then what it says (fixtures/microgpt.json), in well under two hundred lines. Given the author's 32,033 names,
 * which are not ours to ship, `SEEGRAD_NAMES=FILE npm test -- test/examples` holds it, and `seegrad train names`, to his run as well (fixtures/microgpt-author.json).
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'

interface Run {
  readonly losses: readonly number[]
  readonly samples: readonly string[]
}
const fixture = (name: string): Run => JSON.parse(readFileSync(`fixtures/${name}.json`, 'utf8')) as Run
const node = (...words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e8 })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
beforeAll(() => void node('scripts/build.mjs'))

/** What the program prints, read back. */
function ran(...words: readonly string[]): Run & { readonly seconds: number } {
  const started = performance.now()
  const lines = node('dist/cli/main.js', 'run', 'examples/microgpt.ts', '--', ...words).trimEnd().split('\n')
  const seconds = Math.round((performance.now() - started) / 100) / 10
  const losses = lines.flatMap((line) => /^step \d+ of \d+, loss (\S+)$/.exec(line)?.slice(1) ?? []).map(Number)
  return { losses, samples: lines.slice(losses.length), seconds }
} // prettier-ignore
const furthest = (one: Run, other: Run): number =>
  one.losses.reduce((most, loss, k) => Math.max(most, Math.abs(loss - other.losses[k]!)), 0)

describe('microgpt', () => {
  // A hundred of the thousand steps; the long run takes them all and lets it speak.
  test('has PyTorch’s loss at every step within 1e-12, from names to samples', () => {
    const wanted = fixture('microgpt')
    const steps = long ? 1000 : 100
    const got = ran('', String(steps))
    expect([got.losses.length, got.samples.length]).toEqual([steps, 20])
    expect(furthest(got, wanted)).toBeLessThanOrEqual(1e-12)
    if (!long) return
    expect(got.samples).toEqual(wanted.samples)
    record('Trainings', { training: 'examples/microgpt.ts, 1,000 steps', outcome: `every loss within ${furthest(got, wanted).toExponential(0)} of PyTorch’s, the same 20 names`, seconds: got.seconds }) // prettier-ignore
  })
  test('is written in less than 150 lines, of plain maths', () => {
    const text = readFileSync('examples/microgpt.ts', 'utf8')
    expect(text.trim().split('\n').length).toBeLessThan(150)
    expect(/import \{(.*)\} from 'seegrad'/.exec(text)?.[1]?.trim()).toBe('asValue, backward, relu, value, type Value')
    expect(text).not.toMatch(/\.(add|mul|sub|div|pow)\(/)
  })
})

const theirs = process.env['SEEGRAD_NAMES']
if (theirs)
  describe('on the author’s names', () => {
    const author = fixture('microgpt-author')
    test('the example goes on as his does, for 1,000 steps and 20 samples', () => {
      const got = ran(theirs)
      expect([got.losses.length, got.samples]).toEqual([1000, author.samples])
      expect(furthest(got, author)).toBeLessThanOrEqual(1e-12)
    })
    test('seegrad train names goes on as his does, for 1,000 steps and 20 samples', () => {
      const out = node('dist/cli/main.js', 'train', 'names', '--data', theirs, '--json')
      const { steps, samples } = JSON.parse(out) as { steps: { loss: number }[]; samples: string[] }
      const losses = steps.map(({ loss }) => loss)
      expect([losses.length, samples]).toEqual([1000, author.samples])
      expect(furthest({ losses, samples }, author)).toBeLessThanOrEqual(1e-12)
    })
  })
test('his first losses are those he published', () => {
  const published = [3.3659669475848504, 3.4242727838717717, 3.177802125458052]
  const { losses } = fixture('microgpt-author')
  published.forEach((loss, k) => expect(Math.abs(losses[k]! - loss)).toBeLessThanOrEqual(1e-14))
})

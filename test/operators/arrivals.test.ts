/** Whichever way a Value arrives, no body that was written for plain numbers meets it: the choice never changes a result. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { asValue, value } from 'seegrad'
import { derivative } from 'seegrad/numeric'
import { transform } from 'seegrad/operators'
import { arrivals } from './arrivals.js'
import { transformed, untouched } from './run.js'

type Arrival = (lift: (x: number) => number, x: number) => number
const number = (x: number): number => x
const X = 1.75

describe('a Value that arrives', () => {
  for (const [title, source] of Object.entries(arrivals))
    test(title, () => {
      const plain = untouched(source) as Arrival
      const f = transformed(source) as Arrival
      const expectSlope = (): void => {
        const leaf = value(X)
        const y = asValue(f(() => leaf, X))
        y.backward()
        expect(y.data).toBeCloseTo(plain(number, X), 12)
        expect(leaf.grad).toBeCloseTo(
          derivative((x) => plain(number, x), X, { method: 'richardson' }),
          9,
        )
      }
      // First of all, before any number came; then numbers, bit for bit, and again.
      expectSlope()
      expect(f(number, X)).toBe(plain(number, X))
      expectSlope()
      for (let i = 0; i < 200; i++) expect(f(number, i / 8)).toBe(plain(number, i / 8))
      expectSlope()
    })
  test('in at least 20 ways', () => expect(Object.keys(arrivals).length).toBeGreaterThanOrEqual(20))
})

test('the first Value of a whole program, born while a hot function runs on numbers, is not missed', () => {
  const source = `import { value } from 'seegrad'
const f = (make) => { 'use grad'; let s = 1; for (let i = 0; i < 20000; i++) s = s * 0.5 + make(i) * 2; return s }
for (let k = 0; k < 50; k++) f((i) => i)
const x = value(3)
f((i) => (i === 19990 ? x : i)).backward()
console.log(x.grad === 2 * 0.5 ** 9)`
  const { code } = transform(source, { filename: 'f.mjs' })
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code.replaceAll('"seegrad/operators/runtime"', `"${process.cwd()}/src/operators/runtime/index.ts"`).replace("'seegrad'", `"${process.cwd()}/src/index.ts"`)], { encoding: 'utf8' }) // prettier-ignore
  expect(stderr.replace(/^npm.*\n/gm, '')).toBe('')
  expect(stdout).toBe('true\n')
})

describe('the second body', () => {
  const body = (source: string): string => transform(source, { filename: 'f.js', sourceMap: false }).code
  test('is the text as it was written, and is taken for plain numbers', () => {
    expect(body(`const f = (x, y) => { 'use grad'; const d = x * y; return d * d - 1 }`)).toContain(
      "if (typeof x === 'number' && typeof y === 'number') { const d = x * y; return d * d - 1 } else {",
    )
  })
  const one: Readonly<Record<string, string>> = {
    'a property': `(x) => { 'use grad'; return x.a * x.b + 1 }`,
    'a call': `(x, g) => { 'use grad'; return x * g(x) + 1 }`,
    this: `function (x) { 'use grad'; return x * this * x }`,
    'an outer variable': `(x) => { 'use grad'; return x * outer + x * x }`,
    'a closure inside': `(x) => { 'use grad'; const g = () => { x = 0 }; return x * x - x * 2 + 1 }`,
    'an iterator': `(x, xs) => { 'use grad'; for (const y of xs) x += y * x; return x }`,
    'a catch': `(x) => { 'use grad'; try { x = x * x + 1 } catch (e) { x = e } return x }`,
    'a rest': `(...xs) => { 'use grad'; return xs * xs + xs }`,
  }
  for (const [reason, source] of Object.entries(one))
    test(`is not there where ${reason} could bring a Value`, () => {
      const code = body(`let outer = 1\nconst f = ${source}`)
      expect(code).toContain('$')
      expect(code).not.toContain('} else {')
    })
})

test('a function of Math that a program puts back is the one that was there', () => {
  const own = Math.random
  try {
    const f = transformed('const f = (x) => { "use grad"; const own = Math.random; Math.random = () => 0.5; try { return Math.random() * x } finally { Math.random = own } }') // prettier-ignore
    expect((f as (x: number) => number)(3)).toBe(1.5)
    expect(Math.random).toBe(own)
    // Handed out by Math it would call itself.
    expect(Math.random()).toBeLessThan(1)
  } finally {
    Math.random = own
  }
})

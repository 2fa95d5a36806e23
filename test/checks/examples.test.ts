/** Every `@example` of a public docstring runs and gives what its comments say. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { broken, complete } from '../../scripts/example.js'
import { type Example, examples, surface, typeErrors, undocumented } from '../../scripts/surface.js'
import { brokenClaims, claimsOf } from './claims.js'

// Names that two entries export mean the root entry's.
const origins = new Map(
  surface()
    .toReversed()
    .map(({ name, entry }) => [name, entry]),
)
const all = examples()

describe('docstrings', () => {
  test('every public function, class and type has one', () => {
    expect(undocumented()).toEqual([])
  })
  test('there are some with examples', () => {
    expect(all.length).toBeGreaterThan(0)
  })
  test('their examples type-check', () => {
    const folder = resolve('.cache', 'examples', 'typed')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const files = all.map(({ of, code }, index) => {
      const file = resolve(folder, `${of}-${index}.ts`)
      writeFileSync(file, complete(code, origins))
      return file
    })
    expect(typeErrors(files)).toEqual([])
  })
  all.forEach(({ entry, of, code }: Example, index) =>
    test(`the example of ${of} in ${entry} gives what it says`, async () => {
      const file = `${entry.replaceAll('/', '-')}-${of}-${index}`
      expect(await brokenClaims(code, file, origins)).toEqual([])
    }),
  )
})

describe('a claim', () => {
  const cases: readonly (readonly [code: string, holds: boolean])[] = [
    ['1 + 1 // 2', true],
    ['1 + 1 // 3', false],
    ['-0 // 0', false],
    ['0 / 0 // NaN', true],
    ['[1, 2].map((x) => x / 2) // [0.5, 1]', true],
    ["({ a: 'b' }) // { a: 'b' }", true],
    ['Math.PI // 3.14…', true],
    ['Math.PI // 3.15…', false],
    ['Math.PI // ≈ 3.142', true],
    ['Math.PI // ≈ 3.141', false],
    ['6.02214e23 // ≈ 6.022e23', true],
    ["console.log('x =', 1) // x = 1", true],
    ["console.log('x =', 1) // x = 2", false],
    ['const x = 3 // 3', true],
    ['const x = 3 // 4', false],
    ["null.x // throws TypeError: Cannot read properties of null (reading 'x')", true],
    ['null.x // 1', false],
    ['1 // throws TypeError', false],
    ['await Promise.resolve(2) // 2', true],
    ['await Promise.resolve(2) // 3', false],
  ]
  cases.forEach(([code, holds], index) =>
    test(`\`${code}\` ${holds ? 'holds' : 'does not hold'}`, async () => {
      const claims = await claimsOf(code, `claim-${index}`)
      expect(claims).toHaveLength(1)
      expect(claims.map(broken)[0] === undefined).toBe(holds)
    }),
  )
})

/** Every row of the table in docs/operators.md is true: its example works, throws or is refused, and type-checks as it stands. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { checkGrads, detectAnomaly, grad, hessian, isValue, ops, replay, value } from 'seegrad'
import { derivative } from 'seegrad/numeric'
import { transform, TransformError } from 'seegrad/operators'
import { constructs, type Construct } from '../../scripts/constructs.js'
import { operators, operatorsPage } from '../../scripts/operators.js'
import { typeErrors } from '../../scripts/surface.js'
import { dataOf, transformed, untouched } from './run.js'

type Example = (x: number) => number
const X = 3
const text = ({ example }: Construct): string => `const f = ${example}`
const marked = (row: Construct): string => `'use grad'\n${text(row)}`

describe('the table of docs/operators.md', () => {
  test('is printed as it is (npm run docs:operators)', () => {
    expect(operators(readFileSync(operatorsPage, 'utf8'))).toBe(readFileSync(operatorsPage, 'utf8'))
  })
  for (const row of constructs)
    test(`${row.says} ${row.fate === 'refused' ? 'is refused' : row.fate}`, () => {
      if (row.fate === 'refused') {
        const run = (): unknown => transform(row.example, { filename: 'f.ts', all: true })
        expect(run).toThrow(TransformError)
        expect(run).toThrow(row.error)
        return
      }
      const plain = untouched(text(row)) as Example
      const f = transformed(marked(row)) as Example
      expect(f(X)).toBe(plain(X))
      const leaf = value(X)
      if (row.error) {
        expect(() => f(leaf)).toThrow(row.error)
        return
      }
      const y = f(leaf)
      expect(isValue(y)).toBe(true)
      value(y).backward()
      expect(dataOf(y)).toBeCloseTo(plain(X), 12)
      if (row.fate === 'works' && !/===|\.is|indexOf|case|join/.test(row.example + row.says))
        expect(leaf.grad).toBeCloseTo(derivative(plain, X, { h: 1e-5, method: 'central' }), 5)
      else expect(leaf.grad).not.toBe(0)
    })
})

test('the code in docs/operators.md can be parsed, block by block', () => {
  const page = readFileSync(operatorsPage, 'utf8')
  const blocks = [...page.matchAll(/^(`{3,})(\w*)\n(.*?)^\1$/gms)]
  for (const [, , language, code] of blocks.filter(([, , name]) => name === 'js' || name === 'ts'))
    expect(() => transform(code!, { filename: `a.${language}` })).not.toThrow()
  // Every fence has its other half.
  expect(blocks.length * 2).toBe(page.match(/^`{3}/gm)?.length)
  expect(blocks.length).toBeGreaterThan(8)
})

describe('Math', () => {
  const names = Object.getOwnPropertyNames(Math).filter((name) => typeof Reflect.get(Math, name) === 'function')
  const stood = new Set([...ops.values()].map(({ math }) => math))
  // What reads a list is no function of one number.
  test.each(names.filter((name) => name !== 'sumPrecise'))('%s of a Value is an op, or refused with a mend', (name) => {
    const source = `const f = (x: number, y: number) => Math.${name}(x, y)`
    const f = transformed(source, { all: true }) as (x: number, y: number) => number
    expect(f(0.5, 0.25)).toEqual(name === 'random' ? expect.any(Number) : (untouched(source) as typeof f)(0.5, 0.25))
    if (stood.has(name)) expect(isValue(f(value(1.5), 0.25))).toBe(true)
    else expect(() => f(value(1.5), 0.25)).toThrow(`no op stands for Math.${name}, and a gradient cannot pass through it. Take the number, v.data`) // prettier-ignore
  })
  test('has an op for all but those that work on bits or draw', () => {
    expect(names.filter((name) => !stood.has(name) && !/^(f16round|sumPrecise)$/.test(name)).toSorted()).toEqual(['clz32', 'fround', 'imul', 'random']) // prettier-ignore
  })
})

describe('types', () => {
  const folder = '.cache/constructs'
  const file = `${folder}/examples.ts`
  const head = "import { value, type Value } from 'seegrad'\nconst v: Value = value(3)\n"
  const line = ({ example, fate }: Construct, i: number): string =>
    fate === 'refused'
      ? `export function f${i}() { ${example} }`
      : `const f${i} = ${example}; export const y${i}: number = f${i}(3) + f${i}(v)`
  const errorsOf = (rows: readonly Construct[]): readonly unknown[] => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, `${head}${rows.map(line).join('\n')}\n`)
    return typeErrors([file])
  }
  const isTypeScript = ({ isUntyped }: Construct): boolean => !isUntyped
  test('every row type-checks under strict, with no plugin, on numbers and on Values', () => {
    expect(errorsOf(constructs.filter(isTypeScript))).toEqual([])
  })
  test.each(constructs.filter((row) => !isTypeScript(row)))('the compiler refuses $says, too', (row) => {
    expect(errorsOf([row])).not.toEqual([])
  })
  test('is no reason to leave out more than two', () => {
    expect(constructs.filter(isTypeScript).length).toBeGreaterThanOrEqual(constructs.length - 2)
  })
  test('a mistake in one would be noticed', () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, `import { value } from 'seegrad'\nexport const y: string = value(3) * 2\n`)
    expect(typeErrors([file])).toHaveLength(1)
  })
  afterAll(() => writeFileSync(file, 'export {}\n'))
})

describe('refusals', () => {
  const at = (source: string, filename = 'net.ts'): unknown => {
    try {
      transform(source, { filename })
    } catch (error) {
      const { line, column, filename: name } = error as TransformError
      return [name, line, column, error instanceof SyntaxError]
    }
    return undefined
  }
  test('carry file, line and column of the text that was given, types in it or not', () => {
    expect(at("type A = { a: number }\nconst f = (x: number): number => { 'use grad'; return (x as number) * eval('x') }")).toEqual(['net.ts', 2, 71, true]) // prettier-ignore
    expect(at('const a: number = 1\nconst b: = 2')).toEqual(['net.ts', 2, 10, true])
    expect(at('const a = 1\n  const b = = 2', 'a.mjs')).toEqual(['a.mjs', 2, 13, true])
    expect(at('#!/bin/node\nconst a: = 2')).toEqual(['net.ts', 2, 10, true])
    expect(at("module.exports = 1; 'use grad'", 'a.cjs')).toEqual(['a.cjs', 1, 1, true])
    expect(at('const e = <div/>', 'a.jsx')).toEqual(['a.jsx', 1, 11, true])
  })
  test('concern only functions that say "use grad"', () => {
    expect(at("eval('1'); async function* g() {} xs?.ys.includes(x)")).toBe(undefined)
  })
})

describe('a node knows where it comes from', () => {
  test('by its label, the name of the constant', () => {
    const f = transformed(marked({ ...constructs[0]!, example: '(x) => { const d = x * 2; let e = Math.exp(d), g = d, h = x; return [d, e, g, h] }' })) // prettier-ignore
    const x = value(3, 'x')
    expect((f(x as never) as { label: string }[]).map(({ label }) => label)).toEqual(['d', 'e', 'd', 'x'])
  })
  test('by its place in the text, when a NaN is born forward or backward', () => {
    const f = transformed(`'use grad'\nconst f = (x: number, y: number) =>\n  (x - 3) *\n  Math.log(y as number - 5)`) as (x: number, y: number) => number // prettier-ignore
    expect(() => detectAnomaly(() => f(value(3), value(2)))).toThrow(/^NaN was born in log #\d+ at f\.ts:4:3: log of/)
    const g = transformed(`'use grad'\nconst f = (x: number) => x * 2 +\n Math.sqrt(x)`) as Example
    expect(() => detectAnomaly(() => value(g(value(0))).backward())).toThrow(
      /was born in sqrt #\d+ at f\.ts:3:2: the slope/,
    )
  })
})

test('text that is transformed already stays as it is', () => {
  const { code } = transform("const f = (x: number) => { 'use grad'; return x * x }", { filename: 'f.ts' })
  expect(transform(code, { filename: 'f.ts', all: true }).code).toBe(code)
})
test('text that says no "use grad" only loses its types', () => {
  expect(transform('const f = (x: number) => x * x').code).toBe('const f = (x) => x * x')
})
test('a function is rewritten with all inside it, and nothing outside', () => {
  const { code } = transform("const g = (x) => x * x; const f = (x, y = x * 2) => { 'use grad'; return (z) => z * y }; const h = (x) => x * x") // prettier-ignore
  expect(code.match(/\$\.mul/g)).toHaveLength(2)
  expect(code).toContain('const g = (x) => x * x; const f')
})

describe('with what seegrad does', () => {
  const f = transformed("const f = (x: number) => { 'use grad'; return 3 * x ** 2 - 4 * x + 5 }") as Example
  test('grad, hessian and checkGrads take a function that says "use grad"', () => {
    expect(grad(f)(X)).toBe(14)
    expect(hessian(f)(X)).toBe(6)
    expect(checkGrads(f, [X], { order: 2 }).ok).toBe(true)
  })
  test('a branch that would go the other way is noticed by replay', () => {
    const bent = transformed('const f = (x: number) => (x ? (x > 2 ? x * x : -x) : 7)', { all: true }) as Example
    for (const [before, after] of [
      [3, 1],
      [1, 0],
      [1, NaN],
    ] as const) {
      const x = value(before)
      const y = value(bent(x))
      x.data = after
      expect(() => replay(y)).toThrow(/went|other way|branch/)
    }
    const x = value(3)
    const y = value(bent(x))
    x.data = 4
    expect(replay(y) ?? y.data).toBeTruthy()
    expect(y.data).toBe(16)
  })
})

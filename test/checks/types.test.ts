/** What the compiler says of cells: nothing wrong of what runs, operators on Values included, and the right thing of what is wrong. */
import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { cellsOf, MODULES, readLesson } from '../../src/lesson/index.js'
import { createTypes, type Types } from '../../app/typing/service.js'
import { declarations } from '../../app/typing/plugin.js'

const texts = declarations()
const fresh = (): Types => createTypes(ts, texts, MODULES, (name) => name === 'crypto' || name === 'TextEncoder')
const types = fresh()
/** What it says of the last of these cells, after those of the lesson. */
const lesson = cellsOf(readLesson(readFileSync('lessons/05-chain-rule.md', 'utf8')))
function said(code: string): readonly string[] {
  types.set([...lesson, { id: 'last', code }])
  return types.mistakes('last').map(({ line, message }) => `${line}: ${message}`)
}
const offered = (code: string): readonly string[] => {
  types.set([...lesson, { id: 'last', code }])
  return types.offers('last', code.length)?.list.map(({ name }) => name) ?? []
}

test('the declarations are those of the build, and reach as far as cells may import', () => {
  expect(Object.keys(texts).filter((path) => path.endsWith('index.d.ts')).length).toBeGreaterThanOrEqual(MODULES.length)
  expect(Object.keys(texts).some((path) => path.includes('/cli/'))).toBe(false)
})

describe('nothing is said of', () => {
  for (const file of readdirSync('lessons', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.md'),
  ))
    test(`any cell of ${file}`, () => {
      const cells = cellsOf(readLesson(readFileSync(`lessons/${file}`, 'utf8')))
      types.set(cells)
      expect(cells.flatMap(({ id }) => types.mistakes(id))).toEqual([])
    })
  const right: Readonly<Record<string, string>> = {
    'members of what an operator gives': 'const y = a * b + c\ny.backward()\ny.grad + y.data\ny.label.length',
    'a sum of Values given to what wants a Value': "import { explain } from 'seegrad/explain'\nexplain(a * b).steps",
    'a list of Values that is reduced': 'const s = [a, b, c].reduce((u, v) => u + v)\ns.tanh().backward()',
    'a function with "use grad"': "import { grad } from 'seegrad'\nconst g = (x: number) => { 'use grad'; return x ** 2 }\ngrad(g)(3)",
    'a name of another cell, and the same name in a function of its own': 'const k = (a: string) => a.length\nk(String(L))',
    'what cells are given': "show(a, b)\ntable([{ a: 1 }])\nformula('x')\nconsole.log(slider('s', { min: 1 }).toFixed(2))",
    'parameters without a type': 'const square = (x) => x * x\nsquare(2)',
    'await at the top': 'const late = await Promise.resolve(1)\nlate + 1',
    'globals of a worker': 'crypto.getRandomValues(new Uint8Array(4))\nnew TextEncoder().encode("")',
    'layers': "import { MLP } from 'seegrad/nn'\nimport { PythonRandom } from 'seegrad/random'\nconst net = new MLP(2, [4, 1])\nnet.parameters().length",
    'an enum and a class': 'enum Side { Left, Right }\nclass Point { constructor(public x: number) {} }\nnew Point(Side.Left).x',
    'a text that cannot be read yet': 'const x = (1 +',
    'nothing': '',
  } // prettier-ignore
  for (const [what, code] of Object.entries(right)) test(what, () => expect(said(code.replace("import { PythonRandom } from 'seegrad/random'\n", ''))).toEqual([])) // prettier-ignore
  test('a type that another cell declares', () => {
    const own = fresh()
    own.set([
      { id: 'one', code: 'interface Point { x: number }\ntype Side = "left" | "right"' },
      { id: 'two', code: 'const p: Point = { x: 1 }\nconst s: Side = "left"' },
      { id: 'three', code: 'const q: Point = { y: 1 }' },
    ])
    expect(own.mistakes('two')).toEqual([])
    expect(own.mistakes('three').length).toBe(1)
  })
  test('a name that two cells import', () => {
    const own = fresh()
    const code = "import { value } from 'seegrad'\nconst K = value(1)"
    own.set([
      { id: 'one', code: code.replace('K', 'u') },
      { id: 'two', code: code.replace('K', 'v') },
      { id: 'three', code: 'value(u + v)' },
    ])
    expect(['one', 'two', 'three'].flatMap((id) => own.mistakes(id))).toEqual([])
  })
})

describe('it is said', () => {
  const wrong: Readonly<Record<string, readonly [code: string, what: RegExp]>> = {
    'that a member is none': ['1\nL.fnord()', /^2: Property 'fnord' does not exist/],
    'that a name is nobody’s': ['fnord(1)', /^1: Cannot find name 'fnord'/],
    'where a name is to be imported from': ['tanh(1)', /Write: import \{ tanh \} from 'seegrad'/],
    'that a Value is no text': ['const s: string = a', /^1: Type 'Value' is not assignable to type 'string'/],
    'that an argument is missing': ["import { pow } from 'seegrad'\npow(a)", /^2: Expected 2 arguments/],
    'that a slider has no such option': ["slider('x', { minimum: 1 })", /^1: .*'minimum' does not exist/],
    'that a page is not here': ['document.title', /^1: Cannot find name 'document'/],
  }
  for (const [what, [code, words]] of Object.entries(wrong)) test(what, () => expect(said(code)).toEqual([expect.stringMatching(words)])) // prettier-ignore
  test('of another cell when the one that it uses has changed', () => {
    const own = fresh()
    own.set([
      { id: 'one', code: 'const n = 1' },
      { id: 'two', code: 'n.toFixed(1)' },
    ])
    expect(own.mistakes('two')).toEqual([])
    own.set([
      { id: 'one', code: "const n = 'one'" },
      { id: 'two', code: 'n.toFixed(1)' },
    ])
    expect(own.mistakes('two').length).toBe(1)
  })
})

describe('offered are', () => {
  test('members of a Value, by an operator or not', () => {
    for (const code of ['a.', '(a * b).', 'L.']) expect(offered(code)).toEqual(expect.arrayContaining(['backward', 'data', 'grad', 'label', 'tanh'])) // prettier-ignore
    expect(offered('[a, b].')).toEqual(expect.arrayContaining(['map', 'reduce']))
  })
  test('names of other cells, of the cell itself, what every cell has, and what can be imported', () => {
    const names = offered('const mine = 1\nm')
    const wanted = ['mine', 'L', 'slopes', 'slider', 'show', 'tanh', 'MLP', 'plotTangent', 'grad', 'Math']
    expect(wanted.filter((name) => !names.includes(name))).toEqual([])
    expect(names).not.toContain('document')
  })
  test('with what is said about them', () => {
    offered('const mine = 1\nsli')
    expect(types.about('last', 18, 'slider')).toMatch(/function slider[^]*A slider with this name/)
  })
})

test('the worker is a text that a browser can read, and asks for no other file', async () => {
  const worker = readFileSync('dist/page/types-worker.js', 'utf8')
  expect(worker.length).toBeGreaterThan(3_000_000)
  expect(/\bimportScripts\(|\bnew XMLHttpRequest|\bfetch\(/.test(worker)).toBe(false)
  const { errors } = await build({ stdin: { contents: worker }, write: false, logLevel: 'silent' })
  expect(errors).toEqual([])
})

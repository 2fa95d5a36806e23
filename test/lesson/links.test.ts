/** Which names cells define and read, in what order they run, and what is refused, with its place. */
import { describe, expect, test } from 'vitest'
import { inOrder, linksOf, type Link } from '../../src/lesson/links.js'

const cellsFrom = (codes: Readonly<Record<string, string>>): { id: string; code: string }[] =>
  Object.entries(codes).map(([id, code]) => ({ id, code }))
const linked = (codes: Readonly<Record<string, string>>): ReadonlyMap<string, Link> => linksOf(cellsFrom(codes))

describe('names that a cell defines', () => {
  const cases: Readonly<Record<string, readonly [code: string, defines: readonly string[]]>> = {
    'by const, let and var': ['const a = 1; let b = 2; var c = 3', ['a', 'b', 'c']],
    'by patterns': ['const { a, b: [c, ...d], ...e } = x; const [f = 1] = y', ['a', 'c', 'd', 'e', 'f']],
    'as functions and classes': ['function f() {} class C {} async function g() {}', ['f', 'C', 'g']],
    'by imports': [
      "import { value, grad as g } from 'seegrad'; import * as all from 'seegrad/nn'",
      ['value', 'g', 'all'],
    ],
    'by var in a block': ['if (x) { var a = 1; let b = 2 }', ['a']],
    'not in functions': ['const f = (a) => { const b = a; var c = b; return c }', ['f']],
    'not types': ['type A = number; interface B {} const x: A = 1; declare const y: number', ['x']],
    'enums': ['enum Colour { Red }', ['Colour']], // prettier-ignore
    'used in another cell only, by an import': ["import { value } from 'seegrad'", ['value']],
    'not types of imports': ["import { type Value, value } from 'seegrad'", ['value']],
  }
  for (const [title, [code, defines]] of Object.entries(cases))
    test(title, () => {
      expect(linked({ one: code }).get('one')?.defines).toEqual(defines)
    })
})

describe('names that a cell reads of others', () => {
  const cases: Readonly<Record<string, readonly [code: string, reads: readonly string[]]>> = {
    'in an expression': ['a + b', ['a', 'b']],
    'in a closure': ['const f = (x) => x * a', ['a']],
    'in a template, a default, a key': ['const f = (x = a) => `${b}`; ({ [c]: 1 })', ['a', 'b', 'c']],
    'as a shorthand': ['({ a })', ['a']],
    'not as a property, a key or a label': ['a: for (;;) break a; x.b; ({ c: 1 })', []],
    'not as a parameter or a variable of its own': [
      'const f = (a) => a; { const b = 1; b }; try {} catch (c) { c }',
      [],
    ],
    'not as a type': ['const x: a = 1 as b', []],
    'in typeof': ['typeof a', ['a']],
  }
  for (const [title, [code, reads]] of Object.entries(cases))
    test(title, () => {
      expect(linked({ first: 'const a = 1, b = 2, c = 3', second: code }).get('second')?.reads).toEqual(reads)
    })
})

test('cells run after what they use, and otherwise as on the page', () => {
  const links = linked({ z: 'x + y', x: 'const x = y + 1', free: '1', y: 'const y = 2' })
  expect(inOrder(links.keys(), links)).toEqual(['free', 'y', 'x', 'z'])
  expect(links.get('z')?.uses).toEqual(['x', 'y'])
})

describe('refused, with the place', () => {
  const cases: Readonly<
    Record<string, readonly [codes: Readonly<Record<string, string>>, id: string, message: RegExp, line: number, column: number]>
  > = {
    'a second definition, with the place of the first': [{ one: '1\nconst loss = 1', two: 'let loss = 2' }, 'two', /^loss is defined in cell 1 already, line 2: /, 1, 5],
    'a name that is imported and defined': [{ one: "import { value } from 'seegrad'", two: '\n function value() {}' }, 'two', /^value is defined in cell 1 already, line 1/, 2, 11],
    'a write to a name of another cell': [{ one: 'let n = 1', two: 'n += 1' }, 'two', /^n belongs to cell 1, and only that cell may write to it/, 1, 1],
    'a write to a name of nobody': [{ one: 'x = 5' }, 'one', /^x is declared nowhere: write const x = …/, 1, 1],
    'a name that a function changes later': [{ one: 'let n = 0\nconst more = () => n++', two: 'n' }, 'two', /^a function of cell 1 writes to n, and no other cell would see that/, 1, 1],
    'a circle of two': [{ one: 'const a = b', two: 'const b =  a' }, 'two', /^a goes round in a circle: cell 2 uses cell 1 uses cell 2/, 1, 12],
    'a circle of three': [{ one: 'const a = c', two: 'const b = a', three: 'const c = b' }, 'one', /^c goes round in a circle: cell 1 uses cell 3 uses cell 2 uses cell 1/, 1, 11],
    'a module that cells cannot have': [{ one: "import fs from 'node:fs'" }, 'one', /^'node:fs' cannot be imported in a cell; seegrad, /, 1, 16],
    'what cannot be read': [{ one: 'const a = 1\nconst = 2' }, 'one', /./, 2, 7],
    'what cannot be honoured': [{ one: "\neval('1')" }, 'one', /^eval/, 2, 1],
    'an export': [{ one: 'export const a = 1' }, 'one', /^export: other cells see the names of a cell anyway/, 1, 1],
    'an address of a file': [{ one: '\n import.meta.url' }, 'one', /^import\.meta: a cell is no file/, 2, 2],
    'a nest without a bottom': [{ one: '('.repeat(100_000) }, 'one', /./, 1, 1],
  } // prettier-ignore
  for (const [title, [codes, id, message, line, column]] of Object.entries(cases))
    test(title, () => {
      const found = linked(codes).get(id)?.mistake
      expect(found).toMatchObject({ message: expect.stringMatching(message) as unknown })
      if (title !== 'a nest without a bottom') expect([found?.line, found?.column]).toEqual([line, column])
    })
  test('but the same import in two cells is one name', () => {
    const links = linked({ one: "import { value } from 'seegrad'", two: "import { value } from 'seegrad'; value(1)" })
    expect([...links.values()].map(({ mistake }) => mistake)).toEqual([undefined, undefined])
  })
  test('and the place of the first is given as data too', () => {
    const links = linked({ one: '1\n  const loss = 1', two: 'const loss = 2' })
    expect(links.get('two')?.mistake?.other).toEqual({ cell: 'one', line: 2, column: 9 })
  })
})

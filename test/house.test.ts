/** The law of the house (scripts/house.ts) holds: one case per room, file and row, and one per law that it notices a breach. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { architecture, architecturePage } from '../scripts/architecture.js'
import { allowed, budgets, roomOf, rootEntry, rooms } from '../scripts/house.js'
import * as law from '../scripts/law.js'
import { filesBelow, sourcesBelow } from '../scripts/sources.js'

const everything = sourcesBelow('.')
const code = everything.filter(({ path }) => /\.(ts|tsx|mjs)$/.test(path) && !path.startsWith('fixtures/'))
const inSrc = code.filter(({ path }) => path.startsWith('src/'))
const judged = [...rooms, rootEntry].map((room) => ({
  room,
  sources: code.filter(({ path }) => roomOf(path) === room),
}))
const inUse = judged.filter(({ sources }) => sources.length > 0)
const tables = inSrc.filter(({ path }) => /^src\/(ops|optim)\//.test(path))
const rows = tables.flatMap((source) => law.rowsOf(source).map((row) => ({ ...row, path: source.path })))
const opNames = new Set(rows.filter(({ path }) => path.startsWith('src/ops/')).map(({ name }) => name))
const none: readonly string[] = []

describe('rooms', () => {
  test('every file of src lies in a room of the table', () => {
    expect(inSrc.filter(({ path }) => !roomOf(path)).map(({ path }) => path)).toEqual(none)
  })
  for (const room of rooms)
    test(`${room.name} may import only rooms that stand above it`, () => {
      const above = rooms.slice(0, rooms.indexOf(room)).map(({ name }) => name)
      expect(allowed(room).filter((name) => !above.includes(name))).toEqual(none)
    })
  for (const { room, sources } of inUse) {
    test(`${room.name} imports ${law.list(allowed(room), 'no other room')} and ${law.list(room.packages, 'no package')}`, () => {
      expect(sources.flatMap(law.wrongImports)).toEqual(none)
    })
    const index = sources.find(({ path }) => path === `${room.folder}/index.ts` || path === room.folder)
    if (room.folder.startsWith('src/') && room.name !== 'cli')
      test(`${room.name} has an index.ts that only re-exports and opens with one sentence`, () => {
        expect(index ? law.wrongIndex(index) : [`${room.folder}/index.ts is missing`]).toEqual(none)
      })
  }
  test('no files of different rooms import each other in a circle', () => {
    expect(law.circles(inSrc)).toEqual(none)
  })
  test('every package that src imports is one that users get', () => {
    const { name: own, dependencies, peerDependencies } = packageJson()
    // Which rooms may name the package itself is a law of its own.
    const given = [own, ...Object.keys({ ...dependencies, ...peerDependencies })]
    const named = inSrc.flatMap(law.importsOf).filter((name) => !/^(\.|node:)/.test(name))
    expect(named.filter((name) => !given.some((known) => name === known || name.startsWith(`${known}/`)))).toEqual(none)
  })
  test('every public entry is the index of a room, and the sources know it by the same name', () => {
    const { exports } = packageJson()
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json')
    const paths = entries.map((entry) => [
      entry.replace(/^\./, 'seegrad'),
      [entry === '.' ? './src/index.ts' : `./src${entry.slice(1)}/index.ts`],
    ])
    expect(JSON.parse(readFileSync('tsconfig.json', 'utf8')).compilerOptions.paths).toEqual(Object.fromEntries(paths))
  })
})

describe('budgets', () => {
  for (const source of code)
    test(`${source.path} is short enough and opens with a sentence`, () => {
      expect([...law.tooLong(source), ...law.noOpening(source)]).toEqual(none)
    })
  test(`the engine has at most ${budgets.engineCodeLines} lines of code`, () => {
    const engine = inSrc.filter(({ path }) => path.startsWith('src/engine/'))
    expect(engine.reduce((sum, source) => sum + law.codeLines(source), 0)).toBeLessThanOrEqual(budgets.engineCodeLines)
  })
  test('every op of the table is a row that is judged here', async () => {
    const { ops } = (await import('seegrad')) as { ops: ReadonlyMap<string, unknown> }
    expect([...ops.keys()].filter((name) => !opNames.has(name))).toEqual(none)
  })
  for (const { name, path, lines } of rows)
    test(`the row ${name} of ${path} has at most ${budgets.rowLines} lines`, () => {
      expect(lines).toBeLessThanOrEqual(budgets.rowLines)
    })
})

describe('names', () => {
  // Names that a tool or the world fixes.
  const fixed =
    /^(README|CONTRIBUTING|CHANGELOG|LICENSE|THIRD-PARTY-NOTICES)(\.md)?$|^\.|(^|\/)[a-z]+\.test-d\.ts$|^docs\/decisions\/\d{4}-/
  test('every file is named in kebab-case after what it holds', () => {
    const paths = filesBelow('.').filter((path) => !fixed.test(path))
    expect(paths.flatMap(law.wrongName)).toEqual(none)
  })
  test('no type carries the prefix I', () => {
    expect(code.flatMap(law.prefixed)).toEqual(none)
  })
  test('no reader of rows asks which op it has', () => {
    // The kernels come before the ops: their steps have names of their own.
    const readers = inSrc.filter(({ path }) => !path.startsWith('src/numeric/'))
    expect(readers.flatMap((source) => law.asksForOp(source, opNames))).toEqual(none)
  })
  test('no number comes from a function of Math whose digits are the machine’s', () => {
    const rooms = /^src\/(numeric|ops|engine|transforms|nn|optim)\//
    expect(inSrc.filter(({ path }) => rooms.test(path)).flatMap(law.inexact)).toEqual(none)
  })
  test('no file names a path, registry or address of one machine', () => {
    expect(everything.flatMap(law.machineBound)).toEqual(none)
  })
  test('no file names the package registry that this machine uses', () => {
    const registry = process.env['npm_config_registry']
    const host = registry ? new URL(registry).hostname : undefined
    expect(everything.filter(({ text }) => host && text.includes(host)).map(({ path }) => path)).toEqual(none)
  })
})

test('docs/architecture.md prints the table of rooms as it is', () => {
  expect(architecture(readFileSync(architecturePage, 'utf8'))).toBe(readFileSync(architecturePage, 'utf8'))
})

describe('the law notices', () => {
  const file = (path: string, text: string): law.Source => ({ path, text })
  const lines = (n: number): string => '// A line of comment.\n'.repeat(n)
  const breaches: Readonly<Record<string, readonly string[]>> = {
    'an import from a room below': law.wrongImports(file('src/ops/a.ts', "import { a } from '../engine/index.js'")),
    'a type import from a room below': law.wrongImports(
      file('src/ops/a.ts', "import type { A } from '../nn/index.js'"),
    ),
    'an import type': law.wrongImports(file('src/ops/a.ts', "type A = typeof import('../engine/index.js')")),
    'a dynamic import': law.wrongImports(file('src/numeric/a.ts', "await import('../ops/index.js')")),
    'a re-export of a room not named': law.wrongImports(file('src/index.ts', "export * from './nn/index.js'")),
    'an import past an index': law.wrongImports(file('src/engine/a.ts', "import { a } from '../ops/tanh.js'")),
    'a package not named': law.wrongImports(file('src/engine/a.ts', "import c from 'commander'")),
    'a module of Node outside the command line': law.wrongImports(file('src/nn/a.ts', "import fs from 'node:fs'")),
    'the house importing itself by name': law.wrongImports(file('src/nn/a.ts', "import { value } from 'seegrad'")),
    'an example that reaches inside': law.wrongImports(
      file('examples/a.ts', "import { a } from '../src/ops/index.js'"),
    ),
    'a file in no room': law.wrongImports(file('src/somewhere/a.ts', '')),
    'a circle of files': law.circles([
      file('src/engine/a.ts', "import '../nn/b.js'"),
      file('src/nn/b.ts', "import '../engine/a.js'"),
    ]),
    'a long file': law.tooLong(file('src/nn/a.ts', lines(401))),
    'a long file of the engine': law.tooLong(file('src/engine/a.ts', lines(301))),
    'a long op.ts': law.tooLong(file('src/ops/op.ts', lines(151))),
    'a file that opens with code': law.noOpening(file('src/nn/a.ts', "import { a } from './b.js'\n/** A sentence. */")),
    'a file that opens with a word': law.noOpening(file('src/nn/a.ts', '/** Layers. */')),
    'an index with code': law.wrongIndex(file('src/nn/index.ts', '/** What nn is. */\nexport const a = 1')),
    'an index of two sentences': law.wrongIndex(file('src/nn/index.ts', "/** One. Two. */\nexport * from './a.js'")),
    'a folder of utilities': law.wrongName('src/nn/utils/layer.ts'),
    'a helper among the words of a name': law.wrongName('src/nn/layer-helpers.ts'),
    'a file in camel case': law.wrongName('src/nn/crossEntropy.ts'),
    'a type with the prefix I': law.prefixed(file('src/nn/a.ts', 'interface ILayer {}')),
    'a comparison with an op': law.asksForOp(file('src/engine/a.ts', "if (op.name === 'tanh') {}"), new Set(['tanh'])),
    'a switch over ops': law.asksForOp(file('src/engine/a.ts', "switch (v.op) { case 'tanh': }"), new Set(['tanh'])),
    'a sine of the machine': law.inexact(file('src/ops/a.ts', 'const f = (x) => Math.sin(x)')),
    'a sine by another name': law.inexact(file('src/ops/a.ts', 'const { sin } = Math')),
    'a sine by its string': law.inexact(file('src/ops/a.ts', "const sin = Math['sin']")),
    'a power of the machine': law.inexact(file('src/engine/a.ts', 'const f = (x) => x ** 3')),
    'a root as a power of 2': law.inexact(file('src/engine/a.ts', 'const root = 2 ** -(0.5)')),
    'a path of one machine': law.machineBound(file('a.ts', `const data = '/${'home'}/ada/data.csv'`)),
    'a registry': law.machineBound(file('.npmrc', `registry=https://${'registry'}.example.com:8080/npm`)),
  }
  for (const [breach, found] of Object.entries(breaches))
    test(breach, () => {
      expect(found).toHaveLength(1)
    })
  test('a row of 26 lines', () => {
    const row = `/** The comment. */\nexport const one: Unary = unary({\n  name: 'one',\n${'  // why\n'.repeat(22)}})\n`
    expect(law.rowsOf(file('src/ops/a.ts', `/** Opens the file. */\n\n${row}`))).toEqual([{ name: 'one', lines: 26 }])
  })
  test('code between blank lines and comments', () => {
    const text = '/** A comment. */\n\nexport const a = [\n  // why\n  `two\nlines`,\n]\n/* the end */\n'
    expect(law.codeLines(file('src/engine/a.ts', text))).toBe(4)
  })
})

interface PackageJson {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

function packageJson(): PackageJson {
  return JSON.parse(readFileSync('package.json', 'utf8')) as PackageJson
}

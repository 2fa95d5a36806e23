/** Vite, Rollup, esbuild, webpack and Node take one example with real operators: it gives its numbers, its errors lead to the text as written. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { build as esbuild } from 'esbuild'
import { rollup, type Plugin } from 'rollup'
import { build as vite } from 'vite'
import webpack from 'webpack'
import { beforeAll, describe, expect, test } from 'vitest'
import { operators as forEsbuild } from 'seegrad/operators/esbuild'
import { operators as forRollup } from 'seegrad/operators/rollup'
import { operators as forVite } from 'seegrad/operators/vite'
import { operators as forWebpack } from 'seegrad/operators/webpack'
import { run, type Ran } from './tool.js'

/** A folder of a user, with seegrad installed. It is no ES module by its package.json: what it imports says so by itself. */
const folder = resolve('.cache', 'tools')
const inFolder = (file: string): string => resolve(folder, file)
/** Tools are started there, as users do: what they say of a file is seen from it. */
const runThere = (...words: string[]): Promise<Ran> => run(process.execPath, words, folder)

const files = {
  'package.json': '{ "name": "example", "private": true }',
  // Without it tools would find ours, which leads 'seegrad' to the sources.
  'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
  'energy.ts': `import type { Value } from 'seegrad'

export interface Point { readonly x: number; readonly y: number }

class TooFar extends Error {}
export enum Rest { short = 1, long }
export function energy({ x, y }: Point, pull: number = 0.5): number | Value {
  'use grad'
  const stretch: number = Math.sqrt(x ** 2 + y ** 2) - Rest.short
  if (stretch > 100) throw new TooFar(\`too far: \${stretch}\`)
  return 3 * stretch ** 2 / 2 + pull * y
}
export const odd = (x: number, by?: number): number => { 'use grad'; const twice = (x as number) * 2; return twice + by! }
`,
  'main.mjs': `import { grad, value } from 'seegrad'
import { energy, odd } from './energy.ts'

const stackOf = (f) => { try { f() } catch (error) { return error.stack } }
const from = { x: 3, y: 4 }
const pull = value(2, 'pull')
console.log(JSON.stringify({
  energy: energy(from),
  slope: grad(energy)(from),
  thrown: stackOf(() => energy({ x: 3000, y: 4 })), onValue: stackOf(() => odd(pull)),
}))
`,
  // What is installed is left alone, as its author published it.
  'node_modules/spring/package.json': '{ "name": "spring", "type": "module", "exports": "./index.js" }',
  'node_modules/spring/index.js': `export const spring = (x) => { 'use grad'; return x * 3 }\nexport const text = String(spring)\n`,
  'installed.mjs': `import { text } from 'spring'\nconsole.log(JSON.stringify({ text }))\n`,
  'refused.ts': `export const f = (x: number) => {\n  const y: number = x * 2; 'use grad'\n  return y\n}\n`,
  'classic.js': `const { grad } = require('seegrad')\nconst f = (x) => {\n  'use grad'\n  return x * x\n}\nconsole.log(grad(f)(3))\n`,
  'nodenext.ts': `import { odd } from './energy.js'\nconsole.log(odd(4, 1))\n`,
  'lost.ts': `import { odd } from './nowhere.js'\nconsole.log(odd(4, 1))\n`,
  'plain.js': `import { grad } from 'seegrad'\nconst f = (x) => { 'use grad'; return x ** 3 }\nconsole.log(grad(f)(2))\n`,
  'commonjs.cjs': `// The words use grad, in a comment, are no directive.\nconsole.log(typeof require)\n`,
  'entry.mjs': `import './commonjs.cjs'\nimport './classic.js'\n`,
} as const

/** Line and column, from 1, where a piece of a file stands. */
function place(file: 'energy.ts' | 'main.mjs', piece: string): string {
  const before = files[file].slice(0, files[file].indexOf(piece)).split('\n')
  return `${file}:${before.length}:${(before.at(-1) as string).length + 1}`
}
/** The places in the example that a stack trace names, innermost first. */
const placesOf = (stack: string): readonly string[] =>
  [...stack.matchAll(/^ +at .*?((?:energy|main)\.m?[jt]s:\d+:\d+)\)?$/gm)].map(([, found]) => found as string)

interface Printed {
  readonly energy: number
  readonly slope: unknown
  readonly thrown: string
  readonly onValue: string
}

function checkExample({ code, output }: Ran): void {
  if (code !== 0) expect.fail(output)
  const { energy, slope, thrown, onValue } = JSON.parse(output) as Printed
  // r = 5 and stretch = 4, so 3 · 16 / 2 + 0.5 · 4, and ∂/∂x = 3 · 4 · 3/5.
  expect(energy).toBe(26)
  expect(slope).toEqual({ x: expect.closeTo(7.2, 12), y: expect.closeTo(10.1, 12) })
  expect(placesOf(thrown).slice(0, 2)).toEqual([place('energy.ts', 'new TooFar'), place('main.mjs', 'energy({ x: 3000')]) // prettier-ignore
  expect(placesOf(onValue).slice(0, 2)).toEqual([place('energy.ts', '+ by!'), place('main.mjs', 'odd(pull)')])
}

/** Each builds a file of the folder into one that Node runs, and names it; a failed build throws what the tool says. */
type Build = (entry: string, out: string) => Promise<unknown>
const builds: Readonly<Record<string, Build>> = {
  Vite: (entry, out) =>
    vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [forVite()],
      build: {
        outDir: dirname(out),
        emptyOutDir: false,
        sourcemap: true,
        modulePreload: false,
        rollupOptions: { input: entry, output: { entryFileNames: '[name].mjs' } },
      },
    }),
  Rollup: async (entry, out) => {
    const find: Plugin = {
      name: 'find',
      resolveId: (id) => (id === 'spring' ? inFolder('node_modules/spring/index.js') : undefined),
    }
    const built = await rollup({ input: entry, plugins: [forRollup(), find], external: /^seegrad/ })
    await built.write({ file: out, format: 'es', sourcemap: true })
  },
  esbuild: (entry, out) =>
    esbuild({
      entryPoints: [entry],
      outfile: out,
      plugins: [forEsbuild()],
      bundle: true,
      minify: true,
      format: 'esm',
      sourcemap: true,
      logLevel: 'silent',
    }),
  webpack: (entry, out) =>
    new Promise<void>((done, fail) => {
      webpack(
        {
          context: folder,
          mode: 'production',
          target: 'node',
          entry,
          devtool: 'source-map',
          output: { path: dirname(out), filename: out.slice(dirname(out).length + 1), chunkFormat: 'module' },
          plugins: [forWebpack()],
        },
        (error, stats) => {
          if (error) fail(error)
          else if (stats?.hasErrors()) fail(new Error(stats.toString({ all: false, errors: true, colors: false })))
          else done()
        },
      )
    }),
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(inFolder(file)), { recursive: true })
    writeFileSync(inFolder(file), text)
  }
  symlinkSync(resolve('.'), inFolder('node_modules/seegrad'), 'junction')
})

for (const [tool, build] of Object.entries(builds))
  describe(tool, () => {
    const out = (name: string): string => inFolder(`${tool.toLowerCase()}/${name}.mjs`)
    test('builds the example, which runs and whose errors lead to the file as written', async () => {
      await build(inFolder('main.mjs'), out('main'))
      checkExample(await runThere('--enable-source-maps', out('main')))
    })
    test('leaves what is installed as it is', async () => {
      await build(inFolder('installed.mjs'), out('installed'))
      const { output } = await runThere(out('installed'))
      expect(JSON.parse(output)).toEqual({ text: expect.stringMatching(/^[^?]*(\w ?\* ?3|3 ?\* ?\w)[^?]*$/) })
    })
    test('fails for what cannot be honoured, with file, line and column', async () => {
      const built = build(inFolder('refused.ts'), out('refused'))
      await expect(built).rejects.toThrow('.cache/tools/refused.ts:2:28: "use grad" works only as the first statement')
    })
  })

describe('node --import seegrad/register', () => {
  const start = (file: string): Promise<Ran> => runThere('--import', 'seegrad/register', file)
  test('runs the example, whose errors lead to the file as written', async () => {
    checkExample(await start('main.mjs'))
  })
  test('leaves what is installed as it is', async () => {
    const { output } = await start('installed.mjs')
    expect(JSON.parse(output)).toEqual({ text: "(x) => { 'use grad'; return x * 3 }" })
  })
  test('runs JavaScript whose package.json says nothing of modules', async () => {
    expect(await start('plain.js')).toEqual({ code: 0, output: expect.stringMatching(/^12$/m) })
  })
  test('finds a .ts file where its .js is named', async () => {
    expect(await start('nodenext.ts')).toEqual({ code: 0, output: '9' })
  })
  test('names a file that is nowhere as it was written', async () => {
    const { code, output } = await start('lost.ts')
    expect(code).toBe(1)
    expect(output).toMatch(/Cannot find module '.*nowhere\.js' imported from .*lost\.ts/)
  })
  test('refuses what cannot be honoured before the program runs, with file, line and column', async () => {
    const { code, output } = await start('refused.ts')
    expect(code).toBe(1)
    expect(output).toContain('refused.ts:2:28: "use grad" works only as the first statement')
  })
  test('refuses a directive in a CommonJS file', async () => {
    const { code, output } = await start('entry.mjs')
    expect(code).toBe(1)
    expect(output).toContain('classic.js:3:3: a CommonJS file: operators come by an import; make it an ES module')
  })
})

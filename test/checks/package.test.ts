/** The package as users get it: packed, looked at by publint and attw, unpacked and imported, and weighed. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { ops, type Op, type Words } from 'seegrad'
import { budgets } from '../../scripts/house.js'
import { entries } from '../../scripts/surface.js'
import { record } from '../record.js'
import { expectGood, run, runTool } from './tool.js'

const folder = resolve('.cache', 'pack')
const unpacked = resolve(folder, 'node_modules', 'seegrad')
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string }
const tarball = resolve(folder, `${name}-${version}.tgz`)

describe('the packed package', () => {
  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(unpacked, { recursive: true })
    // The build is the one that the setup made: packing would only make it again.
    expectGood(await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]))
    expectGood(await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']))
  })
  test('pleases publint', async () => {
    expectGood(await runTool('publint', ['--strict', tarball]))
  })
  test('gives its types to every resolver of ES modules', async () => {
    expectGood(await runTool('@arethetypeswrong/cli', [tarball, '--profile', 'esm-only', '--no-emoji'], 'attw'))
  })
  for (const entry of entries())
    test(`${entry.name} can be imported from it`, async () => {
      const program = resolve(folder, `${entry.name.replaceAll('/', '-')}.mjs`)
      writeFileSync(
        program,
        `import * as names from '${entry.name}'\nif (Object.keys(names).length === 0) process.exit(1)\n`,
      )
      expectGood(await run(process.execPath, [program]))
    })
})

const oneOp = `import { tanh } from 'seegrad'; console.log(tanh(0.5))`
// A Value has every op as a method, so its program has all rows and kernels in it.
const oneValue = `import { value } from 'seegrad'; const x = value(0.5); x.tanh().backward(); console.log(x.grad)`
const training = `import { grad, tanh, value } from 'seegrad'; const x = value(0.5); x.tanh().backward(); console.log(x.grad - grad(tanh)(0.5))`

/** What is said to people lies apart from the rows in the package: it must be all there, and only where it is asked for. */
describe('the table of the package', () => {
  const spoken = ({ name: op, doc, symbol, tex, prec, kinks, taught, math, torch }: Op & Words): unknown =>
    JSON.parse(
      JSON.stringify({
        said: [op, doc, symbol, tex('u', 'v', 'w', 'z'), prec, kinks, math, torch],
        taught: taught?.map((rule) => rule(0.1, 0.2, 1, 2)),
      }),
    )
  const program = `import { ops } from 'seegrad'; console.log(JSON.stringify([...ops.values()].map(${String(spoken)})))`

  test('says all that the rows of the sources say', async () => {
    const { code } = await bundle(program)
    const { output } = await run(process.execPath, ['--input-type=module', '--eval', code])
    expect(JSON.parse(output)).toEqual([...ops.values()].map(spoken))
  })
  test('is left out of a program that only computes', async () => {
    const doc = ops.get('tanh')!.doc
    expect((await bundle(program)).code).toContain(doc.slice(0, 20))
    expect((await bundle(oneValue)).code).not.toContain(doc.slice(0, 20))
    expect((await bundle(oneOp)).code).not.toContain(doc.slice(0, 20))
  })
})

describe('a bundle', () => {
  test(`of all of seegrad weighs at most ${budgets.entryBytes} bytes`, async () => {
    const { code } = await bundle("export * from 'seegrad'")
    expect(weigh('all of seegrad', code)).toBeLessThanOrEqual(budgets.entryBytes)
  })
  test(`of a program that uses one op weighs at most ${budgets.oneOpBytes} bytes`, async () => {
    const { code } = await bundle(oneOp)
    expect(weigh('a program that uses one op', code)).toBeLessThanOrEqual(budgets.oneOpBytes)
  })
  test(`of a program that makes a Value weighs at most ${budgets.valueBytes} bytes`, async () => {
    const { code } = await bundle(oneValue)
    expect(weigh('a program that makes a Value', code)).toBeLessThanOrEqual(budgets.valueBytes)
  })
  test(`of a program that also transforms functions weighs at most ${budgets.valueBytes} bytes`, async () => {
    const { code } = await bundle(training)
    expect(weigh('a program that makes a Value and transforms functions', code)).toBeLessThanOrEqual(budgets.valueBytes)
  })
  test(`of what rewrites operators weighs at most ${budgets.operatorsBytes} bytes`, async () => {
    const { code } = await bundle("export * from 'seegrad/operators'")
    expect(weigh('what rewrites operators', code)).toBeLessThanOrEqual(budgets.operatorsBytes)
  })
  test('of a program that makes a Value does what the program does', async () => {
    const { code } = await bundle(oneValue)
    expect(await run(process.execPath, ['--input-type=module', '--eval', code])).toEqual({
      code: 0,
      output: '0.7864477329659274',
    })
  })
  test('of all of seegrad holds no other package', async () => {
    const { inputs } = await bundle("export * from 'seegrad'")
    expect(inputs.length).toBeGreaterThan(1)
    expect(inputs.filter((path) => !/^(dist\/|<stdin>$)/.test(path))).toEqual([])
  })
})

/** A program bundled and minified for a browser, and the files that went in. */
async function bundle(program: string): Promise<{ code: string; inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: '.' },
    // Ours would lead 'seegrad' to the sources; users have what package.json says.
    tsconfigRaw: {},
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  return { code: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) }
}

function weigh(bundled: string, code: string): number {
  const bytes = gzipSync(code, { level: 9 }).length
  record('bundle size', { bundle: bundled, 'bytes, gzipped': bytes })
  return bytes
}

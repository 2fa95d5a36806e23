/** Kernels as WebAssembly, as lean as the compiler has them, made by the rows of the steps alone: the same bits as the printed functions, scalar and SIMD. */
import { describe, expect, test } from 'vitest'
import { lean } from '../../src/compile/regions.js'
import { kernels } from '../../src/numeric/kernels/index.js'
import * as printed from '../../src/numeric/kernels/printed.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'
import { assemble } from './assemble.js'
import { randomDoubles } from './random-doubles.js'

type Numeric = (...args: readonly number[]) => number

/** What the test needs of WebAssembly, whose types come only with those of a browser. */
interface Wasm {
  instantiate(
    bytes: Uint8Array,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>
}

const functions = printed as unknown as Readonly<Record<string, Numeric>>
const all = [...kernels.values()].map(lean)
const open = all.filter((kernel) => !kernel.inner)
const scalar = await exportsOf(false)
const simd = await exportsOf(true)
const lanes = new Float64Array((simd['memory'] as { readonly buffer: ArrayBuffer }).buffer)

async function exportsOf(inLanes: boolean): Promise<Readonly<Record<string, unknown>>> {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Wasm }
  return (await WebAssembly.instantiate(assemble(all, inLanes))).instance.exports
}

let compared = 0
describe.each(open.map((kernel) => [kernel.name, kernel] as const))('%s', (name, { parameters }) => {
  test(`${name} gives the same bits as WebAssembly, one number or two at once, seed ${seed}`, () => {
    const draw = randomDoubles(seed)
    const run = functions[name]!
    const different: string[] = []
    for (let i = count(250_000); i > 0 && different.length < 10; i--) {
      const pair = [parameters.map(draw), parameters.map(draw)]
      parameters.forEach((_, k) => lanes.set([pair[0]![k]!, pair[1]![k]!], 2 * k))
      ;(simd[name] as () => void)()
      const inLanes = [lanes[0]!, lanes[1]!]
      pair.forEach((args, lane) => {
        const values = [run(...args), (scalar[name] as Numeric)(...args), inLanes[lane]!]
        if (!values.every((value) => Object.is(value, values[0])))
          different.push(`${name}(${args.join(', ')}): ${values.join(' in JavaScript, scalar and SIMD ')}`)
      })
    }
    expect(different).toEqual([])
    compared += 2 * count(250_000)
  })
})

test('powers of two of rounded numbers are made of their bits', () => {
  const leaner = all.filter(({ steps }) => steps.some(({ op }) => op === 'pow2Beside'))
  expect(leaner.map(({ name }) => name)).toEqual(expect.arrayContaining(['exp', 'exp2']))
})

test('how much was compared is written down', () => {
  const of = `${open.length} kernels: the same bits in WebAssembly, scalar and SIMD`
  record('Random cases', { of, cases: compared })
  expect(compared).toBe(open.length * 2 * count(250_000))
})

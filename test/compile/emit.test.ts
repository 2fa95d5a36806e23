/** emit: a program of its own, in TypeScript or as a module, executed, with the same bits. */
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import {
  add,
  exp,
  fmod,
  gelu,
  grad,
  greater,
  hessian,
  isTrue,
  lgamma,
  mul,
  pow,
  sin,
  softmax,
  sub,
  sum,
  tanh,
  valueAndGrad,
  value,
} from 'seegrad'
import { emit } from 'seegrad/compile'

const numbersIn = (tree: unknown): number[] =>
  typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(numbersIn)
/** What the text's function gives. */
async function runText(text: string, args: readonly unknown[]): Promise<unknown> {
  expect(text).not.toMatch(/\b(import|require)\b/)
  const { code } = transformSync(text, { loader: 'ts' })
  const made = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as Record<
    string,
    (...args: unknown[]) => unknown
  >
  return (Object.values(made)[0] as (...args: unknown[]) => unknown)(...args)
}
type Platform = {
  WebAssembly: {
    Module: new (b: unknown) => object
    Instance: new (m: object) => { exports: { memory: { buffer: ArrayBuffer }; run(): void } }
  }
}
function runModule({ wasm, types }: { wasm: unknown; types: string }, args: readonly unknown[]): number[] {
  const { Module, Instance } = (globalThis as unknown as Platform).WebAssembly
  const { memory, run } = new Instance(new Module(wasm)).exports
  const numbers = new Float64Array(memory.buffer)
  const given = numbersIn(args)
  const places = [...types.matchAll(/^ \* {3}(args|result).*: (\d+)$/gm)]
  const inputs = places.filter(([, what]) => what === 'args')
  expect(inputs.length).toBe(given.length)
  inputs.forEach(([, , at], k) => (numbers[Number(at) / 8] = given[k]!))
  run()
  return places.filter(([, what]) => what === 'result').map(([, , at]) => numbers[Number(at) / 8]!)
}

const cases: readonly (readonly [string, (...args: any[]) => unknown, readonly unknown[], readonly unknown[]])[] = [
  ['a polynomial’s slope', grad((x: number) => add(mul(3, mul(x, x)), mul(-4, x))), [3], [-0]],
  ['a hessian', hessian(([x, y]: number[]) => add(pow(sub(1, x!), 2), exp(mul(x!, y!)))), [[1.2, 1]], [[0, -2]]],
  ['kernels with tables and words', (x: number) => [sin(x), lgamma(x), gelu(x), tanh(x)], [0.3], [1e10]],
  [
    'records and typed arrays',
    valueAndGrad((p: { w: number; v: Float64Array }) => mul(p.w, sum(softmax(Array.from(p.v)).map(tanh)))),
    [{ w: 2, v: Float64Array.of(1, 2, 3) }],
    [{ w: -1, v: Float64Array.of(0, 0, 0) }],
  ],
]
describe('a program of its own has the same bits', () => {
  for (const [name, f, args, others] of cases) {
    test(`${name}, as TypeScript`, async () => {
      const text = emit(f, args)
      for (const given of [args, others]) expect(numbersIn(await runText(text, given))).toEqual(numbersIn(f(...given)))
    })
    test(`${name}, as a module`, () => {
      const module = emit(f, args, { to: 'wasm' })
      for (const given of [args, others]) expect(runModule(module, given)).toEqual(numbersIn(f(...given)))
    })
  }
})
test('the text has the names of labels', () => {
  const area = (r: number): number => {
    const square = mul(r, r) as unknown as { label: string }
    square.label = 'r squared'
    return mul(3.14, square as unknown as number)
  }
  expect(emit(area, [2])).toBe(
    'export function area(a0: number): number {\n  const r_squared = (a0 * a0)\n  const v3 = (3.14 * r_squared)\n  return v3\n}\n',
  )
})
test('refuses branches, Values from outside and ops without steps', () => {
  const w = value(2, 'w')
  expect(() => emit((x: number) => (isTrue(greater(x, 0)) ? x : mul(x, 2)), [1])).toThrow('where(condition, a, b)')
  expect(() => emit((x: number) => mul(w, x), [1])).toThrow('the Value w from outside')
  expect(() => emit((x: number) => fmod(x, 2), [1])).toThrow('fmod is JavaScript without steps')
})

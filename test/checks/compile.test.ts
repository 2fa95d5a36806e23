/** The compiler as users get it: the build takes out of rows what only it reads, and it must find that where the build has put it. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { ops } from '../../src/ops/index.js'
import { functionOf, type Fn } from '../../src/compile/functions.js'

const built = <T>(path: string): Promise<T> => import(pathToFileURL(resolve('dist', path)).href) as Promise<T>

test('every op that has steps in the sources has them in the package', async () => {
  const theirs = await built<{ functionOf: (op: unknown) => Fn }>('compile/functions.js')
  const table = await built<{ ops: ReadonlyMap<string, unknown> }>('ops/index.js')
  const said = ({ kernel, step, isIdentity, op }: Fn): unknown => [kernel?.steps, step, isIdentity, op?.flows === undefined, op?.unrolled === undefined] // prettier-ignore
  const wrong = [...ops].filter(([name, op]) => JSON.stringify(said(functionOf(op))) !== JSON.stringify(said(theirs.functionOf(table.ops.get(name))))) // prettier-ignore
  expect(wrong.map(([name]) => name)).toEqual([])
  expect([...ops.values()].filter((op) => functionOf(op).kernel).length).toBeGreaterThan(60)
})

test('a layer is a loop of a sum in the package too', async () => {
  const { add, mul, tanh } = await built<typeof import('../../src/index.js')>('index.js')
  const { compile } = await built<typeof import('../../src/compile/index.js')>('compile/index.js')
  const layer = compile((W: number[][], x: number[]) => W.map((w) => tanh(w.map((v, i) => mul(v, x[i]!)).reduce((a, b) => add(a, b))))) // prettier-ignore
  const W = Array.from({ length: 24 }, (_, j) => Array.from({ length: 16 }, (_, i) => Math.sin(16 * j + i)))
  expect(layer.verify(W, W[1]!)).toMatchObject({ ok: true, numbers: 24 })
  expect(layer.stats.executor).toBe('nests')
  expect(layer.explain()).toContain('for i < 24 (j < 16): t1[i] = Σⱼ W[i,j]·x[j]')
})

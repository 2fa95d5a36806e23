/** After every file of tests that shares its process: it has left nothing behind that the next one would see. */
import { readFileSync } from 'node:fs'
import { afterAll, expect } from 'vitest'
import { ops } from 'seegrad'

const seen = (): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ...[...ops.keys()].map((name) => [`the op ${name}`, true] as const),
    ...Object.getOwnPropertyNames(globalThis).map((name) => [`globalThis.${name}`, Reflect.get(globalThis, name)] as const),
    ...Object.entries(process.env).map(([name, text]) => [`process.env.${name}`, text] as const),
    ['the working directory', process.cwd()],
  ]) // prettier-ignore

const before = seen()
afterAll(() => {
  const after = seen()
  const left = [...new Set([...before.keys(), ...after.keys()])].filter(
    (what) => !Object.is(before.get(what), after.get(what)),
  )
  const file = expect.getState().testPath ?? ''
  if (readFileSync(file, 'utf8').includes('vi.mock(')) left.push('a module in place of another')
  if (left.length > 0) throw new Error(`${file} leaves behind ${left.join(', ')}, which files after it would see: undo it in the file, or give it a process of its own in test/shared.ts.`) // prettier-ignore
})

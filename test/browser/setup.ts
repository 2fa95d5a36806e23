/** Works out in Node what the browser is to compare itself with. */
import { readFileSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { record } from '../record.js'
import { count, seed } from '../seed.js'
import type { KernelBits } from './bits.js'

type Hashes = Readonly<Record<string, number>>
declare module 'vitest' {
  interface ProvidedContext {
    /** What each kernel and each row gave in Node, as test/browser/bits.ts hashes it. */
    bitsInNode: { readonly kernels: Hashes; readonly rows: Hashes }
    bitsWritten: KernelBits
    /** Why there is nothing to compare with; empty if there is. */
    noBits: string
    inputs: number
    /** How many hostile labels are drawn by chance, and from which seed. */
    labels: { readonly seed: number; readonly count: number }
    /** What became of each cell in Node. */
    cellsInNode: readonly unknown[]
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const inputs = count(1_000_000)
  project.provide('inputs', inputs)
  project.provide('labels', { seed, count: count(10_000) })
  project.provide('bitsWritten', JSON.parse(readFileSync('fixtures/kernel-bits.json', 'utf8')) as KernelBits)
  try {
    const { functions, hashOf, rows } = await import('./bits.js')
    const hashes = (all: ReturnType<typeof rows>): Hashes =>
      Object.fromEntries([...all].map(([name, f]) => [name, hashOf(f, seed, inputs).hash]))
    const bits = { kernels: hashes(functions()), rows: hashes(rows()) }
    project.provide('bitsInNode', bits)
    for (const [kind, all] of Object.entries(bits)) {
      const names = Object.keys(all).length
      record('Random cases', { of: `${names} ${kind}: the same bits in Node and in Chromium`, cases: names * inputs })
    }
    const { rewrittenCells } = await import('./cells.js')
    project.provide('cellsInNode', rewrittenCells())
    project.provide('noBits', '')
  } catch (error) {
    // A throw here would end the run without its closing line: the test says it instead.
    project.provide('bitsInNode', { kernels: {}, rows: {} })
    project.provide('cellsInNode', [])
    project.provide('noBits', String(error))
  }
}

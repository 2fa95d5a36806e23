/** Works out in Node what the browser is to compare itself with. */
import type { TestProject } from 'vitest/node'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** What each kernel gave in Node, as test/browser/bits.ts hashes it. */
    bitsInNode: Readonly<Record<string, number>>
    /** Why there is nothing to compare with; empty if there is. */
    noBits: string
    inputs: number
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const inputs = count(100_000)
  project.provide('inputs', inputs)
  try {
    const { functions, hashOf } = await import('./bits.js')
    const hashes = [...functions()].map(([name, f]) => [name, hashOf(f, f.length, seed, inputs)])
    project.provide('bitsInNode', Object.fromEntries(hashes))
    const of = `${hashes.length} kernels: the same bits in Node and in Chromium`
    record('Random cases', { of, cases: hashes.length * inputs })
    project.provide('noBits', '')
  } catch (error) {
    // A throw here would end the run without its closing line: the test says it instead.
    project.provide('bitsInNode', {})
    project.provide('noBits', String(error))
  }
}

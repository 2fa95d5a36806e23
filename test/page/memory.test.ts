/** Stepping leaks nothing: after the collector has run the page holds as many bytes, elements and listeners as before. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { neuron, usePage, visit } from './page.js'

usePage()

/** Bytes of what a program holds: not the code that it was compiled to, nor what the browser notes of long tasks, of which it keeps a few hundred. */
function ownBytes(snapshot: string): number {
  const { nodes, strings, snapshot: head } = JSON.parse(snapshot) as Snapshot
  const { node_fields: fields, node_types: types } = head.meta
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ]
  let bytes = 0
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[0]![nodes[at + type]!]!
    if (OWN.has(kind) || (kind === 'native' && !/^(Performance|TaskAttribution)/.test(strings[nodes[at + name]!]!))) bytes += nodes[at + size]! // prettier-ignore
  }
  return bytes
}
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] } } // prettier-ignore
  readonly nodes: readonly number[]
  readonly strings: readonly string[]
}
const OWN = new Set(['object', 'array', 'string', 'concatenated string', 'sliced string', 'closure', 'number', 'regexp', 'symbol', 'bigint']) // prettier-ignore

test(`memory stays flat while stepping for ${long ? 'ten minutes' : 'a minute'}`, { timeout: 900_000 }, async () => {
  const { page } = await visit(neuron(0))
  await page.getByRole('button', { name: 'Next step' }).waitFor()
  const session = await page.context().newCDPSession(page)
  const held = async (): Promise<{ own: number; heap: number; nodes: number; listeners: number }> => {
    for (let k = 0; k < 3; k++) await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
    const pieces: string[] = []
    const take = ({ chunk }: { chunk: string }): unknown => pieces.push(chunk)
    session.on('HeapProfiler.addHeapSnapshotChunk', take)
    await session.send('HeapProfiler.takeHeapSnapshot')
    session.off('HeapProfiler.addHeapSnapshotChunk', take)
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
    return { own: ownBytes(pieces.join('')), heap: usedSize, nodes, listeners: jsEventListeners }
  }
  const rounds = async (milliseconds: number): Promise<number> => {
    const end = performance.now() + milliseconds
    let steps = 0
    while (performance.now() < end) {
      for (let k = 0; k < 15; k++) await page.keyboard.press('ArrowRight')
      for (let k = 0; k < 15; k++) await page.keyboard.press('ArrowLeft')
      steps += 30
    }
    return steps
  }
  // The first thousand steps are compiled, anew and better, which stays: some 350 kB, and no more of it later.
  let warm = 0
  while (warm < 1500) warm += await rounds(3000)
  const before = await held()
  const steps = await rounds(long ? 600_000 : 60_000)
  const after = await held()
  const grown = (of: 'own' | 'heap'): number => Math.round((after[of] - before[of]) / 1000)
  record('The page', { what: `memory after ${steps} steps more`, 'kB grown': grown('own'), 'with compiled code': grown('heap') }) // prettier-ignore
  expect(steps).toBeGreaterThan(500)
  expect(grown('own')).toBeLessThan(30)
  // Code goes on being compiled for many minutes, the more of it the faster the machine is: of what is anew at every step there would be 7 MB at 1 kB each.
  expect(grown('heap')).toBeLessThan(1000)
  expect([after.nodes, after.listeners]).toEqual([before.nodes, before.listeners])
})

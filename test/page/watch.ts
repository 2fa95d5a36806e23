/** What a page costs while a test has it do something: the tasks of its own thread, and what it holds in memory. */
import type { Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  /** Microseconds, by the clock, and of the thread's own time. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}
/** What the page's own threads did meanwhile, each task by the time that its thread had: what else the machine does is not the page's. */
export async function tasksWhile(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] } }) // prettier-ignore
  await act()
  await session.send('Tracing.end')
  await ended
  const own = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`)) // prettier-ignore
  return events.flatMap(({ name, pid, tid, tdur }) => name === 'RunTask' && own.has(`${pid} ${tid}`) && tdur !== undefined ? [tdur / 1000] : []) // prettier-ignore
}

/** What a page holds, in bytes, elements and listeners. */
export interface Held {
  /** What the program itself holds. */
  readonly own: number
  /** All of it, compiled code too. */
  readonly heap: number
  readonly nodes: number
  readonly listeners: number
}
/** Tells what the page holds when all that it holds no more is gone. */
export async function memoryOf(page: Page): Promise<() => Promise<Held>> {
  const session = await page.context().newCDPSession(page)
  return async () => {
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
}
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

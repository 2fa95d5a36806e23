/** How long the tasks of a page's own threads take, by the time that its threads had. */
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

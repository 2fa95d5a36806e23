/** Where in the user's text something was recorded. */
import { now, origin, watched } from '../engine/index.js'

/** What lies beside this room: the package itself, whose lines are not the user's. */
const own: string = new URL('..', import.meta.url).href

/** Runs a program once more and says where it records its node number `offset`: ` at file:line:column`, or nothing where nobody knows. */
export function placeOf(run: () => unknown, offset: number): string {
  const from = now()
  let found = ''
  const watch = {
    node({ id }: { readonly id: number }): void {
      // The constants of an op come right before it.
      if (found === '' && id - from >= offset)
        found = origin.at ? ` at ${origin.at}` : userLine(new Error('here').stack)
    },
    gradient(): void {},
  }
  try {
    watched(watch, run)
  } catch {
    // Whatever it throws, the place is what was asked for.
  }
  return found
}

/** Where the nodes of a program were written: texts as `file:line:column`, and the place in them of each node by its number in the recording. */
export interface Places {
  readonly texts: readonly string[]
  readonly of: ReadonlyMap<number, number>
}
/** Frames between an op and the user's line: that of a layer of `nn` is far below. */
const DEEP = 40

/** Runs a program once more and says of every node where it records it. */
export function placesOf<T>(run: () => T): { readonly result: T; readonly places: Places } {
  const from = now()
  const of = new Map<number, number>()
  const known = new Map<string, number>()
  const watch = {
    node({ id }: { readonly id: number }): void {
      const at = origin.at ?? userLine(new Error('here').stack, outside).slice(4)
      if (at === '') return
      let k = known.get(at)
      if (k === undefined) known.set(at, (k = known.size))
      of.set(id - from, k)
    },
    gradient(): void {},
  }
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = DEEP
  // Who asks is not who wrote it.
  const outside = new Set(new Error('here').stack?.split('\n').slice(2))
  try {
    const result = watched(watch, run)
    return { result, places: { texts: [...known.keys()], of } }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The first line of a stack that is not in this package, nor in the one file that it was put into. */
function userLine(stack = '', outside?: ReadonlySet<string>): string {
  let here: string | undefined
  for (const line of stack.split('\n')) {
    const [place] = /[^\s(@]+:\d+:\d+/.exec(line) ?? []
    if (place === undefined) continue
    const url = place.startsWith('/') ? `file://${place}` : place
    const file = url.replace(/:\d+:\d+$/, '')
    here ??= file
    if (outside?.has(line)) return ''
    if (file !== here && !url.startsWith(own) && !url.startsWith('node:')) return ` at ${place}`
  }
  return ''
}

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

/** The first line of a stack that is not in this package. */
function userLine(stack = ''): string {
  for (const line of stack.split('\n').slice(1)) {
    const [place] = /[^\s(@]+:\d+:\d+/.exec(line) ?? []
    if (place === undefined || place.startsWith('node:')) continue
    const url = place.startsWith('/') ? `file://${place}` : place
    if (!url.startsWith(own)) return ` at ${place}`
  }
  return ''
}

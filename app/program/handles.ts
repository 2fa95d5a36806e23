/** The Values of a recording in the order of its graph: every node is reached from the root, and the older come first. */
import type { Value } from '../../src/ops/index.js'

function* walk(root: Value): Generator<void, readonly Value[]> {
  const found = new Map<number, Value>()
  const stack = [root]
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (found.has(at.id)) continue
    found.set(at.id, at)
    for (const operand of at.prev) if (!found.has(operand.id)) stack.push(operand)
    if (found.size % 4000 === 0) yield
  }
  return [...found.values()].toSorted((a, b) => a.id - b.id)
}

export function handlesOf(root: Value): readonly Value[] {
  const way = walk(root)
  for (;;) {
    const { done, value } = way.next()
    if (done) return value
  }
}
/** The same, with rests in which a page can draw. */
export async function handlesInTurn(root: Value, rest: () => Promise<void>): Promise<readonly Value[]> {
  const way = walk(root)
  for (;;) {
    const { done, value } = way.next()
    if (done) return value
    await rest()
  }
}
/** Lets the page do what waits. */
export const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

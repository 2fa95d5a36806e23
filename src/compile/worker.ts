/** What the thread that compiles does: a skeleton comes in, sealed code goes out. */
import { unpacked } from './columns.js'
import { keyOf, sealed } from './sealed.js'
import { Clock, computed, structureOf } from './structure.js'
import { parent, type Order } from './thread.js'

const port = parent()

async function answer({ id, key: own, skeleton }: Order): Promise<void> {
  try {
    const taking = own ?? keyOf(skeleton)
    const clock = new Clock()
    const structure = structureOf(unpacked(skeleton), clock)
    const code = structure.code(clock)
    const { graph, guards } = structure.program
    const { executor, why, layout, modes, parts } = code
    const { passes } = clock
    const facts = { executor, why, layout, modes, parts, nodes: computed(graph), guards: guards.length, passes }
    const key = await taking
    const bytes = await sealed(code, facts, key)
    port.postMessage({ id, key, sealed: bytes, passes }, [bytes.buffer])
  } catch (error) {
    port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) }, [])
  }
}
port.listen((order) => void answer(order))

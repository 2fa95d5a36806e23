/** Prints the bytes per node of a random graph of 10⁶ nodes: with every Value held, with the root alone, and with the root alone after `backward`. */
import { buildGraph, planGraph } from '../../../src/cli/bench/graph.js'

const NODES = 1_000_000

async function settled(): Promise<number> {
  for (let k = 0; k < 4; k++) {
    ;(globalThis as { gc?: () => void }).gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const plan = planGraph('tangle', NODES, 1)
const before = await settled()
const perNode = async (): Promise<number> => ((await settled()) - before) / NODES
let built: Partial<ReturnType<typeof buildGraph>> = buildGraph(plan)
const alive = await perNode()
const { root } = built
built = {}
const held = await perNode()
root?.backward()
const afterwards = await perNode()
console.log(JSON.stringify({ alive, held, afterwards, root: root?.data }))

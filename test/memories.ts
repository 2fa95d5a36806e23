/**
 * Before a file of tests in a thread: memories of WebAssembly are collected while they are few. Each takes 10 GB of the addresses of its process, which the threads share, and a
 * thread that finds none left collects its own only: that is no help where another has them.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How many programs may begin before what is left of earlier ones goes. */
const FEW = 500

const platform = globalThis as unknown as { WebAssembly: { Instance: new (...given: unknown[]) => object } }
let begun = 0
let collect: (() => void) | undefined
platform.WebAssembly.Instance = new Proxy(platform.WebAssembly.Instance, {
  construct(Instance, given) {
    if (++begun % FEW === 0) (collect ??= collector())()
    return new Instance(...given)
  },
})

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** A module at work: its memory, and the functions of JavaScript that it calls. */
import type { Compiled } from './line.js'
import type { Layout } from './layout.js'
import { Unsupported } from './passes.js'

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly run: () => void
}
/** What is used of the platform's WebAssembly; undefined where there is none. */
interface WebAssemblyOfPlatform {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Exports }
}
const platform = globalThis as unknown as { readonly WebAssembly?: WebAssemblyOfPlatform }

export interface Machine {
  readonly memory: Float64Array
  readonly layout: Layout
  readonly run: () => void
}

export function machineOf({ bytes, layout, imports }: Compiled): Machine {
  let memory = new Float64Array(0)
  const js = Object.fromEntries(
    imports.map((fn) => [
      fn.name,
      fn.isList ? (count: number) => fn.run(...memory.subarray(layout.lists / 8, layout.lists / 8 + count)) : fn.run,
    ]),
  )
  const { memory: own, run } = instantiate(bytes, { js })
  memory = new Float64Array(own.buffer)
  return { memory, layout, run }
}

let isTold = false
/** Errors: `Unsupported` where the platform has no WebAssembly, forbids it, or has no memory left; the first time it is said on the console. */
function instantiate(bytes: Uint8Array<ArrayBuffer>, imports: object): Exports {
  try {
    const { Module, Instance } = platform.WebAssembly as WebAssemblyOfPlatform
    return new Instance(new Module(bytes), imports).exports
  } catch (error) {
    const why = platform.WebAssembly ? (error as Error).message : 'there is none'
    if (!isTold)
      console.warn(`seegrad/compile: WebAssembly does not run here (${why}); functions are called themselves.`)
    isTold = true
    throw new Unsupported(`WebAssembly does not run here: ${why}`)
  }
}

/** A module at work: its memory, and the functions of JavaScript that it calls. */
import type { Compiled } from './line.js'
import type { Layout } from './layout.js'

/** What is used of the platform's WebAssembly; undefined where there is none. */
interface WebAssemblyOfPlatform {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer }; readonly run: () => void } }
}
const platform = globalThis as { readonly WebAssembly?: WebAssemblyOfPlatform }

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
  const { Module, Instance } = platform.WebAssembly as WebAssemblyOfPlatform
  const { memory: own, run } = new Instance(new Module(bytes), { js }).exports
  memory = new Float64Array(own.buffer)
  return { memory, layout, run }
}

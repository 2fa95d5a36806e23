/** A module at work: its memory, and the functions of JavaScript that it calls. */
import type { Compiled } from './line.js'
import type { Layout } from './layout.js'
import type { Numbers } from './modes.js'
import { Unsupported } from './passes.js'

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly run: () => void
}
/** What is used of the platform's WebAssembly; undefined where there is none. */
interface WebAssemblyOfPlatform {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly compile: (bytes: Uint8Array<ArrayBuffer>) => Promise<object>
  readonly Instance: new (module: object, imports: object) => { readonly exports: Exports }
}
const platform = globalThis as unknown as { readonly WebAssembly?: WebAssemblyOfPlatform }

export interface Machine {
  readonly memory: Numbers
  readonly layout: Layout
  readonly run: () => void
}

export function machineOf({ bytes, layout, imports, modes }: Compiled): Machine {
  return bound({ layout, imports, modes }, (js) =>
    instantiate(() => new (platformOwn().Instance)(new (platformOwn().Module)(bytes), { js })),
  )
}
/** The same for a module that the platform has compiled already. */
export const machineFrom = (module: object, code: Placed): Machine =>
  bound(code, (js) => instantiate(() => new (platformOwn().Instance)(module, { js })))

/** Bytes as a module of the platform, compiled aside. Errors: as {@link machineOf} has them. */
export async function moduleOf(bytes: Uint8Array<ArrayBuffer>): Promise<object> {
  try {
    return await platformOwn().compile(bytes)
  } catch (error) {
    throw refused(error as Error)
  }
}

type Placed = Pick<Compiled, 'layout' | 'imports' | 'modes'>

function bound({ layout, imports, modes }: Placed, start: (js: object) => Exports): Machine {
  let memory: Numbers = new Float64Array(0)
  const js = Object.fromEntries(
    imports.map((fn) => [
      fn.name,
      fn.isList ? (count: number) => fn.run(...memory.subarray(layout.lists / 8, layout.lists / 8 + count)) : fn.run,
    ]),
  )
  const { memory: own, run } = start(js)
  memory = modes.dtype === 'f32' ? new Float32Array(own.buffer) : new Float64Array(own.buffer)
  return { memory, layout, run }
}
const platformOwn = (): WebAssemblyOfPlatform => platform.WebAssembly as WebAssemblyOfPlatform

let isTold = false
/** Errors: `Unsupported` where the platform has no WebAssembly, forbids it, or has no memory left; the first time it is said on the console. */
function instantiate(make: () => { readonly exports: Exports }): Exports {
  try {
    return make().exports
  } catch (error) {
    throw refused(error as Error)
  }
}
function refused({ message }: Error): Unsupported {
  const why = platform.WebAssembly ? message : 'there is none'
  if (!isTold) console.warn(`seegrad/compile: WebAssembly does not run here (${why}); functions are called themselves.`)
  isTold = true
  return new Unsupported(`WebAssembly does not run here: ${why}`)
}

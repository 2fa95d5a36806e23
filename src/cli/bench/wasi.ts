/** Runs a contender in C that was compiled to WebAssembly: a process of its own that reads and answers lines as the program itself does. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { WASI } from 'node:wasi'

/** What is used of it: the types of Node do not have it. */
const { instantiate } = (
  globalThis as unknown as {
    WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: object }> }
  }
).WebAssembly

const [, , program = '', workload = '', data = ''] = process.argv
const folder = dirname(program)
// The program sees the one folder that its data are in.
const wasi = new WASI({ version: 'preview1', args: [program, workload, data], preopens: { [folder]: folder } })
const { instance } = await instantiate(readFileSync(program), {
  wasi_snapshot_preview1: wasi.wasiImport,
})
process.exitCode = wasi.start(instance)

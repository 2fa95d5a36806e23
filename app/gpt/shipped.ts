/** The program that comes with the page: of the run that the page begins with, compiled while the page was built. */
import type { CodeCache } from '../../src/compile/index.js'
import type { Setting } from './orders.js'
import { PROGRAM } from './program.js'

let bytes: Promise<Uint8Array | undefined> | undefined
async function fetched(): Promise<Uint8Array | undefined> {
  const { location } = globalThis as unknown as { readonly location: { readonly href: string } }
  const answer = await fetch(new URL(`../${PROGRAM}`, location.href))
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined
}
/** It says itself which program it is of: whoever looks for another one makes that. */
const shipped: CodeCache = { get: () => (bytes ??= fetched()), set: () => undefined }

/** Where the program of a run may be found: of letters of the reader's own there is none. */
export const shippedFor = ({ texts }: Setting): CodeCache | undefined => (texts ? undefined : shipped)

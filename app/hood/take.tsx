/** What is compiled, to be taken along: as TypeScript that imports nothing, or as a WebAssembly module with its types. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { download } from '../download.js'
import type { Taken } from './drawing.js'

export interface TakeProps {
  readonly isBusy: boolean
  take(to: 'ts' | 'wasm'): Promise<Taken>
}

const kinds = [
  ['ts', 'TypeScript'],
  ['wasm', 'WebAssembly and its types'],
] as const

export function Take({ isBusy, take }: TakeProps): JSX.Element {
  const [says, setSays] = useState('')
  const give = async (to: 'ts' | 'wasm'): Promise<void> => {
    setSays('')
    try {
      const taken = await take(to)
      download(
        to === 'ts' ? new Blob([taken.text], { type: 'text/typescript' }) : await zipped(taken),
        `program.${to === 'ts' ? 'ts' : 'zip'}`,
      )
      setSays('✓ Saved: it needs no seegrad, and gives the same bits.')
    } catch (error) {
      setSays(`✗ ${(error as Error).message}`)
    }
  }
  return (
    <div class="hood-take">
      <p>Take it along:</p>
      <p class="hood-buttons">
        {kinds.map(([to, name]) => (
          <button key={to} type="button" class="btn" aria-disabled={isBusy} onClick={() => isBusy || void give(to)}>
            {name}
          </button>
        ))}
      </p>
      <p role="status" class={says.startsWith('✗') ? 'bad' : 'q'}>
        {says}
      </p>
    </div>
  )
}

async function zipped({ text, wasm }: Taken): Promise<Blob> {
  const { strToU8, zipSync } = await import('fflate')
  const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0))
  const zip = zipSync({ 'program.wasm': bytes, 'program.d.ts': strToU8(text) })
  return new Blob([zip as Uint8Array<ArrayBuffer>], { type: 'application/zip' })
}

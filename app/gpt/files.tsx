/** Files in and out: the reader's own text, weights, and the twin for PyTorch. None of them leaves the device. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { download } from '../download.js'
import { keepText, ownText, type OwnText } from './own-text.js'
import type { About, Setting } from './orders.js'
import type { Trainer } from './trainer.js'

export interface FilesProps {
  readonly trainer: Trainer
  readonly own: OwnText | undefined
  readonly setting: Setting
  readonly step: number
  /** Another text is learned, or the names again. */
  onText(text: OwnText | undefined): void
  onWeights(about: About, name: string): void
}

/** Weights of this model are smaller. */
const MOST_BYTES = 50_000_000

export function Files({ trainer, own, setting, step, onText, onWeights }: FilesProps): JSX.Element {
  const [says, setSays] = useState('')
  const [failed, setFailed] = useState('')
  const doing = async (what: () => Promise<string>): Promise<void> => {
    setFailed('')
    setSays('')
    try {
      setSays(await what())
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  const saved = (bytes: Uint8Array<ArrayBuffer>, type: string, name: string): string => {
    download(new Blob([bytes], { type }), name)
    return `Saved ${name}.`
  }
  return (
    <div class="files">
      <FileButton
        name="Your own text…"
        accept=".txt,.csv,.md,text/plain"
        onFile={(file) =>
          doing(async () => {
            const text = await ownText(file)
            keepText(text)
            onText(text)
            return `It learns ${text.name} now, ${text.texts.length.toLocaleString('en')} ${text.texts.length === 1 ? 'line' : 'lines'}, on this device only.`
          })
        }
      />
      {own && (
        <button type="button" class="plain link" onClick={() => onText(undefined)}>
          Back to the names
        </button>
      )}
      <button
        type="button"
        class="plain link"
        onClick={() =>
          void doing(async () =>
            saved(await trainer.save(), 'application/octet-stream', `gpt-step-${step}.safetensors`),
          )
        }
      >
        Save weights
      </button>
      <FileButton
        name="Load weights…"
        accept=".safetensors"
        onFile={(file) =>
          doing(async () => {
            if (file.size > MOST_BYTES)
              throw new RangeError(
                `${file.name} has ${(file.size / 1e6).toFixed(0)} million bytes; weights of this model have less than one million.`,
              )
            const about = await trainer.load(new Uint8Array(await file.arrayBuffer()), setting)
            onWeights(about, file.name)
            return `${file.name} was loaded: it goes on after ${about.start.toLocaleString('en')} steps.`
          })
        }
      />
      <button
        type="button"
        class="plain link"
        onClick={() =>
          void doing(async () => saved(await trainer.torch(), 'application/zip', `gpt-step-${step}.pytorch.zip`))
        }
      >
        PyTorch twin
      </button>
      <p class={failed === '' ? 'cap' : 'bad'} role="status">
        {failed === '' ? says : `✗ ${failed}`}
      </p>
    </div>
  )
}

function FileButton({
  name,
  accept,
  onFile,
}: {
  readonly name: string
  readonly accept: string
  onFile(file: File): Promise<void>
}): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class="plain link" onClick={() => field.current?.click()}>
        {name}
      </button>
      <input
        ref={field}
        type="file"
        hidden
        aria-label={name}
        accept={accept}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) void onFile(file)
        }}
      />
    </>
  )
}

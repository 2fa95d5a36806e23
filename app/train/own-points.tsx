/** The reader's own points: a table that is pasted or opened, and what is said of it. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Point } from './points.js'
import type { Reading } from './reading.js'

/** Reads a table in a worker, which ends with it. */
function read(text: string): Promise<Reading> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module' })
    const end = (reading: Reading): void => {
      worker.terminate()
      resolve(reading)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<Reading>) => end(data))
    worker.addEventListener('error', () => end({ refused: 'The table could not be read: this browser ended the part of the page that reads it. Take a smaller one.' })) // prettier-ignore
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
    worker.postMessage(text)
  })
}

/** Longer texts make a field slow: they are read at once. */
const LONG = 200_000

export function OwnPoints({ onPoints }: { onPoints(points: readonly Point[]): void }): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null)
  const [reading, setReading] = useState<Reading | 'read' | undefined>(undefined)
  const take = async (text: string): Promise<void> => {
    setReading('read')
    const found = await read(text)
    setReading(found)
    if ('points' in found) onPoints(found.points)
  }
  return (
    <details class="train-own">
      <summary class="link">Your own points…</summary>
      <label for="train-table">A table with the columns x, y and class, as comma-separated values</label>
      <textarea
        id="train-table"
        ref={field}
        class="code"
        rows={5}
        spellcheck={false}
        placeholder={'x,y,class\n0.5,1.2,0\n-0.3,0.1,1'}
        onPaste={(event) => {
          const text = event.clipboardData?.getData('text/plain') ?? ''
          if (text.length < LONG) return
          event.preventDefault()
          void take(text)
        }}
      />
      <div class="train-add">
        <button type="button" class="btn" onClick={() => void take(field.current!.value)}>
          Take these points
        </button>
        <label class="btn file">
          Open a file…
          <input
            type="file"
            class="sr"
            accept=".csv,.tsv,.txt,text/csv,text/plain"
            onChange={async (event) => {
              const [file] = event.currentTarget.files ?? []
              if (file) await take(await file.text())
            }}
          />
        </label>
      </div>
      <p role="status" class={reading && reading !== 'read' && 'refused' in reading ? 'bad' : 'q'}>
        {reading === undefined
          ? 'It stays on this device.'
          : reading === 'read'
            ? 'Reading…'
            : 'refused' in reading
              ? `✗ ${reading.refused}`
              : reading.said}
      </p>
    </details>
  )
}

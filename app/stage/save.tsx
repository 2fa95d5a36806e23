/** Saving what is on the stage: as a picture, as text for other tools, as a recording that can be opened again. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { writeRecording } from '../../src/explain/index.js'
import { render, type Figure } from '../../src/figures/index.js'
import { download } from '../download.js'
import type { Session } from '../program/session.js'

interface Kind {
  readonly name: string
  readonly file: string
  make(session: Session, picture: () => Figure, name: string): Promise<Blob>
}
const asText = (text: string, type: string): Blob => new Blob([text], { type })
async function current(session: Session): Promise<Session['graph']> {
  await session.catchUp()
  return session.graph
}

const kinds: readonly Kind[] = [
  {
    name: 'SVG',
    file: 'svg',
    make: async (_, picture) => asText(await render(picture(), { format: 'svg', theme: themeNow() }), 'image/svg+xml'),
  },
  { name: 'PNG', file: 'png', make: (_, picture) => png(picture()) },
  {
    name: 'DOT',
    file: 'dot',
    make: async (session) => asText(await render(await current(session), { format: 'dot' }), 'text/vnd.graphviz'),
  },
  {
    name: 'Mermaid',
    file: 'mmd',
    make: async (session) => asText(await render(await current(session), { format: 'mermaid' }), 'text/plain'),
  },
  {
    name: 'PyTorch',
    file: 'pytorch.zip',
    async make(session, _, name) {
      const recording = writeRecording(await current(session))
      const { torchZip } = await import('../program/torch.js')
      return new Blob([await torchZip(recording, name)], { type: 'application/zip' })
    },
  },
  {
    name: 'Recording',
    file: 'json',
    make: async (session) => asText(writeRecording(await current(session)), 'application/json'),
  },
]

/** As the reader sees it. */
function themeNow(): 'light' | 'dark' {
  return getComputedStyle(document.documentElement).colorScheme === 'dark' ? 'dark' : 'light'
}

/** Browsers draw no more than this many pixels of a picture. */
const MOST = 16_000
async function png(figure: Figure): Promise<Blob> {
  const scale = Math.min(2, MOST / figure.width, MOST / figure.height)
  const url = URL.createObjectURL(asText(await render(figure, { format: 'svg', theme: themeNow() }), 'image/svg+xml'))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(figure.width * scale)
    canvas.height = Math.ceil(figure.height * scale)
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error('This picture is too large for a PNG of this browser: take SVG.')),
      ),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

export function SaveAs({
  session,
  picture,
  name,
}: {
  readonly session: Session
  /** Undefined while it is laid out. */
  picture(): Figure | undefined
  readonly name: string
}): JSX.Element {
  const drawing = (): Figure => {
    const figure = picture()
    if (!figure) throw new Error('The picture is still being laid out: save it when it is there.')
    return figure
  }
  const box = useRef<HTMLDetailsElement>(null)
  const [says, setSays] = useState('')
  const [failed, setFailed] = useState('')
  const save = async ({ make, file }: Kind): Promise<void> => {
    box.current!.open = false
    box.current!.querySelector('summary')?.focus()
    setFailed('')
    try {
      download(await make(session, drawing, name), `${name}.${file}`)
      setSays(`Saved ${name}.${file}.`)
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <>
      <details
        class="drop"
        ref={box}
        onKeyDown={(event) => event.key === 'Escape' && box.current && (box.current.open = false)}
      >
        <summary>Save as…</summary>
        <ul class="choices">
          {kinds.map((kind) => (
            <li key={kind.name}>
              <button type="button" class="plain" onClick={() => void save(kind)}>
                {kind.name}
              </button>
            </li>
          ))}
        </ul>
      </details>
      <span class="sr" role="status">
        {says}
      </span>
      {failed !== '' && (
        <p class="bad failed" role="alert">
          ✗ {failed}
        </p>
      )}
    </>
  )
}

/** Opens a recording that the reader picks. */
export function OpenFile({ onOpen }: { onOpen(text: string, name: string): void }): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class="plain link" onClick={() => field.current?.click()}>
        Open…
      </button>
      <input
        ref={field}
        type="file"
        hidden
        accept=".json,application/json"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) void file.text().then((text) => onOpen(text, file.name))
        }}
      />
    </>
  )
}

/** The reader's own texts, from a file that may hold anything: read on the device, kept there, never sent anywhere. */
import { textsIn } from '../../src/training/index.js'
import { keep, kept } from '../storage.js'

/** More is refused before it is read. */
const MOST_BYTES = 5_000_000
/** Each letter has its row in two tables, so many letters make a large model. */
const MOST_LETTERS = 150

export interface OwnText {
  readonly name: string
  readonly texts: readonly string[]
}

const refused = (name: string, why: string): RangeError => new RangeError(`${name} was not opened: ${why}`)

/** The texts of a file, a line each. Errors, in words: no text, too long, too many letters. */
export async function ownText(file: File): Promise<OwnText> {
  const { name, size } = file
  if (size > MOST_BYTES)
    throw refused(
      name,
      `it has ${(size / 1e6).toFixed(1)} million bytes, and 5 million are allowed. Take a part of it.`,
    )
  return readText(name, new Uint8Array(await file.arrayBuffer()))
}

function readText(name: string, bytes: Uint8Array): OwnText {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused(name, 'it is no text in UTF-8. A text file is allowed, with one word or line after the other.')
  }
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text))
    throw refused(name, 'it holds signs that are no letters, so it is no text. A text file is allowed.')
  const texts = textsIn(text)
  if (texts.length === 0)
    throw refused(name, 'there is nothing in it. At least one line is needed; each line is learned by itself.')
  const letters = new Set(texts.flatMap((line) => [...line])).size
  if (letters > MOST_LETTERS)
    throw refused(name, `it uses ${letters} different letters, and ${MOST_LETTERS} are allowed. Take a text in one script, or write it in small letters.`) // prettier-ignore
  return { name, texts }
}

/** Keeps it on this device, so that the page can be reloaded. */
export function keepText({ name, texts }: OwnText): void {
  keep('gpt-text', JSON.stringify({ name, texts }))
}
/** What was kept here, if it is still there and whole. */
export function keptText(): OwnText | undefined {
  return kept('gpt-text', (found) => {
    try {
      const { name, texts } = JSON.parse(found ?? '') as { name: unknown; texts: unknown }
      if (typeof name !== 'string' || !Array.isArray(texts)) return undefined
      return readText(name, new TextEncoder().encode(texts.join('\n')))
    } catch {
      return undefined
    }
  })
}

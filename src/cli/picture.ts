/** A picture on its way out: into the terminal, or into a file whose ending says what it shall be. */
import { writeFileSync } from 'node:fs'
import { extname } from 'node:path'
import { likeliest } from '../arguments/index.js'
import type { Graph } from '../engine/index.js'
import { writeRecording } from '../explain/index.js'
import { render, type Figure, type Format, type GraphOptions } from '../figures/index.js'
import { Failure } from './failure.js'
import type { Terminal } from './terminal.js'

const formats: Readonly<Record<string, Format | 'json'>> = {
  '.svg': 'svg', '.png': 'png', '.dot': 'dot', '.gv': 'dot', '.mmd': 'mermaid', '.mermaid': 'mermaid', '.txt': 'text', '.json': 'json',
} // prettier-ignore

/** What a file shall be by its name. Errors: an ending that says nothing known. */
export function formatOf(file: string): Format | 'json' {
  const ending = extname(file).toLowerCase()
  const format = formats[ending]
  if (format !== undefined) return format
  const meant = likeliest(ending, Object.keys(formats))
  throw new Failure(
    `${file}: ${ending === '' ? 'a name without an ending does not say' : `${ending} is not known to say`} what the file shall be. Allowed: ${Object.keys(formats).join(', ')}.` +
      (meant === undefined ? '' : ` Did you mean ${meant}?`),
  )
}

/** The picture as lines for this terminal. */
export async function inCharacters(picture: Graph | Figure, { width, paint }: Terminal): Promise<string> {
  return (await render(picture, { format: 'text', width: Math.min(width, 80), paint })).trimEnd()
}

/** Shows the picture in the terminal, or writes it into `output`. Errors: a file that cannot be written or a format that cannot hold it, said as a {@link Failure}. */
export async function show(
  picture: Graph | Figure,
  { output, ...options }: GraphOptions & { readonly output?: string; readonly table?: true },
  { print, say, paint, width }: Terminal,
): Promise<void> {
  try {
    if (output === undefined) {
      print((await render(picture, { ...options, format: 'text', width, paint })).trimEnd())
      return
    }
    const format = formatOf(output)
    const isGraph = 'nodes' in picture
    if (format === 'json' && !isGraph)
      throw new Failure(`${output}: a plot is no recording. Take .svg, .png or .txt, or --json for its numbers.`)
    const written = format === 'json' ? writeRecording(picture as Graph) : await render(picture, { ...options, format })
    writeFileSync(output, written)
    say(`Wrote ${output}.`)
  } catch (error) {
    if (error instanceof Failure) throw error
    // A file that cannot be written, a package that is missing, a picture that a format has no room for: the message says which.
    throw new Failure(error instanceof Error ? error.message : String(error))
  }
}

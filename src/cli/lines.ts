/** The lines of a text file that the user brought. */
import { readFileSync } from 'node:fs'
import { Failure } from './failure.js'

/** The lines of a file. Errors: what cannot be read, what is no text. */
export function linesOf(path: string): readonly string[] {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)).split('\n')
  } catch (error) {
    throw new Failure(`${path} was not read: ${(error as Error).message}. A text file with one name a line is allowed.`)
  }
}

/** Files of the user's that hold text. */
import { readFileSync } from 'node:fs'
import { Failure } from './failure.js'

/** The text of a file. Errors: what cannot be read, what is no UTF-8. */
export function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    throw new Failure(`${path} was not read: ${(error as Error).message}. A text file is allowed, in UTF-8.`)
  }
}

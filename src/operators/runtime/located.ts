/** Where in the author's text an op was written: what it records and what it refuses can say so. */
import { origin } from '../../engine/index.js'

/** Applies an op that was written at that place. */
export function located<T>(at: string | undefined, run: () => T): T {
  origin.at = at
  try {
    return run()
  } finally {
    origin.at = undefined
  }
}

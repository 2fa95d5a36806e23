/** Given names: what the small language model of the lectures learns to make up. */
import { type ChoiceOptions, chosen } from './examples.js'
import { namesTable } from './names-table.js'

/**
 * 8,403 given names of English-speaking countries in small letters, each once, in the order of the alphabet: stdlib's lists of common first names. Throws for more samples
 * than there are.
 *
 * @example
 * import { names } from 'seegrad/data'
 * names({ samples: 3 }) // ['aaren', 'aarika', 'aaron']
 * names().length // 8403
 */
export function names(options: ChoiceOptions = {}): string[] {
  return chosen('names', namesTable.trim().split(/\s+/), options)
}

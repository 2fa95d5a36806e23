/** Handwritten digits of eight by eight pixels, by Alpaydin and Kaynak (1998). */
import { digitsTable } from './digits-table.js'
import { type ChoiceOptions, chosen, type Examples } from './examples.js'

/**
 * 1,797 digits: 64 pixels each, row by row, from 0 (white) to 16 (black), and which digit it is. It is the set of scikit-learn's `load_digits`. Throws for more samples
 * than there are.
 *
 * @example
 * import { digits } from 'seegrad/data'
 * const { X, y } = digits({ samples: 3 })
 * y // [0, 1, 2]
 * X[0]!.slice(0, 8) // [0, 0, 5, 13, 9, 1, 0, 0]
 */
export function digits(options: ChoiceOptions = {}): Examples {
  const lines = chosen('digits', digitsTable.trim().split('\n'), options)
  const pixels = (line: string): number[] => Array.from(line.slice(1), (letter) => letter.charCodeAt(0) - 97)
  return { X: lines.map(pixels), y: lines.map((line) => Number(line[0])) }
}

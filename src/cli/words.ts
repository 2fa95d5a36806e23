/** Words of the command line as values: what is wrong about a word, what is allowed, and what was probably meant. */
import { InvalidArgumentError, type Command } from 'commander'

/** A parser of whole numbers from `min` to `max`. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): (word: string) => number {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `from ${min} to ${max}`
  return (word) => {
    const number = /^-?\d+$/.test(word) ? Number(word) : NaN
    if (number >= min && number <= max) return number
    throw new InvalidArgumentError(`A whole number ${range} is allowed.`)
  }
}

/** The one of `names` that a word is; otherwise the command ends, saying what is allowed and what was probably meant. */
export function oneOf<Name extends string>(names: readonly Name[], what: string, word: string, command: Command): Name {
  const found = names.find((name) => name === word)
  if (found !== undefined) return found
  const meant = likeliest(word, names)
  return command.error(
    `error: unknown ${what} '${word}'. Allowed: ${names.join(', ')}.${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`,
  )
}

/** Ends the command at a word that begins like a flag: it stands among words that may begin with a minus, so that nobody else has refused it. */
export function refuseFlags(words: readonly string[], flags: readonly string[], command: Command): void {
  const unknown = words.find((word) => word.startsWith('--'))
  if (unknown === undefined) return
  const meant = likeliest(unknown, flags)
  command.error(`error: unknown option '${unknown}'${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`)
}

/** The name that a word was probably meant to be: the only one, or the nearest if less than half of it would change. */
export function likeliest(word: string, names: readonly string[]): string | undefined {
  if (names.length === 1) return names[0]
  const lengthens = (name: string): number => Math.abs(name.length - word.length)
  const [nearest] = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance || lengthens(a.name) - lengthens(b.name))
  return nearest && nearest.distance < nearest.name.length / 2 ? nearest.name : undefined
}

/** How many letters must be added, dropped, replaced or swapped with their neighbour (Damerau and Levenshtein's distance). */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1)
      row.push(least)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}

/** Words of the command line as values: what is wrong about a word, what is allowed, and what was probably meant. */
import { InvalidArgumentError, type Command } from 'commander'
import { likeliest } from '../arguments/index.js'

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

/** Seeds: which are allowed, and how CPython turns them into the words its twister starts from. */
import { describe } from '../arguments/index.js'
import { sha512 } from './sha512.js'

/**
 * The words, lowest first, from which CPython 3.11 seeds: those of |seed|; a string counts as the number that its UTF-8 bytes and their
 * SHA-512 digest form together.
 */
export function pythonWords(seed: unknown): number[] {
  let rest =
    typeof seed === 'string'
      ? numberOf(seed)
      : BigInt(integer('PythonRandom', seed, 'a whole number, a BigInt or a string'))
  if (rest < 0n) rest = -rest
  const words: number[] = []
  do {
    words.push(Number(rest & 0xffffffffn))
    rest >>= 32n
  } while (rest > 0n)
  return words
}

function numberOf(text: string): bigint {
  if (/\p{Surrogate}/u.test(text))
    throw new RangeError(
      'PythonRandom: the seed holds half of a surrogate pair, which has no UTF-8 form; whole characters are allowed. Take another string.',
    )
  const bytes = new TextEncoder().encode(text)
  return (bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n) << 512n) | sha512(bytes)
}

/** One word from 0 to 2³² − 1, as NumPy's RandomState takes it. */
export function numpyWord(seed: unknown): number {
  const allowed = 'a whole number from 0 to 4294967295 (2³² − 1), or a list of such numbers'
  const number = integer('NumpyRandom', seed, allowed)
  if (number >= 0 && number < 2 ** 32) return Number(number)
  throw new RangeError(
    `NumpyRandom: the seed is ${describe(seed)}; ${allowed} is allowed. Take one in that range, as NumPy asks too.`,
  )
}

function integer(who: string, seed: unknown, allowed: string): number | bigint {
  if (typeof seed === 'bigint' || (typeof seed === 'number' && Number.isSafeInteger(seed))) return seed
  const mend =
    seed === undefined
      ? 'A seed is needed so that the draws can be had again: give one, such as 1337.'
      : typeof seed === 'number' && Number.isInteger(seed)
        ? `A number from 2⁵³ up may have lost digits: write it as a BigInt, ${BigInt(seed)}n.`
        : typeof seed === 'number' && Number.isFinite(seed)
          ? `Round it first, Math.round(${seed}).`
          : 'Take a whole number, such as 1337.'
  const Wrong = typeof seed === 'number' ? RangeError : TypeError
  throw new Wrong(`${who}: the seed is ${describe(seed)}; ${allowed} is allowed. ${mend}`)
}

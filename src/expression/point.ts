/** The point at which an expression is looked at, as `--at x=3,y=2/3` names it. */
import { likeliest } from '../arguments/index.js'
import { expression, type Expression, type Point } from './expression.js'
import { Mistake } from './mistake.js'
import { constants, functions } from './vocabulary.js'

/** An option that may be said several times: all of its words. */
export const together = (word: string, before: readonly string[] = []): readonly string[] => [...before, word]

/** The point that `x=3,y=2/3` names; each value is an expression of numbers only. */
export function pointOf(words: readonly string[]): Point {
  const point = new Map<string, number>()
  for (const word of words) {
    const starts = [...word.matchAll(/(?:^|,)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?!=)/gu)]
    if (starts[0]?.index !== 0) throw new Mistake('--at: write it as x=3,y=2.', word, 0)
    for (const [k, { 0: start, 1: name = '', index }] of starts.entries()) {
      const [from, to] = [index + start.length, starts[k + 1]?.index ?? word.length]
      if (point.has(name)) throw new Mistake(`--at: ${name} has two values.`, word, index)
      point.set(name, numberOf(name, word.slice(from, to)))
    }
  }
  return point
}

/** The number that a word of numbers only comes to. Errors: anything else. */
export function numberOf(name: string, word: string): number {
  if (word.trim() === '') throw new Mistake(`--at: ${name} has no value. Write ${name}=3.`, `${name}=`, name.length)
  const read = expression(word.trim())
  const [variable] = read.variables
  if (variable)
    throw new Mistake(
      `--at: the value of ${name} is a plain number, and ${variable[0]} is a variable.`,
      read.text,
      variable[1],
    )
  const x = read.at(new Map())
  if (Number.isFinite(x)) return x
  throw new Mistake(`--at: ${name} would be ${x}; a finite number is allowed.`, read.text, 0)
}

/** Errors: a variable without a value, and a value without its variable. */
export function checkNames({ text, variables }: Expression, point: Point): void {
  for (const [name, at] of variables) if (!point.has(name)) throw new Mistake(missing(name, point), text, at)
  for (const name of point.keys()) {
    if (variables.has(name)) continue
    const meant = likeliest(name, [...variables.keys()])
    throw new Mistake(
      `--at: ${name} does not occur in the expression.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      text,
      0,
    )
  }
}

/** What to do about a variable without a value. */
export function missing(name: string, point: Point): string {
  const constant = name.toUpperCase()
  if (functions.has(name)) return `${name} is a function: write ${name}(…).`
  if (constants.has(constant))
    return `no value for ${name}: write Math.${constant}, or give it a value with --at ${name}=3.`
  const words = [...point].map(([known, x]) => `${known}=${x}`)
  return `no value for ${name}: add it to --at, as in --at ${[...words, `${name}=3`].join()}.`
}

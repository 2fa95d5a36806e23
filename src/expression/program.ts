/** Expressions that build on each other, `e = a*b; L = e + c`: each name is known to those after it, and is what its number is called. */
import { asValue, isValue, value } from '../engine/index.js'
import type { Value } from '../ops/index.js'
import { likeliest } from '../arguments/index.js'
import { expression, type Expression, type Point } from './expression.js'
import { Mistake } from './mistake.js'
import { missing } from './point.js'

export interface Program {
  /** What has to be given a number, in the order in which it is met first. */
  readonly variables: ReadonlySet<string>
  /** The last of the results at a point, as a Value. Errors: {@link Mistake} for a variable without a value and a value without its variable. */
  at(point: Point): Value
}
interface Statement {
  readonly name: string | undefined
  readonly read: Expression
}

/** Reads a program. Errors: {@link Mistake} for what is not understood, with its place. */
export function program(text: string): Program {
  // There are no texts in expressions, so a semicolon always divides.
  const statements = text.split(';').filter((part, k, all) => part.trim() !== '' || (all.length === 1 && k === 0)).map(statement) // prettier-ignore
  const defined = new Set<string>()
  const variables = new Set<string>()
  for (const { name, read } of statements) {
    for (const variable of read.variables.keys()) if (!defined.has(variable)) variables.add(variable)
    if (name === undefined) continue
    if (defined.has(name) || variables.has(name))
      throw new Mistake(`${name} is used before, for something else: take another name.`, `${name} = ${read.text}`, 0)
    defined.add(name)
  }
  return {
    variables,
    at(point) {
      for (const name of point.keys())
        if (!variables.has(name)) {
          const meant = likeliest(name, [...variables])
          throw new Mistake(
            `--at: ${name} ${defined.has(name) ? 'has its value from the program' : 'does not occur in the expression'}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
            text.trim(),
            0,
          )
        }
      const known = new Map<string, number>([...point].map(([name, x]) => [name, value(x, name)]))
      let last: number = NaN
      for (const { name, read } of statements) {
        for (const [variable, place] of read.variables)
          if (!known.has(variable)) throw new Mistake(missing(variable, point), read.text, place)
        last = read.at(known)
        if (name === undefined) continue
        // A name for what is a variable already would take the variable's away.
        if (!isValue(last) || asValue(last).op !== '') last = value(last, name)
        known.set(name, last)
      }
      return value(last)
    },
  }
}

function statement(part: string): Statement {
  const [, name, body = part] = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?![=>])(.*)$/su.exec(part) ?? []
  return { name, read: expression(body.trim()) }
}

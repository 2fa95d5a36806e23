/** `seegrad grad`: the value of an expression at a point and every partial derivative, exact and by nudging. */
import { Command } from 'commander'
import { derivative } from '../../numeric/index.js'
import { valueAndGrad } from '../../transforms/index.js'
import type { MakeCommand } from '../command.js'
import { expression, type Expression, type Point } from '../expression/expression.js'
import { Mistake } from '../expression/mistake.js'
import { constants, functions } from '../expression/vocabulary.js'
import { Failure } from '../failure.js'
import { table } from '../table.js'
import { likeliest } from '../words.js'

interface Options {
  readonly at?: readonly string[]
  readonly json?: true
}
/** One variable: where it stands, and how much the value moves with it. */
interface Partial {
  readonly variable: string
  readonly at: number
  readonly exact: number
  readonly nudged: number
}

const grad: MakeCommand = (terminal) =>
  new Command('grad')
    .description('Show the value of an expression and every partial derivative, exact and by nudging.')
    .argument('<expression...>', 'ordinary maths, like "3*x**2 - 4*x + 5"')
    // An expression may begin with a minus.
    .allowUnknownOption()
    .option('--at <x=3,y=2>', 'the value of every variable; may be said several times', together)
    .option(
      '--json',
      'print one object: { "expression", "value", "partials": [{ "variable", "at", "exact", "nudged" }, …] }',
    )
    .addHelpText(
      'after',
      `
An expression is made of numbers, variables, + - * / % **, comparisons, ? :, && || !, the functions of seegrad
(tanh(x), log(x), max([x, y])) and of Math (Math.exp(x), Math.PI). It is never run as a program.
Where JSON has no number, in "value", "exact" and "nudged", stand "Infinity", "-Infinity" and "NaN".

Examples:
  seegrad grad "3*x**2 - 4*x + 5" --at x=3
  seegrad grad "tanh(x1*w1 + x2*w2 + b)" --at x1=2,x2=0,w1=-3,w2=1,b=6.8813735870195432
  seegrad grad "x > 0 ? x : 0.1*x" --at x=-2/3 --json`,
    )
    .action((words: readonly string[], { at = [], json }: Options, command: Command) => {
      const unknown = words.find((word) => word.startsWith('--'))
      if (unknown !== undefined) {
        const meant = likeliest(unknown, flags)
        command.error(`error: unknown option '${unknown}'${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`)
      }
      const text = words.join(' ')
      try {
        const read = expression(text)
        const point = pointOf(at)
        checkNames(read, point)
        const result = differentiated(read, point)
        if (json) terminal.print(JSON.stringify({ expression: text, ...result }, finiteOrName))
        else terminal.print(report(text, result))
      } catch (error) {
        if (!(error instanceof Mistake)) throw error
        if (error.isOutside) throw new Failure(error.shown())
        command.error(`error: ${error.shown()}`)
      }
    })
export default grad

const flags = ['--at', '--json']

const together = (word: string, before: readonly string[] = []): readonly string[] => [...before, word]

/** The point that `x=3,y=2/3` names; each value is an expression of numbers only. */
function pointOf(words: readonly string[]): Point {
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

function numberOf(name: string, word: string): number {
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

function checkNames({ text, variables }: Expression, point: Point): void {
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

function missing(name: string, point: Point): string {
  const constant = name.toUpperCase()
  if (functions.has(name)) return `${name} is a function: write ${name}(…).`
  if (constants.has(constant))
    return `no value for ${name}: write Math.${constant}, or give it a value with --at ${name}=3.`
  const words = [...point].map(([known, x]) => `${known}=${x}`)
  return `no value for ${name}: add it to --at, as in --at ${[...words, `${name}=3`].join()}.`
}

interface Result {
  readonly value: number
  readonly partials: readonly Partial[]
}

function differentiated(read: Expression, point: Point): Result {
  const names = [...read.variables.keys()]
  const there = names.map((name) => point.get(name) as number)
  const at = (xs: readonly number[]): number => read.at(new Map(xs.map((x, k) => [names[k] as string, x])), true)
  const [value, slopes] = valueAndGrad(at)(there)
  const partials = names.map((variable, k) => {
    const x = there[k] as number
    const nudged = derivative((near) => around(read, new Map(point).set(variable, near)), x, { method: 'central' })
    return { variable, at: x, exact: slopes[k] as number, nudged }
  })
  return { value: Number(value), partials }
}

/** The number beside the point; NaN where there is none. */
function around(read: Expression, point: Point): number {
  try {
    return Number(read.at(point))
  } catch {
    return NaN
  }
}

const finiteOrName = (key: string, x: unknown): unknown =>
  typeof x === 'number' && !Number.isFinite(x) && key !== '' ? String(x) : x

function report(text: string, { value, partials }: Result): string {
  const names = partials.map(({ variable, at }) => `${variable} = ${number(at)}`)
  const head = `${text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()} = ${number(value)}${names.length > 0 ? ` at ${names.join(', ')}` : ''}`
  if (partials.length === 0) return `${head}\n\nIt has no variables, so there is nothing to differentiate by.`
  const cells = partials.map(({ variable, exact, nudged }) => [`∂/∂${variable}`, number(exact), number(nudged)])
  return `${head}\n\n${table([['', 'exact', 'by nudging'], ...cells])}`
}
const number = (x: number): string => (Object.is(x, -0) ? '0' : String(x).replace('Infinity', '∞'))

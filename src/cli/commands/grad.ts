/** `seegrad grad`: the value of an expression at a point and every partial derivative, exact and by nudging. */
import { Command } from 'commander'
import {
  checkNames,
  expression,
  Mistake,
  pointOf,
  together,
  type Expression,
  type Point,
} from '../../expression/index.js'
import { derivative } from '../../numeric/index.js'
import { valueAndGrad } from '../../transforms/index.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { finiteOrName } from '../json.js'
import { table } from '../table.js'
import { refuseFlags } from '../words.js'

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
      refuseFlags(words, flags, command)
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

function report(text: string, { value, partials }: Result): string {
  const names = partials.map(({ variable, at }) => `${variable} = ${number(at)}`)
  const head = `${text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()} = ${number(value)}${names.length > 0 ? ` at ${names.join(', ')}` : ''}`
  if (partials.length === 0) return `${head}\n\nIt has no variables, so there is nothing to differentiate by.`
  const cells = partials.map(({ variable, exact, nudged }) => [`∂/∂${variable}`, number(exact), number(nudged)])
  return `${head}\n\n${table([['', 'exact', 'by nudging'], ...cells])}`
}
const number = (x: number): string => (Object.is(x, -0) ? '0' : String(x).replace('Infinity', '∞'))

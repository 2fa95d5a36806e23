/** `seegrad plot`: the curve of an expression, with its derivative or a tangent; of two variables, its lines of equal height. */
import { Command, InvalidArgumentError, Option } from 'commander'
import {
  expression,
  Mistake,
  numberOf,
  pointOf,
  together,
  type Expression,
  type Point,
} from '../../expression/index.js'
import { plotFunction, plotLandscape, plotTangent, type Figure } from '../../figures/index.js'
import type { MakeCommand } from '../command.js'
import { finiteOrName } from '../json.js'
import { Failure } from '../failure.js'
import { show } from '../picture.js'
import { refuseFlags } from '../words.js'

interface Options {
  readonly from: number
  readonly to: number
  readonly at?: readonly string[]
  readonly derivative?: true
  readonly tangent?: number
  readonly h: number
  readonly output?: string
  readonly table?: true
  readonly json?: true
}

const plot: MakeCommand = (terminal) =>
  new Command('plot')
    .description('Plot an expression of one variable, or map one of two.')
    .argument('<expression...>', 'as "tanh(x)"')
    // An expression may begin with a minus.
    .allowUnknownOption()
    .addOption(new Option('--from <number>', 'the left end').default(-5).argParser(number))
    .addOption(new Option('--to <number>', 'the right end').default(5).argParser(number))
    .option('--at <a=2,b=3>', 'values of variables that do not run; may be said several times', together)
    .option('--derivative', 'with the derivative')
    .addOption(
      new Option('--tangent <x>', 'with the tangent there, and secants turning into it')
        .argParser(number)
        .conflicts('derivative'),
    ) // prettier-ignore
    .addOption(new Option('--h <step>', 'the step of the longest secant').default(2).argParser(number))
    .option('-o, --output <file>', 'write a file: .svg, .png or .txt')
    .option('--table', 'print its numbers in place of the picture')
    .option('--json', 'print one object: { "title", "description", "columns", "rows" }')
    .addHelpText(
      'after',
      `
Examples:
  seegrad plot "tanh(x)" --from -5 --to 5 --derivative
  seegrad plot "3*x**2 - 4*x + 5" --tangent 3 --h 2 --from 0 --to 6 -o tangent.svg
  seegrad plot "a*b + c" --at c=10`,
    )
    .action(async (words: readonly string[], options: Options, command: Command) => {
      refuseFlags(words, flags, command)
      const { output, table: asTable, json } = options
      const figure = figureOf(words.join(' '), options, command)
      const { title, description, table } = figure
      if (json) terminal.print(JSON.stringify({ title, description, ...table }, finiteOrName))
      else
        await show(
          figure,
          { ...(output !== undefined && { output }), ...(asTable && { table: true as const }) },
          terminal,
        )
    })
export default plot

const flags = ['--from', '--to', '--at', '--derivative', '--tangent', '--h', '--output', '--table', '--json']

function number(word: string): number {
  try {
    return numberOf('it', word)
  } catch {
    throw new InvalidArgumentError('A number is allowed, or an expression of numbers as Math.PI / 2.')
  }
}

function figureOf(text: string, options: Options, command: Command): Figure {
  try {
    const read = expression(text)
    const point = pointOf(options.at ?? [])
    const unknown = [...point.keys()].find((name) => !read.variables.has(name))
    if (unknown !== undefined) throw new Mistake(`--at: ${unknown} does not occur in the expression.`, text, 0)
    return plotted(text, read, point, options)
  } catch (error) {
    if (error instanceof RangeError) throw new Failure(error.message)
    if (!(error instanceof Mistake)) throw error
    return command.error(`error: ${error.shown()}`)
  }
}

function plotted(text: string, read: Expression, point: Point, { from, to, derivative, tangent, h }: Options): Figure {
  const running = [...read.variables.keys()].filter((name) => !point.has(name))
  const [first = 'x', second, third] = running
  const at = (...xs: readonly number[]): number =>
    read.at(new Map([...point, ...xs.map((x, k) => [running[k] ?? 'x', x] as const)]))
  const name = text.trim()
  if (third !== undefined)
    throw new Mistake(
      `${running.length} variables are without a value, ${running.join(', ')}: give all but one or two a value with --at.`,
      text,
      0,
    )
  if (second !== undefined) {
    if (tangent !== undefined || derivative)
      throw new Mistake(`${first} and ${second} both run: give one a value with --at.`, text, 0)
    return plotLandscape((x, y) => at(x, y), { from: [from, from], to: [to, to], names: [first, second], title: name })
  }
  const f = (x: number): number => at(x)
  if (tangent !== undefined)
    return plotTangent(f, { x: tangent, h: [h, h / 2, h / 4], from, to, title: name, variable: first })
  return plotFunction(f, { from, to, title: name, variable: first, ...(derivative && { derivative }) })
}

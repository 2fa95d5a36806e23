/** `seegrad draw`: the graph of an expression with its gradients, or of a recording, in the terminal or as a file. */
import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { backward, graphOf, type Graph } from '../../engine/index.js'
import { readRecording, writeRecording } from '../../explain/index.js'
import { Mistake, pointOf, program, together } from '../../expression/index.js'
import type { GraphOptions } from '../../figures/index.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { show } from '../picture.js'
import { refuseFlags, wholeNumber } from '../words.js'

interface Options extends GraphOptions {
  readonly table?: true
  readonly at?: readonly string[]
  readonly output?: string
  readonly down?: true
  readonly json?: true
}

const draw: MakeCommand = (terminal) =>
  new Command('draw')
    .description('Draw the graph of an expression with its gradients, or of a recording.')
    .argument('<expression...>', 'as "L = (a*b + c) * f", several divided by ; or a recording, graph.json')
    // An expression may begin with a minus.
    .allowUnknownOption()
    .option('--at <a=2,b=-3>', 'the value of every variable; may be said several times', together)
    .option('-o, --output <file>', 'write a file: .svg, .png, .dot, .mmd, .txt, or .json, a recording')
    .option('--down', 'from top to bottom; by default where the terminal is too narrow')
    .addOption(new Option('--digits <number>', 'digits behind the point').argParser(wholeNumber(1, 17)))
    .option('--fold', 'every scope as one box; by default when there are more than 500 nodes')
    .option('--no-fold', 'every node as a box of its own')
    .option('--open <scope>', 'unfold a scope by its name; may be said several times', together)
    .option('--table', 'print the numbers in place of the picture')
    .option('--json', 'print the recording as one object, as docs/recording.md says')
    .addHelpText(
      'after',
      `
Values are blue, gradients yellow where colours are allowed; × −3 on an edge is the derivative that acts there.

Examples:
  seegrad draw "L = (a*b + c) * f" --at a=2,b=-3,c=10,f=-2
  seegrad draw "e = a*b; d = e + c; L = d*f" --at a=2,b=-3,c=10,f=-2 -o graph.svg
  seegrad draw graph.json --open "layer 1"`,
    )
    .action(async (words: readonly string[], options: Options, command: Command) => {
      refuseFlags(words, flags, command)
      const { at = [], output, down, json, ...rest } = options
      const recording = drawn(words.join(' '), at, command)
      if (json) terminal.print(JSON.stringify(JSON.parse(writeRecording(recording))))
      else
        await show(
          recording,
          { ...rest, ...(down && { rankdir: 'TB' as const }), ...(output !== undefined && { output }) },
          terminal,
        )
    })
export default draw

const flags = ['--at', '--output', '--down', '--digits', '--fold', '--no-fold', '--open', '--table', '--json']

/** What is to be drawn. A recording is named by its file; whatever else it is, an expression has another ending. */
function drawn(text: string, at: readonly string[], command: Command): Graph {
  if (/\.json$/i.test(text)) return recorded(text)
  try {
    const root = program(text).at(pointOf(at))
    if (root.requiresGrad) backward(root)
    return graphOf(root)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    if (error.isOutside) throw new Failure(error.shown())
    return command.error(`error: ${error.shown()}`)
  }
}

function recorded(file: string): Graph {
  try {
    return readRecording(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`${file}: ${code === 'ENOENT' ? 'there is no such file.' : message}`)
  }
}

/** `seegrad predict`: a trained model answers the rows of a table. */
import { Command } from 'commander'
import { csv } from '../../data/index.js'
import { assignTensors } from '../../interop/index.js'
import { modelOf } from '../../training/index.js'
import { placeOf, readModel } from '../checkpoint.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { table } from '../table.js'
import { readText } from '../text-file.js'
import { answerOf, networkOf, readSheet, seen, weightsOf, type Answer } from '../training/sheet.js'

interface Options {
  readonly data: string
  readonly separator?: string
  readonly header: boolean
  readonly json?: true
}

const predict: MakeCommand = (terminal) =>
  new Command('predict')
    .description('Answer the rows of a table with a model that seegrad train --save FILE wrote.')
    .argument('<file>', 'the model, a safetensors file')
    .requiredOption('--data <file>', 'a table with the columns that the model was trained on; others are passed over')
    .option('--separator <character>', 'what separates the fields (unless told: a comma)')
    .option('--no-header', 'the first line names no columns: they are those of the model, in order')
    .option('--json', 'print one object: { "answers": [{ "answer", "share" }, …] }')
    .addHelpText('after', '\nExample:\n  seegrad predict flowers.safetensors --data new.csv')
    .action((path: string, options: Options) => {
      const { name, answers } = answersOf(path, options)
      if (options.json) terminal.print(JSON.stringify({ answers }))
      else terminal.print(table([['row', name, ...(answers[0]!.share === undefined ? [] : ['sure'])], ...answers.map(cells)]))
    }) // prettier-ignore
export default predict

const cells = ({ answer, share }: Answer, k: number): readonly string[] => {
  const said = typeof answer === 'number' ? answer.toPrecision(6) : answer
  return [String(k + 1), said, ...(share === undefined ? [] : [`${(100 * share).toFixed(1)} %`])]
}

function answersOf(path: string, { data, separator, header }: Options): { name: string; answers: readonly Answer[] } {
  const loaded = readModel(path)
  const { task } = placeOf(path, loaded)
  const sheet = readSheet(loaded.metadata.get('sheet'))
  if (!sheet) throw new Failure(`${path} is a training of ${task}, which does not answer tables.`)
  // Before a network is made that the file only claims to hold.
  const held = [...modelOf(loaded).values()].reduce((sum, { data }) => sum + data.length, 0)
  if (held !== weightsOf(sheet)) throw new Failure(`${path} does not fit: it holds ${held} weights, and ${weightsOf(sheet)} are needed for what it says of its layers.`)
  const columns = sheet.columns.map(({ name }, k) => (header ? name : k))
  const text = readText(data)
  let rows: readonly (readonly number[])[]
  try {
    rows = csv(text, { target: null, columns, header, ...(separator !== undefined && { separator }) }).X
  } catch (error) {
    throw new Failure(`${data}: ${(error as Error).message.replace(/^csv: /, '')} The model looks at ${columns.join(', ')}.`)
  }
  const net = networkOf(sheet, 0)
  try {
    assignTensors(net, modelOf(loaded))
  } catch (error) {
    throw new Failure(`${path} does not fit: ${(error as Error).message}`)
  }
  return { name: sheet.answer.name, answers: rows.map((row) => answerOf(sheet, net, seen(sheet, row))) }
} // prettier-ignore

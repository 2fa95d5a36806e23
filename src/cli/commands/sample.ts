/** `seegrad sample`: lets a trained model of names speak. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { placeOf, readModel } from '../checkpoint.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { assignTensors } from '../../interop/index.js'
import { PythonRandom } from '../../random/index.js'
import { GPT, modelOf } from '../../training/index.js'
import { wholeNumber } from '../words.js'

interface Options {
  readonly samples: number
  readonly seed: number
  readonly temperature: number
  readonly json?: true
}

const sample: MakeCommand = (terminal) =>
  new Command('sample')
    .description('Make up names with a model that seegrad train names --save FILE wrote.')
    .argument('<file>', 'the model, a safetensors file')
    .addOption(new Option('--samples <number>', 'how many').default(20).argParser(wholeNumber(1)))
    .addOption(new Option('--seed <number>', 'draws the letters').default(42).argParser(wholeNumber(0, 2 ** 32 - 1)))
    .addOption(new Option('--temperature <number>', 'the higher, the more daring').default(0.5).argParser(temperature))
    .option('--json', 'print one object: { "samples": ["…", …] }')
    .addHelpText('after', '\nExample:\n  seegrad sample names.safetensors --samples 5 --temperature 0.8')
    .action((path: string, { samples, seed, temperature, json }: Options) => {
      const random = new PythonRandom(seed)
      const model = gptOf(path)
      const texts = Array.from({ length: samples }, () => model.sample(random, temperature))
      terminal.print(json ? JSON.stringify({ samples: texts }) : texts.join('\n'))
    })
export default sample

function temperature(word: string): number {
  const x = Number(word)
  if (word.trim() !== '' && x > 0 && x < Infinity) return x
  throw new InvalidArgumentError('A number above 0 is allowed.')
}

function gptOf(path: string): GPT {
  const loaded = readModel(path)
  const { task } = placeOf(path, loaded)
  const says: unknown = JSON.parse(loaded.metadata.get('alphabet') ?? 'null')
  if (task !== 'names' || !Array.isArray(says) || !says.every((letter) => typeof letter === 'string'))
    throw new Failure(`${path} is a training of ${task}; one of names is allowed, the only one that makes up texts.`)
  // The weights that it draws are replaced: the letters shall not depend on how many there are.
  const model = new GPT(says, new PythonRandom(0))
  try {
    assignTensors(model, modelOf(loaded))
  } catch (error) {
    throw new Failure(`${path} does not fit: ${(error as Error).message}`)
  }
  return model
}

/** Puts the program of the GPT beside the page: whoever begins to train the names need not wait until it is compiled. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { PROGRAM } from './program.js'

type Compile = typeof import('../../src/compile/index.js')
type Training = typeof import('../../src/training/index.js')

export function gptProgram(root: string): Plugin {
  /** The library as it was built: it compiles in a thread, which has a file of its own. */
  const built = (room: string): Promise<unknown> => import(pathToFileURL(resolve(root, `dist/${room}/index.js`)).href)
  return {
    name: 'seegrad-gpt-program',
    apply: 'build',
    async generateBundle() {
      const { compileStep } = (await built('compile')) as Compile
      const { LENGTHS, NamesTraining, USUAL_SEED, USUAL_STEPS } = (await built('training')) as Training
      const training = new NamesTraining({ seed: USUAL_SEED, steps: USUAL_STEPS })
      const programs = new Map<string, Uint8Array>()
      const step = compileStep({
        parameters: training.model,
        optimizer: training.optimizer,
        loss: (shown: readonly number[], wanted: readonly number[]) => training.losses(shown, wanted),
        batch: false,
        lengths: LENGTHS,
        background: { cache: programs, idle: 0 },
      })
      step(...training.examples(0))
      await step.ready
      const [source] = programs.values()
      if (!source) throw new Error(`the program of the GPT was not compiled: ${step.stats.why}`)
      this.emitFile({ type: 'asset', fileName: PROGRAM, source })
    },
  }
}

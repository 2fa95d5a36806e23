/** The reader's program in its sandbox: one order after the other, each with its answer; what does not end is stopped. */
import type { Failure, Kernel, Report } from '../../src/lesson/index.js'
import { compileCell, TransformError, type CompiledCell } from '../../src/operators/transform/index.js'
import { sandbox } from '../sandbox/sandbox.js'
import { readAnswer, type Answer, type Asked } from './drawing.js'
import type { Of } from './inside.js'
import type { Located, Spot } from './written.js'

/** Why there is no answer, in words, and the line of the reader's text where that is known. */
export class Trouble extends Error {
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message)
  }
}
export interface Workbench {
  /** Runs a text and compiles its f. What was asked before and is not answered yet is given up. */
  look(text: string, of: Of): Promise<Located>
  time(): Promise<Answer<'time'>>
  prove(seed: number): Promise<Answer<'prove'>>
  take(to: 'ts' | 'wasm'): Promise<Answer<'take'>>
  /** Ends what runs. */
  stop(): void
}

/** How long the sandbox may give no sign of life, in milliseconds: a large program is compiled in one go; and a loop of the reader's, which ends by itself. */
const PATIENCE = 10_000
const LOOP = 8000
const FILE = 'program'

interface Waiting {
  readonly run: number
  readonly lines: string[]
  readonly done: (lines: readonly string[]) => void
  readonly failed: (why: Trouble) => void
}

export function openWorkbench(): Workbench {
  const make = sandbox({ patience: () => PATIENCE })
  let kernel: Kernel | undefined
  let waiting: Waiting | undefined
  let runs = 0
  let text: CompiledCell | undefined
  const end = (why: Trouble): void => {
    const left = waiting
    waiting = undefined
    left?.failed(why)
  }
  const stop = (why: string): void => {
    kernel?.stop()
    kernel = undefined
    end(new Trouble(why))
  }
  const hear = (report: Report): void => {
    if (!waiting || !('run' in report) || report.run !== waiting.run) return
    if (report.type === 'shown')
      for (const output of report.outputs) if (output.type === 'text') waiting.lines.push(output.text)
    if (report.type === 'flood') stop('showed more than anybody can read and was stopped.')
    if (report.type !== 'ended') return
    const { lines, done } = waiting
    if (report.failure) return end(troubleOf(report.failure, text))
    waiting = undefined
    done(lines)
  }
  const begin = (): Kernel =>
    make({
      report: hear,
      died: (message) => {
        kernel = undefined
        end(new Trouble(`it ${message}`))
      },
      lost: (message) => {
        kernel = undefined
        end(new Trouble(message))
      },
    })
  const run = (cell: string, code: string): Promise<readonly string[]> =>
    new Promise((done, failed) => {
      waiting = { run: ++runs, lines: [], done, failed }
      kernel ??= begin()
      kernel.send({ type: 'run', run: runs, cell, code, moved: [], taken: [], patience: LOOP })
    })
  const ask = async <K extends Asked>(asked: K, call: string): Promise<Answer<K>> => {
    if (waiting) throw new Trouble('something else is under way here: wait until it has ended.')
    const lines = await run('asked', orderOf(call))
    const answer = readAnswer(asked, lines.join(''))
    if (!answer) throw new Trouble('the sandbox gave an answer that is none.')
    return answer
  }
  return {
    async look(source, of) {
      // Whoever is still at work is at work on what nobody wants any more.
      if (waiting) stop('Another program was asked for.')
      text = read(source)
      await run(FILE, text.code)
      const drawing = await ask('look', `look(host.names, ${JSON.stringify(of)})`)
      return { ...drawing, spots: drawing.places.map((place) => spotOf(place, text)) }
    },
    time: () => ask('time', 'time()'),
    take: (to) => ask('take', `take(${JSON.stringify(to)})`),
    prove: (seed) => ask('prove', `prove(${seed})`),
    stop: () => stop('Stopped before its end.'),
  }
}

/** What the console takes of one line. */
const PIECE = 16_000
const orderOf = (call: string): string =>
  `(async (host) => { const hood = host.take('page/hood', '*'); const said = JSON.stringify(await hood.${call}); for (let k = 0; k < said.length; k += ${PIECE}) host.names.console.log(said.slice(k, k + ${PIECE})); return {} })`

function read(source: string): CompiledCell {
  try {
    return compileCell(source, `${FILE}.ts`, (name) => name === 'console')
  } catch (error) {
    if (error instanceof TransformError) {
      const { line, column, message } = error
      throw new Trouble(message.replace(`${FILE}.ts:${line}:${column}: `, ''), line)
    }
    if (error instanceof RangeError) throw new Trouble('nested too deeply to be read; give its parts names.')
    throw error
  }
}

/** Where in the text something was written: an operator says it itself, of the call of an op the place in the code is known. */
function spotOf(place: string, text: CompiledCell | undefined): Spot | undefined {
  const [, folder, line, column] = new RegExp(`^(.*/)?${FILE}\\.ts:(\\d+):(\\d+)$`).exec(place) ?? []
  if (line === undefined) return undefined
  const spot = { line: Number(line), column: Number(column) }
  return folder === undefined ? spot : text?.placeOf(spot.line, spot.column)
}

function troubleOf({ message, frames }: Failure, text: CompiledCell | undefined): Trouble {
  const place = frames.find(({ cell }) => cell === FILE)
  return new Trouble(message, place && text?.placeOf(place.line, place.column)?.line)
}

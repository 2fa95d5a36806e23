/** A lesson run in this process, as the page runs it: its cells, what they are said to show, and its exercises with their solutions and wrong answers. */
import * as seegrad from 'seegrad'
import * as compile from 'seegrad/compile'
import * as data from 'seegrad/data'
import * as explain from 'seegrad/explain'
import * as figures from 'seegrad/figures'
import * as interop from 'seegrad/interop'
import {
  cellsOf,
  kernelHere,
  openNotebook,
  settled,
  shownText,
  type CellState,
  type Lesson,
  type Mistake,
} from '../../lesson/index.js'
import * as nn from 'seegrad/nn'
import * as numeric from 'seegrad/numeric'
import * as optim from 'seegrad/optim'
import * as random from 'seegrad/random'

/** What cells may import. */
export const modules: Readonly<Record<string, object>> = {
  seegrad,
  'seegrad/numeric': numeric,
  'seegrad/random': random,
  'seegrad/data': data,
  'seegrad/nn': nn,
  'seegrad/optim': optim,
  'seegrad/compile': compile,
  'seegrad/interop': interop,
  'seegrad/explain': explain,
  'seegrad/figures': figures,
}

/** What was found of one cell. */
export interface CellResult {
  /** From 1, as the page counts. */
  readonly number: number
  readonly id: string
  readonly milliseconds: number
  readonly shown: string
  /** The same as the page says. */
  readonly mistake?: Pick<Mistake, 'line' | 'column' | 'message'>
  /** What the lesson says that it shows, where it shows something else. */
  readonly expected?: string
  /** What is wrong with its exercise. */
  readonly exercise?: readonly string[]
}

/** Runs a lesson once as it is written, and then each of its exercises with every answer that the lesson knows. */
export async function runLesson(lesson: Lesson, patience: number): Promise<readonly CellResult[]> {
  const open = () => openNotebook({ cells: cellsOf(lesson), origin: 'own', kernel: kernelHere({ modules, patience }) })
  const runner = open()
  runner.runAll()
  const { cells } = await settled(runner)
  runner.close()
  const byId = new Map(cells.map((cell) => [cell.id, cell]))
  /** Why a cell with that text is not judged as it should be. */
  const judged = async (id: string, code: string, isRight: boolean, what: string): Promise<readonly string[]> => {
    const own = open()
    own.edit(id, code)
    own.run(`${id}-check`)
    const { cells: after } = await settled(own)
    own.close()
    const check = after.find((cell) => cell.id === `${id}-check`) as CellState
    const mistake = after.find((cell) => cell.id === id)?.mistake ?? check.mistake
    if (mistake) return [`${what} does not run: line ${mistake.line}: ${mistake.message}`]
    const verdict = check.outputs.at(-1)
    if (verdict?.type !== 'verdict') return ['its check gives no verdict: its last expression has to be one of check.…']
    return verdict.isRight === isRight ? [] : [`${what} is ${isRight ? 'refused' : 'accepted'}: ${verdict.text}`]
  }
  const results: CellResult[] = []
  for (const block of lesson.blocks) {
    if (block.type !== 'cell') continue
    const { id, code, expected } = block.cell
    const { mistake, outputs, milliseconds = 0 } = byId.get(id) as CellState
    const shown = shownText(outputs)
    const said: string[] = []
    if (block.exercise && !mistake) {
      said.push(...(await judged(id, code, false, 'what the reader begins with')))
      said.push(...(await judged(id, block.exercise.solution, true, 'the solution')))
      for (const [k, wrong] of block.exercise.wrong.entries())
        said.push(...(await judged(id, wrong, false, `wrong answer ${k + 1}`)))
    }
    results.push({
      number: results.length + 1,
      id,
      milliseconds,
      shown,
      ...(mistake && { mistake: { line: mistake.line, column: mistake.column, message: mistake.message } }),
      ...(expected !== undefined && expected !== shown && { expected }),
      ...(said.length > 0 && { exercise: said }),
    })
  }
  return results
}

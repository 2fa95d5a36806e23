/** What goes between a notebook and the kernel that runs its cells, and the reading of what the kernel says: it runs other people's code. */
import type { Verdict, Wrong } from '../exercise/index.js'
import { readRecording, type Recording } from '../explain/index.js'
import { readFigure, readTable } from './figure.js'
import { fields, list, maybe, number, oneOf, Refused, text } from './given.js'
import { most } from './limits.js'
import type { Output, Slider } from './output.js'

/** To the kernel. */
export type Order =
  | {
      readonly type: 'run'
      readonly run: number
      readonly cell: string
      /** As {@link compileCell} gives it. */
      readonly code: string
      /** Sliders that the reader has moved. */
      readonly moved: readonly (readonly [name: string, value: number])[]
      /** Sliders of other cells. */
      readonly taken: readonly (readonly [name: string, cell: string])[]
      /** How long it may keep its thread, in milliseconds; for ever, if that is not said. */
      readonly patience?: number
    }
  | { readonly type: 'forget'; readonly cell: string }

/** Why a cell ended early. */
export interface Failure {
  readonly message: string
  /** Places in cells' code, innermost first; both count from 1. */
  readonly frames: readonly { readonly cell: string; readonly line: number; readonly column: number }[]
  /** It did not fail, it did not end. */
  readonly isOver?: true
}
/** From the kernel. */
export type Report =
  | { readonly type: 'ready' }
  /** Said all the time, as long as no cell keeps the kernel from it. */
  | { readonly type: 'beat' }
  | { readonly type: 'began'; readonly run: number }
  | { readonly type: 'shown'; readonly run: number; readonly outputs: readonly Output[] }
  | { readonly type: 'slider'; readonly run: number; readonly slider: Slider }
  | { readonly type: 'ended'; readonly run: number; readonly milliseconds: number; readonly failure?: Failure }
  /** The cell shows more than anybody can read: it is to be stopped. */
  | { readonly type: 'flood'; readonly run: number }

/** Reads what came from a kernel: known properties are checked and copied, others left behind. Undefined for what no kernel of ours says. */
export function readReport(given: unknown): Report | undefined {
  try {
    return reportOf(given)
  } catch (error) {
    if (error instanceof Refused || error instanceof RangeError) return undefined
    throw error
  }
}

function reportOf(given: unknown): Report {
  const all = fields(given)
  const type = oneOf(all('type'), ['ready', 'beat', 'began', 'shown', 'slider', 'ended', 'flood'])
  if (type === 'ready' || type === 'beat') return { type }
  const run = number(all('run'))
  switch (type) {
    case 'shown':
      return { type, run, outputs: list(all('outputs'), most.outputs, outputFrom) }
    case 'slider':
      return { type, run, slider: sliderFrom(all('slider')) }
    case 'ended': {
      const failure = all('failure')
      const ended = { type, run, milliseconds: number(all('milliseconds')) }
      return failure === undefined ? ended : { ...ended, failure: failureFrom(failure) }
    }
    default:
      return { type, run }
  }
}

function outputFrom(given: unknown): Output {
  const all = fields(given)
  const type = oneOf(all('type'), ['text', 'graph', 'figure', 'table', 'tex', 'verdict'])
  const said = text(all('text'), most.text)
  switch (type) {
    case 'text':
      return { type, text: said, stream: oneOf(all('stream'), ['result', 'log', 'warn', 'error']) }
    case 'graph':
      return { type, text: said, graph: graphFrom(all('graph')) }
    case 'figure':
      return { type, text: said, figure: readFigure(all('figure')) }
    case 'table':
      return { type, text: said, table: readTable(all('table')) }
    case 'tex':
      return { type, text: said, tex: text(all('tex'), most.text) }
    case 'verdict':
      return { type, text: said, ...verdictFrom(all) }
  }
}

function verdictFrom(all: ReturnType<typeof fields>): Omit<Verdict, 'text'> {
  const isRight = all('isRight')
  if (typeof isRight !== 'boolean') throw new Refused()
  const question = maybe(all('question'), (x) => text(x, most.text))
  const graph = maybe(all('graph'), graphFrom)
  const figure = maybe(all('figure'), readFigure)
  const wrong = maybe(all('wrong'), (given): Wrong => {
    const at = fields(given)
    const input = maybe(at('input'), (x) => number(x))
    return { node: number(at('node')), yours: number(at('yours')), nudged: number(at('nudged')), ...(input !== undefined && { input }) } // prettier-ignore
  })
  return { isRight, ...(question !== undefined && { question }), ...(graph && { graph }), ...(figure && { figure }), ...(wrong && { wrong }) } // prettier-ignore
}
function graphFrom(given: unknown): Recording {
  const nodes = fields(given)('nodes')
  if (!Array.isArray(nodes) || nodes.length > most.nodes) throw new Refused()
  return readRecording(given)
}

function sliderFrom(given: unknown): Slider {
  const all = fields(given)
  const finite = (name: string): number => number(all(name), true)
  return {
    name: text(all('name'), most.name),
    min: finite('min'),
    max: finite('max'),
    step: finite('step'),
    value: finite('value'),
  }
}

function failureFrom(given: unknown): Failure {
  const all = fields(given)
  const frames = list(all('frames'), 100, (one) => {
    const place = fields(one)
    return { cell: text(place('cell'), most.name), line: number(place('line')), column: number(place('column')) }
  })
  return { message: text(all('message'), most.text), frames, ...(all('isOver') === true && { isOver: true }) }
}

/** Sheets: what a network of the command line is shown and asked, so that it can be used again from its file. */
import type { Examples } from '../../data/index.js'
import { noGrad } from '../../engine/index.js'
import { Linear, Sequential } from '../../nn/index.js'
import { softmax } from '../../ops/index.js'
import { PythonRandom } from '../../random/index.js'

/** A column of numbers, and what makes it small: less its mean, over its deviation. */
export interface Column {
  readonly name: string
  readonly mean: number
  readonly deviation: number
}
/** The columns that a network sees, the sizes of the layers between them and its answers, and what the answers are: one of the classes, or a quantity. */
export interface Sheet {
  readonly columns: readonly Column[]
  readonly hidden: readonly number[]
  readonly activation: 'tanh' | 'relu'
  readonly answer: { readonly name: string; readonly classes: readonly string[] } | Column
}
/** What a network answers, and of a class how sure it is. */
export interface Answer {
  readonly answer: string | number
  readonly share?: number
}

/** A column by its numbers. One that is always the same is only moved. */
export function columnOf(name: string, xs: readonly number[]): Column {
  const average = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
  const mean = average(xs)
  return { name, mean, deviation: Math.sqrt(average(xs.map((x) => (x - mean) * (x - mean)))) || 1 }
}
/** A column that is taken as it is, or divided. */
export const plain = (name: string, deviation = 1): Column => ({ name, mean: 0, deviation })
export const small = (x: number, { mean, deviation }: Column): number => (x - mean) / deviation

export const seen = ({ columns }: Sheet, row: readonly number[]): number[] => row.map((x, k) => small(x, columns[k]!))
/** Examples as the network sees them: quantities to be answered are made small too. */
export function shown(sheet: Sheet, { X, y }: Examples<readonly number[]>): Examples<readonly number[]> {
  const { answer } = sheet
  return { X: X.map((row) => seen(sheet, row)), y: 'classes' in answer ? y : y.map((x) => small(x, answer)) }
}

const sizesOf = ({ columns, hidden, answer }: Sheet): readonly number[] => [columns.length, ...hidden, 'classes' in answer ? answer.classes.length : 1] // prettier-ignore
/** How many weights its network has. */
export const weightsOf = (sheet: Sheet): number =>
  sizesOf(sheet).reduce((sum, size, k, sizes) => (k === 0 ? 0 : sum + (sizes[k - 1]! + 1) * size), 0)

export function networkOf(sheet: Sheet, seed: number): Sequential {
  const { activation } = sheet
  const random = new PythonRandom(seed)
  const sizes = sizesOf(sheet)
  const layers = sizes.slice(1).map((size, k) => new Linear(sizes[k]!, size, { init: 'kaimingUniform', random }))
  return new Sequential(...layers.flatMap((layer, k) => (k === 0 ? [layer] : [activation, layer])))
}

export const largest = (scores: readonly number[]): number =>
  scores.reduce((best, score, k) => (score > scores[best]! ? k : best), 0)

/** What the network answers of a row that it sees. */
export function answerOf({ answer }: Sheet, net: Sequential, x: readonly number[]): Answer {
  const scores = noGrad(() => net.forward(x))
  if (!('classes' in answer)) return { answer: scores[0]!.data * answer.deviation + answer.mean }
  const best = largest(scores.map(({ data }) => data))
  return { answer: answer.classes[best]!, share: softmax(scores.map(({ data }) => data))[best]! }
}

/** The sheet that a file says; nothing if it says none. */
export function readSheet(text: string | undefined): Sheet | undefined {
  try {
    const { columns, hidden, activation, answer } = JSON.parse(text ?? '') as Sheet
    const fits = [...columns, ...('classes' in answer ? [] : [answer])].every(
      ({ name, mean, deviation }) => typeof name === 'string' && Number.isFinite(mean) && deviation > 0,
    )
    const named = !('classes' in answer) || answer.classes.every((name) => typeof name === 'string')
    const sized = hidden.every((size) => Number.isInteger(size) && size > 0 && size <= 10_000)
    if (fits && named && sized && (activation === 'tanh' || activation === 'relu'))
      return { columns, hidden, activation, answer }
  } catch {
    // Not of ours.
  }
  return undefined
}

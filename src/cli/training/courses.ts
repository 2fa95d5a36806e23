/** Tasks whose examples are rows of numbers: a row each, of examples, a network and how it learns. */
import { createHash } from 'node:crypto'
import {
  batches,
  csv,
  type CsvExamples,
  digits,
  type Examples,
  iris,
  type Point,
  spirals,
  split,
  yinYang,
} from '../../data/index.js'
import { noGrad } from '../../engine/index.js'
import { plotBoundary } from '../../figures/index.js'
import { crossEntropyLoss, mseLoss } from '../../nn/index.js'
import { Adam, cosine } from '../../optim/index.js'
import { FALL } from '../../training/index.js'
import { Failure } from '../failure.js'
import { inCharacters } from '../picture.js'
import { answerOf, columnOf, largest, networkOf, plain, shown, type Column, type Sheet } from './sheet.js'
import type { Scores, Settings, Task } from './training.js'

type Rows = Examples<readonly number[]>

/** What such a task learns from: examples, their columns as they are to be seen (unless they are measured), and what the answers mean. */
interface Lesson {
  readonly name: string
  readonly examples: Rows
  readonly columns: readonly string[] | readonly Column[]
  readonly answer: { readonly name: string; readonly classes: readonly string[] } | string
}
/** What sets one such task apart. */
interface Course {
  readonly about: string
  readonly steps: number
  readonly lesson: (settings: Settings) => Lesson
  /** Numbers between layers. */
  readonly hidden: readonly number[]
  readonly activation: 'tanh' | 'relu'
  readonly lr: number
  /** Examples of a step. */
  readonly batch: number
  readonly takes?: 'table'
}

/** The task of a course: four of five examples are trained on by Adam, each epoch in another order, the rest is kept for the test. */
const task = (course: Course): Task => ({
  about: course.about,
  steps: course.steps,
  seed: 1337,
  ...(course.takes && { takes: course.takes }),
  start(settings) {
    const { seed, steps, lr = course.lr, hidden = course.hidden } = settings
    // Over the usual number of steps, whatever their number: more go on from where fewer ended. With a table of one's own over all steps asked for.
    const span = course.takes ? Math.max(course.steps, steps) : course.steps
    const { name, examples, columns, answer } = course.lesson(settings)
    const whole = split(examples, { test: 0.2, seed })
    const measured = (of: string, k: number): Column => columnOf(of, whole.train.X.map((row) => row[k]!)) // prettier-ignore
    const sheet: Sheet = {
      columns: columns.map((column, k) => (typeof column === 'string' ? measured(column, k) : column)),
      hidden,
      activation: course.activation,
      answer: typeof answer === 'string' ? columnOf(answer, whole.train.y) : answer,
    }
    const [train, test] = [shown(sheet, whole.train), shown(sheet, whole.test)]
    const net = networkOf(sheet, seed)
    const parameters = net.parameters()
    const hands = dealt(train, course.batch, seed)
    const score = (x1: number, x2: number): number => {
      const [zero, one] = noGrad(() => net.forward([x1, x2]))
      return one!.data - zero!.data
    }
    return {
      title: `${examples.X.length} examples of ${name}, ${net}, ${parameters.length} parameters, seed ${seed}`,
      module: net,
      optimizer: Adam(parameters),
      rate: cosine(lr, lr / 100, span),
      texts: {
        [FALL]: String(span),
        sheet: JSON.stringify(sheet),
        data: createHash('sha256').update(JSON.stringify(examples)).digest('hex').slice(0, 16),
      },
      examples(step) {
        const { X, y } = hands(step)
        return [X, y]
      },
      look(X: Rows['X'], y: Rows['y']) {
        const scores = X.map((x) => net.forward(x))
        return { loss: typeof answer === 'string' ? mseLoss(scores.map(([only]) => only!), y) : crossEntropyLoss(scores, y), scores }
      },
      ...(typeof answer !== 'string' && {
        accuracy: (scores: Scores, _X: Rows['X'], y: Rows['y']) => scores.filter((each, i) => largest(each as readonly number[]) === y[i]).length / y.length,
      }),
      elsewhere: () => ({ ...train, loss: typeof answer === 'string' ? mseLoss : crossEntropyLoss, batch: course.batch, shuffle: seed + 1 }),
      test() {
        const answers = test.X.map((x) => answerOf(sheet, net, x).answer)
        if (typeof answer !== 'string') return { accuracy: answers.filter((given, i) => given === answer.classes[test.y[i]!]).length / answers.length }
        const misses = answers.map((given, i) => Number(given) - whole.test.y[i]!)
        return { rmse: Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length) }
      },
      async picture(terminal) {
        if (typeof answer === 'string') return []
        const right = (kind: number): string => {
          const all = test.X.filter((_, i) => test.y[i] === kind)
          const found = all.filter((x) => answerOf(sheet, net, x).answer === answer.classes[kind])
          return `${answer.classes[kind]!.padStart(width)}  ${found.length} of ${all.length}`
        }
        const width = Math.max(10, ...answer.classes.map((label) => label.length))
        const drawn = columns.length === 2 && answer.classes.length === 2
        const points = { X: train.X as Point[], y: train.y as (0 | 1)[], height: 368 }
        const picture = drawn ? [`What it learned: shaded where it says ${answer.classes[1]}; where it is wrong, ✗`, await inCharacters(plotBoundary(score, points), terminal), ''] : []
        return [...picture, 'Answered rightly, of the examples it was not trained on:', ...answer.classes.map((_, kind) => right(kind))]
      },
    }
  },
}) // prettier-ignore

/** The examples of each step: every epoch deals them anew, from a seed that follows from its number. */
function dealt(train: Rows, size: number, seed: number): (step: number) => Rows {
  const perEpoch = Math.ceil(train.X.length / size)
  let now: { readonly epoch: number; readonly hands: readonly Rows[] } | undefined
  return (step) => {
    const epoch = Math.floor(step / perEpoch)
    if (now?.epoch !== epoch) now = { epoch, hands: batches(train, size, { seed: seed + epoch + 1 }) }
    return now.hands[step % perEpoch]!
  }
}

/** A table of the user's own: text is answered as classes, numbers as quantities, unless they are said to be names of classes. */
function own({ data, target, classes: named, separator, header }: Settings): Lesson {
  const { path, text } = data!
  const column = target !== undefined && header === false && /^\d+$/.test(target) ? Number(target) : target
  const failure = (message: string): Failure => new Failure(`${path}: ${message}`)
  let table: CsvExamples
  try {
    table = csv(text, { ...(header === false && { header }), ...(separator !== undefined && { separator }), ...(column !== undefined && { target: column }) })
  } catch (error) {
    throw failure((error as Error).message.replace(/^csv: /, ''))
  }
  const { X, y, columns, target: answer = '' } = table
  if (columns.length === 0)
    throw failure(`the table has the one column ${answer}; at least one is needed beside what is to be answered. Is the separator another? --separator says it.`)
  if (X.length < 5) throw failure(`the table has ${X.length} rows; at least 5 are needed, since one in five is kept for the test.`)
  if (!table.classes && !named) return { name: path, examples: { X, y }, columns, answer }
  const numbers = [...new Set(y)].toSorted((a, b) => a - b)
  const classes = table.classes ?? numbers.map(String)
  if (classes.length < 2) throw failure(`${answer} is always ${classes[0]}; at least two classes are needed to tell apart.`)
  if (classes.length === X.length)
    throw failure(`${answer} is another in every row; classes that come again are needed. --target names the column that is to be answered.`)
  return { name: path, examples: { X, y: table.classes ? y : y.map((x) => numbers.indexOf(x)) }, columns, answer: { name: answer, classes } }
} // prettier-ignore

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, k) => String(k))
/** The task of points in the plane, in classes that no line divides. */
const bent = (
  lesson: Pick<Course, 'about' | 'steps' | 'batch'> & { readonly name: string; readonly classes: readonly string[] },
  examples: (seed: number) => Rows,
): Task =>
  task({
    ...lesson,
    hidden: [16, 16],
    activation: 'tanh',
    lr: 0.03,
    lesson: ({ seed }) => ({
      name: lesson.name,
      examples: examples(seed),
      columns: [plain('x'), plain('y')],
      answer: { name: 'part', classes: lesson.classes },
    }),
  })

export const spiralsTask: Task = bent(
  { about: 'two spirals wound around each other', steps: 400, batch: 160, name: 'spirals', classes: ['○', '●'] },
  (seed) => spirals({ samples: 200, noise: 0.01, seed }),
)

export const yinYangTask: Task = bent(
  { about: 'the parts of the sign of yin and yang', steps: 800, batch: 80, name: 'yin and yang', classes: ['yin', 'yang', 'dots'] }, // prettier-ignore
  (seed) => yinYang({ samples: 1000, seed }),
)

export const irisTask: Task = task({
  about: 'three species of iris',
  steps: 120,
  hidden: [8],
  activation: 'tanh',
  lr: 0.03,
  batch: 120,
  lesson: () => ({
    name: 'iris',
    examples: iris(),
    columns: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
    answer: { name: 'species', classes: ['setosa', 'versicolor', 'virginica'] },
  }),
})

export const digitsTask: Task = task({
  about: 'handwritten digits of 8 × 8 pixels',
  steps: 900,
  hidden: [48],
  activation: 'relu',
  lr: 0.01,
  batch: 32,
  lesson: () => ({
    name: 'handwritten digits',
    examples: digits(),
    columns: numbered(64).map((k) => plain(`pixel_${k}`, 16)),
    answer: { name: 'digit', classes: numbered(10) },
  }),
})

export const tableTask: Task = task({
  about: 'the last column (or --target) of a table of your own',
  steps: 400,
  hidden: [16, 16],
  activation: 'tanh',
  lr: 0.01,
  batch: 32,
  takes: 'table',
  lesson: own,
})

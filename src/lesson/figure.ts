/** Reading pictures that anybody may have sent: every mark is checked and copied, so that only numbers, texts and our own inks are left. */
import type { Figure, Ink, Mark, Table } from '../figures/index.js'
import { fields, list, maybe, number, oneOf, Refused, text } from './given.js'
import { most } from './limits.js'

/** Written as an object, so that none is forgotten. */
const known: Readonly<Record<Ink, true>> = {
  paper: true,
  raised: true,
  ink: true,
  'ink-2': true,
  'ink-3': true,
  line: true,
  'line-2': true,
  data: true,
  'data-mark': true,
  'data-wash': true,
  grad: true,
  'grad-mark': true,
  'grad-wash': true,
  'minus-mark': true,
  bad: true,
  'bad-wash': true,
}
const INKS = Object.keys(known) as Ink[]
const FONTS = ['sans', 'serif'] as const
type Fields = ReturnType<typeof fields>
/** How much of a figure is left to be read. */
interface Left {
  marks: number
  points: number
  depth: number
}

export function readTable(given: unknown): Table {
  const all = fields(given)
  const word = (x: unknown): string => text(x, most.text)
  const columns = list(all('columns'), 1000, word)
  let cells = 0
  const cell = (x: unknown): string | number | null => {
    if (++cells > most.cells) throw new Refused()
    return x === null ? null : typeof x === 'number' ? x : word(x)
  }
  return { columns, rows: list(all('rows'), most.cells, (row) => list(row, 1000, cell)) }
}

export function readFigure(given: unknown): Figure {
  const all = fields(given)
  oneOf(all('type'), ['figure'])
  const left: Left = { marks: most.marks, points: most.points, depth: 0 }
  const size = (x: unknown): number => {
    const pixels = number(x, true)
    if (pixels < 0 || pixels > 1e7) throw new Refused()
    return pixels
  }
  const figure = {
    type: 'figure',
    width: size(all('width')),
    height: size(all('height')),
    title: text(all('title'), most.text),
    description: text(all('description'), most.text),
    table: readTable(all('table')),
    marks: marksOf(all('marks'), left),
    grain: pointOf(all('grain')),
  } as const
  return all('isElastic') === true ? { ...figure, isElastic: true } : figure
}

function marksOf(given: unknown, left: Left): readonly Mark[] {
  if (left.depth > 50) throw new Refused()
  left.depth++
  const marks = list(given, left.marks, (mark) => {
    if (--left.marks < 0) throw new Refused()
    return markOf(fields(mark), left)
  })
  left.depth--
  return marks
}

const pixel = (x: unknown): number => number(x)
const ink = (x: unknown): Ink => oneOf(x, INKS)
const word = (x: unknown): string => text(x, 10_000)
const pointOf = (given: unknown): readonly [number, number] => {
  const [x, y, more] = list(given, 2, pixel)
  if (x === undefined || y === undefined || more !== undefined) throw new Refused()
  return [x, y]
}
const pointsOf = (given: unknown, left: Left): readonly (readonly [number, number])[] =>
  list(given, left.points, (point) => {
    if (--left.points < 0) throw new Refused()
    return pointOf(point)
  })

/** Leaves out what is not there: absent means not painted. */
function present<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
const truth = (x: unknown): true | undefined => (x === true ? true : undefined)

function paintOf(all: Fields): object {
  return present({
    fill: maybe(all('fill'), ink),
    opacity: maybe(all('opacity'), pixel),
    stroke: maybe(all('stroke'), ink),
    weight: maybe(all('weight'), pixel),
    dash: maybe(all('dash'), (x) => oneOf(x, ['minus', 'nudge', 'none'])),
  })
}
const at = (all: Fields, ...names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, pixel(all(name))]))

function markOf(all: Fields, left: Left): Mark {
  const type = oneOf(all('type'), ['path', 'link', 'box', 'sign', 'disc', 'text', 'group'])
  return { type, ...readers[type](all, left) } as Mark
}
const readers: Readonly<Record<Mark['type'], (all: Fields, left: Left) => object>> = {
  path: (all, left) =>
    present({
      ...paintOf(all),
      lines: list(all('lines'), left.points, (line) => pointsOf(line, left)),
      closed: truth(all('closed')),
    }),
  link: (all, left) => ({
    ...paintOf(all),
    points: pointsOf(all('points'), left),
    along: oneOf(all('along'), ['x', 'y']),
  }),
  box: (all) =>
    present({
      ...paintOf(all),
      ...at(all, 'x', 'y', 'width', 'height'),
      radius: maybe(all('radius'), pixel),
      walls: maybe(all('walls'), (walls) => list(walls, 1000, pixel)),
      shelves: maybe(all('shelves'), (shelves) => list(shelves, 1000, pixel)),
    }),
  sign: (all) => ({ ...at(all, 'x', 'y', 'width'), words: word(all('words')), stroke: ink(all('stroke')) }),
  disc: (all) => ({ ...paintOf(all), ...at(all, 'x', 'y', 'r') }),
  text: (all) =>
    present({
      ...at(all, 'x', 'y', 'size'),
      level: maybe(all('level'), pixel),
      spans: list(all('spans'), 1000, (given) => {
        const span = fields(given)
        return present({
          text: word(span('text')),
          ink: maybe(span('ink'), ink),
          font: maybe(span('font'), (x) => oneOf(x, FONTS)),
          size: maybe(span('size'), pixel),
        })
      }),
      ink: ink(all('ink')),
      font: maybe(all('font'), (x) => oneOf(x, FONTS)),
      anchor: oneOf(all('anchor'), ['start', 'middle', 'end']),
      bold: truth(all('bold')),
      halo: truth(all('halo')),
    }),
  group: (all, left) =>
    present({
      marks: marksOf(all('marks'), left),
      title: maybe(all('title'), word),
      isFine: truth(all('isFine')),
    }),
}

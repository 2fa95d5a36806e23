/** A box of the drawn graph, with its op's disc: label, data with a bar, gradient with an arrow. */
import type { GraphNode } from '../engine/index.js'
import { ops } from '../ops/table.js'
import { full, short, shortened, textWidth, trusted, visible } from './label.js'
import type { Ink } from './ink.js'
import { area, path, text, type Box, type Mark, type Paint, type Point, type Span } from './scene.js'
import type { Fold, Knot, View } from './view.js'

/** What all boxes of a picture share. */
export interface Drawing {
  readonly view: View
  readonly digits: number
  /** Cells stand beside each other (LR) rather than below each other (TB). */
  readonly isAcross: boolean
  /** The datum and the gradient whose bar and arrow are the longest. */
  readonly scales: { readonly data: number; readonly grad: number }
  /** Leaves without bar and arrow: something else beside them shows these. */
  readonly isBare?: boolean
  /** How many digits of each node's number rounding has left, by its id. */
  readonly trust: ReadonlyMap<number, number>
}
export interface Size {
  readonly width: number
  readonly height: number
  /** The disc and the stub before the box. */
  readonly lead: number
  /** What several edges from one operand need besides. */
  readonly room: number
  readonly label: number
  readonly cell: number
}

export const RADIUS = 14
const STUB = 10
/** How far two edges between the same two boxes stand apart. */
export const BOW = 40
const ROW = 24
const LABEL = 24

/** The sign in the disc of an op. */
export function symbolOf(op: string): string {
  return shortened(visible(ops.get(op)?.symbol ?? op), LABEL)
}
export const discWidth = (symbol: string): number =>
  [...symbol].length === 1 ? 2 * RADIUS : Math.max(38, textWidth(symbol, 13) + 18)

const isConstant = ({ node, fold }: Knot): boolean => fold === undefined && node?.kind === 'constant'
/** Wide enough for every number of so many digits, in a terminal too, so that no box changes its size with its number. */
const cellWidth = (digits: number): number =>
  Math.max(Math.ceil(textWidth(`−${'0'.repeat(digits)}.0`, 14)) + 14, 8 * (digits + 6))

export function sizeOf(knot: Knot, { digits, isAcross }: Drawing): Size {
  const { node, fold, strands } = knot
  const cell = cellWidth(digits)
  const words = labelOf(knot)
  // A terminal gives every character as much room as a wide one.
  const label =
    words === ''
      ? 0
      : Math.max(
          30,
          8 * [...words].length + 14,
          Math.ceil(textWidth(words, 16, 'serif')) + 14,
          fold && isAcross ? Math.ceil(textWidth(foldWords(fold), 11)) + 14 : 0,
        )
  const lead = node?.op && fold === undefined ? (isAcross ? discWidth(symbolOf(node.op)) : 2 * RADIUS) + STUB : 0
  const repeats = strands.length - new Set(strands.map(({ from }) => from)).size
  const room = repeats * BOW
  if (isConstant(knot))
    return isAcross
      ? { width: cell, height: 28, lead, room, label: 0, cell }
      : { width: cell, height: ROW, lead, room, label: 0, cell }
  const cells = node === undefined ? 0 : 2
  if (isAcross) return { width: Math.max(label + cells * cell, 40), height: 44, lead, room, label, cell }
  return { width: Math.max(cell, label), height: (cells + (label > 0 ? 1 : 0)) * ROW, lead, room, label, cell }
}

function labelOf({ node, fold }: Knot): string {
  if (!fold) return shortened(visible(node!.label), LABEL)
  return foldTitle(fold)
}

/** How a fold is called, and what it holds. */
export const foldTitle = ({ name, times }: Fold): string =>
  `› ${shortened(visible(name), LABEL)}${times > 1 ? ` ×${times}` : ''}`

export const foldWords = ({ nodes, outputs }: Fold): string =>
  `${nodes} nodes${outputs > 1 ? ` · ${outputs} outputs` : ''}`

/** The marks of a knot whose box has its upper left corner there. */
export function boxOf(knot: Knot, [x, y]: Point, size: Size, drawing: Drawing): Mark {
  const { node, fold } = knot
  const { width, height, label } = size
  const { isAcross, view } = drawing
  const isRoot = node?.id === view.root.id
  const failure = failureOf(knot, view)
  const marks: Mark[] = []
  if (fold)
    marks.push({
      type: 'group',
      isFine: true,
      marks: [6, 3].map((d) => ({
        type: 'box',
        x: x + d,
        y: y + d,
        width,
        height,
        radius: 2,
        fill: 'raised',
        stroke: 'line-2',
      })),
    })
  marks.push({
    type: 'box', x, y, width, height, radius: isConstant(knot) ? 6 : 2, fill: 'raised',
    ...outline(isRoot || knot.state?.isNow === true, failure), ...divided(knot, [x, y], size, isAcross),
  }) // prettier-ignore
  for (const cell of knot.state?.washed ?? []) marks.push(wash(cell, knot, [x, y], size, isAcross))
  if (node?.op && !fold) {
    const isNow = knot.strands.some(({ walk }) => walk === 'now')
    marks.push(...disc(node.op, [x, y], size, drawing, failure !== undefined ? 'bad' : isNow ? 'grad-mark' : 'ink-2'))
  }
  if (label > 0) {
    const at: Point = isAcross ? [x + label / 2, y + height / 2] : [x + width / 2, y + ROW / 2]
    if (fold && isAcross)
      marks.push(text(at[0], at[1] - 1, labelOf(knot), { size: 13, level: at[1] }), {
        type: 'group',
        marks: [text(at[0], at[1] + 13, foldWords(fold), { size: 11, ink: 'ink-3' })],
        isFine: true,
      })
    else
      marks.push(
        text(at[0], at[1] + 5, labelOf(knot), { font: fold ? 'sans' : 'serif', size: fold ? 13 : 16, level: at[1] }),
      )
  }
  if (node) marks.push(...cells(knot, [x, y], size, drawing, failure))
  if (isRoot && isAcross && failure !== 'born' && !isConstant(knot)) {
    const middle = x + label + size.cell / 2
    marks.push(text(middle, y - 8, 'data', { size: 12, ink: 'data' }))
    if (view.isWalked) marks.push(text(middle + size.cell, y - 8, 'gradient', { size: 12, ink: 'grad' }))
  }
  if (failure === 'born') {
    const { words, half } = bornWords(knot, view)
    // Its op stands before it, so from top to bottom there is only room below.
    const at: Point = [Math.max(x + width / 2, half), isAcross ? y - 8 : y + height + 16]
    marks.push(
      text(...at, words, {
        size: 12,
        ink: 'bad',
        bold: true,
        halo: true,
        ...(!isAcross && { level: y + height + 34 }),
      }),
    )
  }
  return { type: 'group', marks, title: titleOf(knot, drawing), key: knot.key }
}

type Failure = 'born' | 'passed'
/** Whether its number is NaN or ∞, and made so here or only passed on. */
export function failureOf({ node, strands, state }: Knot, { knots }: View): Failure | undefined {
  if (node === undefined || state?.hasData === false || Number.isFinite(node.data)) return undefined
  return strands.some(({ from }) => knots[from]!.node && !Number.isFinite(knots[from]!.node.data)) ? 'passed' : 'born'
}

/** What stands above a box whose number is none, and half of its width, in a terminal too. */
export function bornWords(knot: Knot, view: View): { readonly words: string; readonly half: number } {
  const words = `born here: ${callOf(knot, view)}`
  return { words, half: Math.max(8 * [...words].length, textWidth(words, 12) * 1.15) / 2 + 8 }
}

function callOf({ node, strands }: Knot, { knots }: View): string {
  if (!node?.op) return 'a leaf'
  const inputs = strands.slice(0, 3).map(({ from }) => short(knots[from]!.node?.data ?? NaN))
  return `${symbolOf(node.op)}(${inputs.join(', ')}${strands.length > 3 ? ', …' : ''})`
}

/** Where the cells of a box meet. */
function divided(knot: Knot, [x, y]: Point, { label, cell }: Size, isAcross: boolean): Pick<Box, 'walls' | 'shelves'> {
  if (knot.node === undefined || isConstant(knot)) return {}
  if (isAcross) return { walls: label > 0 ? [x + label, x + label + cell] : [x + cell] }
  return { shelves: label > 0 ? [y + ROW, y + 2 * ROW] : [y + ROW] }
}

function outline(isRoot: boolean, failure: Failure | undefined): Paint {
  if (failure === 'born') return { stroke: 'bad', weight: 2 }
  if (failure === 'passed') return { stroke: 'bad', dash: 'minus' }
  return isRoot ? { stroke: 'ink', weight: 2 } : { stroke: 'line-2' }
}

function disc(op: string, [x, y]: Point, { width, height, lead }: Size, { isAcross }: Drawing, ink: Ink): Mark[] {
  const symbol = symbolOf(op)
  const wide = discWidth(symbol)
  const at: Point = isAcross ? [x - lead + wide / 2, y + height / 2] : [x + width / 2, y - lead + RADIUS]
  const stub: Point[] = isAcross
    ? [[x - STUB, at[1]], [x, at[1]]]
    : [[at[0], y - STUB], [at[0], y]] // prettier-ignore
  return [
    path(stub, { stroke: ink === 'bad' ? 'bad' : 'line-2' }),
    { type: 'sign', x: at[0], y: at[1], width: wide, words: symbol, stroke: ink, ...(ink === 'grad-mark' && { weight: 2.5 }) }, // prettier-ignore
  ]
}

/** Not there yet: a dotted blank, never 0. */
const BLANK = '·····'

/** Where a cell of a box is. */
export function cellOf(
  cell: 'data' | 'grad',
  knot: Knot,
  [x, y]: Point,
  { width, height, label, cell: wide }: Size,
  isAcross: boolean,
): Cell {
  if (isConstant(knot)) return { x, y, width, height }
  if (isAcross) return { x: x + label + (cell === 'grad' ? wide : 0), y, width: wide, height }
  return { x, y: y + (label > 0 ? ROW : 0) + (cell === 'grad' ? ROW : 0), width, height: ROW }
}
/** A rectangle of the picture. */
export interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function wash(cell: 'data' | 'grad', knot: Knot, corner: Point, size: Size, isAcross: boolean): Mark {
  const { x, y, width, height } = cellOf(cell, knot, corner, size, isAcross)
  return { type: 'box', x: x + 1, y: y + 1, width: width - 2, height: height - 2, fill: `${cell}-wash` }
}

/** The number of a node, pale where rounding may have changed it. */
function dataSpans(node: GraphNode, { digits, trust }: Drawing): readonly Span[] {
  const words = short(node.data, digits)
  if (!Number.isFinite(node.data)) return [{ text: words }]
  const [firm, faint, power] = trusted(words, trust.get(node.id) ?? 16)
  if (faint === '') return [{ text: words }]
  const spans: readonly Span[] = [{ text: firm }, { text: faint, faint: true }, { text: power }]
  return spans.filter(({ text: piece }) => piece !== '')
}

/** The cells of data and gradient, with a bar and an arrow where there is room. */
function cells(knot: Knot, [x, y]: Point, size: Size, drawing: Drawing, failure: Failure | undefined): Mark[] {
  const node = knot.node!
  const { digits, isAcross, scales, view } = drawing
  const { width, height, label, cell } = size
  const { hasData, hasGrad } = knot.state ?? { hasData: true, hasGrad: view.isWalked && node.requiresGrad }
  const inkOf = (ink: Ink): Ink => (failure !== undefined ? 'bad' : hasData ? ink : 'ink-3')
  const written = hasData ? dataSpans(node, drawing) : BLANK
  if (isConstant(knot))
    return [
      text(x + width / 2, y + height / 2 + 5, written, {
        ink: inkOf('data'),
        size: 13,
        level: y + height / 2,
      }),
    ]
  const slope = hasGrad ? short(node.grad, digits) : BLANK
  const isBare = drawing.isBare === true && node.kind === 'leaf'
  const isBold = { ...(knot.state?.isNow && { bold: true as const }) }
  const [dataBold, gradBold] = (knot.state?.washed ?? []).includes('grad') ? [{}, isBold] : [isBold, {}]
  const gradInk = hasGrad ? (Number.isFinite(node.grad) ? 'grad' : 'bad') : 'ink-3'
  if (!isAcross) {
    const top = y + (label > 0 ? ROW : 0)
    return [
      text(x + width / 2, top + 17, written, { ink: inkOf('data'), level: top + ROW / 2, ...dataBold }),
      text(x + width / 2, top + ROW + 17, slope, { ink: gradInk, level: top + 1.5 * ROW, ...gradBold }),
    ]
  }
  const [data, grad, middle] = [x + label + cell / 2, x + label + 1.5 * cell, y + height / 2]
  const reach = cell / 2 - 8
  const marks: Mark[] = [
    text(data, middle + (hasData && !isBare ? 0 : 5), written, { ink: inkOf('data'), level: middle, ...dataBold }),
  ]
  const fine: Mark[] = []
  if (!isBare && hasData && Number.isFinite(node.data))
    fine.push(...bar(data, middle + 12, (node.data / scales.data) * reach, node.kind === 'leaf'))
  marks.push(text(grad, middle + (hasGrad && !isBare ? 0 : 5), slope, { ink: gradInk, level: middle, ...gradBold }))
  if (!isBare && hasGrad && Number.isFinite(node.grad))
    fine.push(...arrow(grad, middle + 12, (node.grad / scales.grad) * reach))
  return [...marks, { type: 'group', marks: fine, isFine: true }]
}

const tick = (x: number, y: number): Mark => path([[x, y - 3.5], [x, y + 3.5]], { stroke: 'ink-3' }) // prettier-ignore

/** Data: a bar from a tick at zero; that of a leaf ends in a thumb, which can be dragged where pictures live. */
function bar(x: number, y: number, length: number, isLeaf: boolean): Mark[] {
  const marks = [tick(x, y)]
  if (length !== 0) marks.push(path([[x, y], [x + length, y]], { stroke: 'data-mark', weight: 3 })) // prettier-ignore
  if (isLeaf) marks.push({ type: 'disc', x: x + length, y, r: 3.5, fill: 'data-mark' })
  return marks
}

/** Gradient: an arrow from a tick at zero, "go that way and the output rises"; a dot where it is zero. */
function arrow(x: number, y: number, length: number): Mark[] {
  if (length === 0) return [tick(x, y), { type: 'disc', x, y, r: 2, fill: 'grad-mark' }]
  const way = Math.sign(length)
  const tip = x + way * Math.max(7, Math.abs(length))
  return [
    tick(x, y),
    path([[x, y], [tip - way * 4, y]], { stroke: 'grad-mark', weight: 2 }), // prettier-ignore
    area([[tip, y], [tip - way * 6, y - 3.5], [tip - way * 6, y + 3.5]], { fill: 'grad-mark' }), // prettier-ignore
  ]
}

/** All that is known about it, with all digits. */
function titleOf({ node, fold, state }: Knot, { view, trust, digits }: Drawing): string {
  const name = fold
    ? `${fold.name}${fold.times > 1 ? ` ×${fold.times}` : ''}, ${fold.nodes} nodes`
    : node!.label || node!.op || node!.kind
  if (node === undefined) return `${name}, ${fold!.outputs} outputs: unfolded, each has its number and its derivatives`
  const { hasData, hasGrad } = state ?? { hasData: true, hasGrad: view.isWalked && node.requiresGrad }
  const left = trust.get(node.id) ?? 16
  const isPale = hasData && trusted(short(node.data, digits), left)[1] !== '' && Number.isFinite(node.data)
  const data = `data ${hasData ? full(node.data) : 'not there yet'}${isPale ? ` (rounding leaves ${left} ${left === 1 ? 'digit' : 'digits'})` : ''}`
  return `${name}: ${data}${hasGrad ? `, gradient ${full(node.grad)}` : ''}`
}

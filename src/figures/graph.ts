/** The drawn graph: boxes `label | data | gradient`, the op of each as a disc before it, and on every edge the derivative that acts there. */

import { describe } from '../arguments/index.js'
import { graphOf, isValue, type Graph } from '../engine/index.js'
import { readRecording } from '../explain/index.js'
import { precision } from '../transforms/index.js'
import { bornWords, boxOf, cellOf, failureOf, sizeOf, type Cell, type Drawing, type Size } from './box.js'
import { edgesOf } from './edge.js'
import { full, shortened, visible } from './label.js'
import { depths, type Operands } from './layers.js'
import { layout, type Layout } from './layout.js'
import type { Figure, Mark, Point, Table } from './scene.js'
import { viewOf, type Folding, type Knot, type Strand, type View } from './view.js'

/** How a graph is drawn. */
export interface GraphOptions extends Folding {
  /** Values run from left to right, or from top to bottom. */
  readonly rankdir?: 'LR' | 'TB'
  /** Significant digits in a box. */
  readonly digits?: number
}

/** Recordings that were read already. */
const known = new WeakSet<object>()

/** What is drawn as plain data: a Value with all that it was computed from, or a recording, which may come from anywhere and is read as such. */
export function recordingOf(who: string, root: number | Graph): Graph {
  if (isValue(root)) return graphOf(root)
  if (typeof root !== 'object' || root === null)
    throw new TypeError(
      `${who}: ${describe(root)} was given; a Value or a recording is allowed, as value(…), an op on one, or graphOf(…) gives.`,
    )
  if (known.has(root)) return root
  const read = readRecording(root)
  known.add(read)
  return read
}

/** Room for a line of words below a box. */
const SAID = 22
const MARGIN = 16
const SHEETS = 8

/**
 * The computation graph as a picture: what `render` prints. Scopes fold into one box each when there are more than 500 nodes, or when `fold` says so; `open` unfolds some.
 * Errors: neither a Value nor a recording that can be drawn; a direction that is neither LR nor TB.
 * @example
 * import { value } from 'seegrad'
 * import { graph } from 'seegrad/figures'
 * const a = value(3, 'a')
 * const b = a.add(a)
 * b.backward()
 * graph(b).table.rows[0] // ['a', '', 3, 2, '']
 * graph(b).table.rows[1] // ['', 'add', 6, 1, 'a, a']
 */
export function graph(root: number | Graph, options: GraphOptions = {}): Figure {
  return drawn(plan(root, options))
}

/** A graph laid out: what stays when its numbers change. */
export interface Plan {
  readonly view: View
  readonly rankdir: 'LR' | 'TB'
  readonly digits: number
  readonly width: number
  readonly height: number
  readonly scales: Drawing['scales']
  readonly boxes: readonly PlannedBox[]
  readonly laid: Layout
  /** Where the layout begins. */
  readonly origin: Point
  readonly isBare: boolean
  /** How many digits of each number rounding has left, by id, where those are few. */
  readonly trust: ReadonlyMap<number, number>
}
/** Where a box and its cells stand. */
export interface PlannedBox extends Cell {
  readonly knot: Knot
  readonly size: Size
  readonly data: Cell
  readonly grad: Cell
}
/** How a plan is made. */
export interface PlanOptions extends GraphOptions {
  /** Pixels to keep free above and below the box of each leaf. */
  readonly leafRoom?: number
  /** Pixels that the picture may spread over along its edges, if it needs fewer. */
  readonly fill?: number
  /** As little room as words and lines need. */
  readonly isDense?: boolean
}

/**
 * Lays a graph out, once: {@link drawn} puts numbers into it, as often as they change. Errors: as of {@link graph}.
 * @example
 * import { value } from 'seegrad'
 * import { plan } from 'seegrad/figures'
 * const a = value(2, 'a')
 * plan(a.mul(-3)).boxes.length // 3
 */
export function plan(root: number | Graph, options: PlanOptions = {}): Plan {
  const { rankdir = 'LR', digits = 4, leafRoom = 0, isDense = false, fill = 0 } = options
  if (rankdir !== 'LR' && rankdir !== 'TB')
    throw new RangeError(`graph: rankdir ${JSON.stringify(rankdir)} was given; 'LR' and 'TB' are allowed.`)
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 17))
    throw new RangeError(`graph: ${digits} digits were asked for; 1 to 17 are allowed.`)
  const recording = recordingOf('graph', root)
  const view = viewOf(recording, options)
  const { knots } = view
  const isLR = rankdir === 'LR'
  const trust = trustOf(recording)
  const scales = scalesOf(knots)
  const operands = knots.map(({ strands }) => strands.map(({ from }) => from))
  const drawing: Drawing = { view, digits, isAcross: isLR, scales, trust }
  const sizes = inLine(knots.map((knot) => sizeOf(knot, drawing)), operands) // prettier-ignore
  const roomOf = (k: number): number =>
    sizes[k]!.room + (knots[k]!.node?.kind === 'leaf' && !knots[k]!.fold ? 2 * leafRoom : 0)
  // From top to bottom what is said of a NaN stands between its box and the edge that leaves it.
  const saidBelow = (k: number): number => (!isLR && failureOf(knots[k]!, view) === 'born' ? SAID : 0)
  const pieces = sizes.map(({ width, height, lead }, k) =>
    isLR
      ? { along: width, across: height + roomOf(k), lead }
      : { along: height + saidBelow(k), across: width + roomOf(k), lead },
  )
  const room = isLR
    ? { gap: isDense ? 64 : 92, spread: isDense ? 12 : 20 }
    : { gap: isDense ? 40 : 80, spread: isDense ? 7 : 18 }
  const tight = layout(pieces, operands, room)
  const margin = isDense || fill > 0 ? 2 : MARGIN
  const spare = fill - 2 * margin - tight.size.along
  const wider = Math.min(170, Math.max(64, room.gap + spare / Math.max(1, tight.layers - 1)))
  // As wide as the page, but no wider or narrower than edges are read.
  const laid = fill > 0 && Math.abs(wider - room.gap) > 1 ? layout(pieces, operands, { ...room, gap: wider }) : tight
  // A word or two stand above the root, and above what is born NaN, from left to right.
  const isTopped =
    isLR &&
    knots.some(
      (knot, k) =>
        (knot.node?.id === view.root.id || failureOf(knot, view) === 'born') &&
        laid.across[k]! - sizes[k]!.height / 2 < 20,
    )
  const origin: Point = [margin, margin + (isTopped ? 20 : 0)]
  let [right, bottom] = [0, 0]
  const boxes = knots.map((knot, k): PlannedBox => {
    const size = sizes[k]!
    const { width, height } = size
    const [along, across] = [laid.along[k]!, laid.across[k]!]
    const corner: Point = isLR
      ? [origin[0] + along, origin[1] + across - height / 2]
      : [origin[0] + across - width / 2, origin[1] + along]
    if (failureOf(knot, view) === 'born') {
      const { half } = bornWords(knot, view)
      right = Math.max(right, Math.max(corner[0] + width / 2, half) + half)
    }
    // The sheets under a fold look out below it.
    if (knot.fold) [right, bottom] = [Math.max(right, corner[0] + width + SHEETS), Math.max(bottom, corner[1] + height + SHEETS)] // prettier-ignore
    const [data, grad] = [cellOf('data', knot, corner, size, isLR), cellOf('grad', knot, corner, size, isLR)]
    return { knot, size, x: corner[0], y: corner[1], width, height, data, grad }
  })
  const { along, across } = laid.size
  const [width, height] = isLR ? [along, across] : [across, along]
  return {
    view, rankdir, digits, scales, boxes, laid, origin, trust, isBare: leafRoom > 0,
    width: Math.max(origin[0] + width + margin, right, isDense ? 0 : 160),
    height: Math.max(origin[1] + height + margin + (isLR ? 0 : 8), bottom),
  } // prettier-ignore
}

/** What is to be seen of a plan at one moment, by place in the recording. */
export interface Showing {
  /** The numbers; null where there is none yet. */
  data(place: number): number | null
  grad(place: number): number | null
  /** ∂node/∂operand by input; undefined where it is not known now. */
  slope(place: number, input: number): number | null | undefined
  /** What a fold multiplies by what comes from a knot, as {@link factorsOf} says; without it none is shown. */
  factor?(fold: Knot, from: number): number | null | undefined
  /** How far the way back along an edge is; `operand` where a fold hides which edge it is. */
  walk(place: number, input: number): Strand['walk']
  /** As of the plan, where its numbers are no longer shown. */
  readonly trust?: ReadonlyMap<number, number>
  /** What the step that is shown is about. */
  readonly step?: {
    readonly place: number
    readonly washed: readonly { readonly place: number; readonly cell: 'data' | 'grad' }[]
  }
}

/**
 * The picture of a plan: with the numbers of its recording, or those that are shown at one moment of a walk.
 * @example
 * import { value } from 'seegrad'
 * import { drawn, plan } from 'seegrad/figures'
 * const a = value(2, 'a')
 * const before = { data: (place: number) => (place === 0 ? 2 : null), grad: () => null, slope: () => null, walk: () => 'ahead' as const }
 * drawn(plan(a.square()), before).table.rows[0] // ['a', '', 2, null, '']
 */
export function drawn(plan: Plan, showing?: Showing): Figure {
  const { rankdir, digits, scales, boxes, laid, origin, isBare, width, height } = plan
  const trust = showing?.trust ?? plan.trust
  const isLR = rankdir === 'LR'
  const now = showing?.step && plan.view.knotOf[showing.step.place]
  const knots = showing ? boxes.map(({ knot }, k) => shownOf(knot, showing, k === now)) : plan.view.knots
  const isWalked = showing ? showing.grad(boxes.at(-1)!.knot.place ?? 0) !== null : plan.view.isWalked
  const view: View = showing ? { ...plan.view, knots, isWalked } : plan.view
  const drawing: Drawing = { view, digits, isAcross: isLR, scales, trust, isBare }
  const place = ([along, across]: Point): Point =>
    isLR ? [origin[0] + along, origin[1] + across] : [origin[0] + across, origin[1] + along]
  const marks: Mark[] = edgesOf(knots, laid, place, drawing)
  boxes.forEach(({ x, y, size }, k) => marks.push(boxOf(knots[k]!, [x, y], size, drawing)))
  return {
    type: 'figure',
    width,
    height,
    ...said(knots, view.root.id, view.isWalked),
    marks,
    grain: isLR ? [8, 20] : [8, 24],
  }
}

/** A knot with the numbers of a moment, and how far the walk has come at it. */
function shownOf(knot: Knot, showing: Showing, isNow: boolean): Knot {
  const { node, place, fold } = knot
  if (node === undefined || place === undefined)
    return isNow ? { ...knot, state: { hasData: true, hasGrad: true, isNow } } : knot
  const [data, grad] = [showing.data(place), showing.grad(place)]
  const { step } = showing
  const washed = step?.washed.filter((one) => one.place === place).map(({ cell }) => cell) ?? []
  return {
    ...knot,
    node: { ...node, data: data ?? NaN, grad: grad ?? 0 },
    state: {
      hasData: data !== null,
      hasGrad: grad !== null,
      washed,
      ...(isNow && { isNow }),
    },
    strands: knot.strands.map(({ from, slope }, k): Strand => {
      // What the plan says was computed of its numbers, which may have moved since.
      const now = slope === null || slope === undefined ? slope : fold ? showing.factor?.(knot, from) : showing.slope(place, k) // prettier-ignore
      return {
        from,
        ...(now !== undefined && { slope: now }),
        walk: !fold ? showing.walk(place, k) : grad === null ? 'ahead' : 'walked',
      }
    }),
  }
}

/** The cells of boxes above each other stand in line, where their labels are nearly of one width. */
function inLine(sizes: readonly Size[], operands: Operands): readonly Size[] {
  const layer = depths(operands)
  const widest: number[] = []
  sizes.forEach(({ label }, k) => {
    const wide = widest[layer[k]!] ?? 0
    if (label > wide) widest[layer[k]!] = label
  })
  return sizes.map((size, k) => {
    const more = (widest[layer[k]!] ?? 0) - size.label
    return size.label > 0 && more > 0 && more <= NEARLY && size.width >= size.label + 2 * size.cell
      ? { ...size, label: size.label + more, width: size.width + more }
      : size
  })
}
const NEARLY = 24

/** The largest of the finite data and gradients: bars share one scale, arrows another. */
function scalesOf(knots: readonly Knot[]): Drawing['scales'] {
  let [data, grad] = [0, 0]
  for (const { node } of knots)
    if (node) {
      if (Number.isFinite(node.data)) data = Math.max(data, Math.abs(node.data))
      if (Number.isFinite(node.grad)) grad = Math.max(grad, Math.abs(node.grad))
    }
  return { data: data || 1, grad: grad || 1 }
}

/**
 * How many significant digits of each number rounding has left, by id, where there are fewer than are ever drawn.
 * @example
 * import { graphOf, value } from 'seegrad'
 * import { trustOf } from 'seegrad/figures'
 * const y = value(1e-9).add(1).sub(1)
 * trustOf(graphOf(y)).get(y.id) // 6
 */
export function trustOf(recording: Graph): ReadonlyMap<number, number> {
  const trust = new Map<number, number>()
  for (const { id, data, bound } of precision(recording).nodes) {
    let digits = 0
    while (digits < 17 && !(bound * 10 ** (digits + 1) > Math.abs(data))) digits++
    if (digits < 17) trust.set(id, digits)
  }
  return trust
}

/** How a knot is called: by its label, its fold's name, or its op. */
function nameOf({ node, fold }: Knot): string {
  return fold?.name ?? (node?.label || node?.op || full(node?.data ?? NaN))
}

function said(
  knots: readonly Knot[],
  rootId: number,
  isWalked: boolean,
): Pick<Figure, 'title' | 'description' | 'table'> {
  const table: Table = {
    columns: ['label', 'op', 'data', 'gradient', 'operands'],
    rows: knots.map(({ node, fold, strands }) => [
      fold ? fold.name : (node?.label ?? ''),
      fold ? `fold of ${fold.nodes}` : (node?.op ?? ''),
      node?.data ?? null,
      isWalked && node?.requiresGrad ? node.grad : null,
      strands.map(({ from }) => nameOf(knots[from]!)).join(', '),
    ]),
  }
  const root = knots.findLast(({ node }) => node?.id === rootId) ?? knots.at(-1)!
  const name = shortened(visible(nameOf(root)), 40)
  const numbers = ({ node }: Knot): string =>
    node === undefined ? '' : ` ${full(node.data)}${isWalked ? ` with gradient ${full(node.grad)}` : ''}`
  const shown = knots.length <= 40 ? knots.map((knot) => `${shortened(visible(nameOf(knot)), 40)}${numbers(knot)}`) : []
  const what = `The computation graph of ${name}, ${knots.length === 1 ? 'one box' : `${knots.length} boxes`}`
  const several = knots.flatMap(({ node, fold }) => (fold && !node ? [shortened(visible(fold.name), 40)] : []))
  const why =
    several.length > 0
      ? ` Of several outputs no single number is shown, and no single derivative stands on the edges: ${[...new Set(several)].join(', ')}.`
      : ''
  return {
    title: what,
    description: (shown.length > 0 ? `${what}: ${shown.join('; ')}.` : `${what}; ${name} is${numbers(root)}.`) + why,
    table,
  }
}

/** The drawn graph: boxes `label | data | gradient`, the op of each as a disc before it, and on every edge the derivative that acts there. */

import { describe } from '../arguments/index.js'
import { graphOf, isValue, type Graph } from '../engine/index.js'
import { readRecording } from '../explain/index.js'
import { precision } from '../transforms/index.js'
import { bornWords, boxOf, failureOf, sizeOf, type Drawing, type Size } from './box.js'
import { edgesOf } from './edge.js'
import { full, shortened, visible } from './label.js'
import { depths, type Operands } from './layers.js'
import { layout } from './layout.js'
import type { Figure, Mark, Point, Table } from './scene.js'
import { viewOf, type Folding, type Knot } from './view.js'

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

const MARGIN = 16

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
  const { rankdir = 'LR', digits = 4 } = options
  if (rankdir !== 'LR' && rankdir !== 'TB')
    throw new RangeError(`graph: rankdir ${JSON.stringify(rankdir)} was given; 'LR' and 'TB' are allowed.`)
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 17))
    throw new RangeError(`graph: ${digits} digits were asked for; 1 to 17 are allowed.`)
  const recording = recordingOf('graph', root)
  const view = viewOf(recording, options)
  const { knots } = view
  const isLR = rankdir === 'LR'
  const drawing: Drawing = { view, digits, isAcross: isLR, scales: scalesOf(knots), trust: trustOf(recording) }
  const operands = knots.map(({ strands }) => strands.map(({ from }) => from))
  const sizes = inLine(knots.map((knot) => sizeOf(knot, drawing)), operands) // prettier-ignore
  const pieces = sizes.map(({ width, height, lead, room }) =>
    isLR ? { along: width, across: height + room, lead } : { along: height, across: width + room, lead },
  )
  const laid = layout(pieces, operands, isLR ? { gap: 92, spread: 20 } : { gap: 80, spread: 18 })
  // A word or two stand above the root, and above what is born NaN, from left to right.
  const isTopped =
    isLR &&
    knots.some(
      (knot, k) =>
        (knot.node?.id === view.root.id || failureOf(knot, view) === 'born') &&
        laid.across[k]! - sizes[k]!.height / 2 < 20,
    )
  const origin: Point = [MARGIN, MARGIN + (isTopped ? 20 : 0)]
  const place = ([along, across]: Point): Point =>
    isLR ? [origin[0] + along, origin[1] + across] : [origin[0] + across, origin[1] + along]

  let right = 0
  const marks: Mark[] = edgesOf(knots, laid, place, drawing)
  knots.forEach((knot, k) => {
    const [x, y] = place([laid.along[k]!, laid.across[k]!])
    const { width, height } = sizes[k]!
    const corner: Point = isLR ? [x, y - height / 2] : [x - width / 2, y]
    if (failureOf(knot, view) === 'born') {
      const { half } = bornWords(knot, view)
      right = Math.max(right, Math.max(corner[0] + width / 2, half) + half)
    }
    marks.push(boxOf(knot, corner, sizes[k]!, drawing))
  })
  const size = place([laid.size.along, laid.size.across])
  return {
    type: 'figure',
    width: Math.max(size[0] + MARGIN, right, 160),
    height: size[1] + MARGIN + (isLR ? 0 : 8),
    ...said(knots, view.root.id, view.isWalked),
    marks,
    grain: isLR ? [8, 20] : [8, 24],
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

/** How many significant digits of each number rounding has left, by id, where there are fewer than are ever drawn. */
function trustOf(recording: Graph): ReadonlyMap<number, number> {
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

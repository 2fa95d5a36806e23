/** The edges of the drawn graph: one for each operand, `a + a` has two, each with the derivative that acts there. */
import { BOW, failureOf, type Drawing } from './box.js'
import { short, textWidth } from './label.js'
import type { Layout } from './layout.js'
import { text, type Mark, type Point, type Span, type Text } from './scene.js'
import type { Knot, Strand } from './view.js'

/** What stands on an edge, and where it may. */
interface Factor {
  readonly slope: number
  readonly walk: Walk | undefined
  readonly key: string
  readonly spots: readonly Spot[]
}
/** A place for words: their baseline, and which side of it they are on. */
interface Spot {
  readonly at: Point
  readonly anchor: Text['anchor']
  /** The middle of the line of characters that they belong to. */
  readonly level?: number
}

/** The marks of all edges, first the lines, then what stands on them. */
export function edgesOf(
  knots: readonly Knot[],
  laid: Layout,
  place: (point: Point) => Point,
  drawing: Drawing,
): Mark[] {
  const right = place([laid.size.along, laid.size.across])[0]
  const marks: Mark[] = []
  const factors: Factor[] = []
  const uses = new Int32Array(knots.length)
  const carries = new Uint8Array(knots.length)
  const walks: (Walk[] | undefined)[] = []
  for (const { strands } of knots)
    for (const { from, slope, walk } of strands) {
      uses[from]!++
      if (walk !== undefined) (walks[from] ??= []).push(walk)
      if (slope !== null) carries[from] = 1
    }
  knots.forEach((knot, k) => {
    const trunk = laid.trunk(k).map(place)
    if (trunk.length > 0)
      marks.push(line(trunk, carries[k] ? undefined : null, trunkWalk(walks[k]), knot, `${knot.key}-`, drawing))
  })
  knots.forEach((knot, to) => {
    const { strands } = knot
    const branches = strands.map(({ from }) => laid.branch(from, to))
    const startOf = (branch: readonly Point[]): number => branch.at(-2)![1]
    const mean = branches.reduce((sum, branch) => sum + startOf(branch), 0) / branches.length
    for (let input = 0; input < strands.length; input++) {
      const { from, slope, walk } = strands[input]!
      const key = `${knots[from]!.key}-${knot.key}.${input}`
      const [times, nth] = repeats(strands, input)
      const bow = (nth - (times - 1) / 2) * BOW
      const points = branches[input]!
      const [start, end] = [points.at(-2)!, points.at(-1)!]
      const middle: Point = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + bow]
      if (bow !== 0) points.splice(-1, 0, middle)
      marks.push(line(points.map(place), slope, walk, knots[from]!, key, drawing))
      if (typeof slope !== 'number') continue
      // On the outer side, away from the other edges of this op.
      const side = bow === 0 ? Math.sign(startOf(points) - mean) : Math.sign(bow)
      const spots = spotsOf(start, end, middle, bow, side, uses[from]! > times, place, drawing)
      factors.push({ slope, walk, key, spots })
    }
  })
  // First those that have no choice.
  const free = new FreePlaces(right)
  for (const each of factors.toSorted((a, b) => a.spots.length - b.spots.length))
    marks.push(factor(each, free, drawing))
  return marks
}

type Walk = NonNullable<Strand['walk']>
/** The common piece of several edges is walked when one of them is. */
function trunkWalk(walks: readonly Walk[] | undefined): Walk | undefined {
  return (walks && (['now', 'walked', 'rest'] as const).find((walk) => walks.includes(walk))) ?? walks?.[0]
}

/** How often an operand stands among the strands, and how often before this one. */
function repeats(strands: Knot['strands'], input: number): readonly [times: number, nth: number] {
  let [times, nth] = [0, 0]
  const { from } = strands[input]!
  for (let k = 0; k < strands.length && k < MOST_BOWS; k++)
    if (strands[k]!.from === from) {
      times++
      if (k < input) nth++
    }
  return [Math.max(times, 1), nth]
}
/** Of a reduction of thousands no edge needs to be told from another. */
const MOST_BOWS = 64

/** Where a factor may stand, the best first: outside a short edge, where it is still level with its operand, or on the line. */
function spotsOf(
  start: Point,
  end: Point,
  middle: Point,
  bow: number,
  side: number,
  isShared: boolean,
  place: (point: Point) => Point,
  { isAcross }: Drawing,
): readonly Spot[] {
  const rise = Math.abs(start[1] - end[1])
  const [x, y] = place(middle)
  const anchor = side > 0 ? 'start' : 'end'
  if (bow === 0 && rise >= 8) {
    const ways = (isShared ? FAR : NEAR).map((way): Spot => {
      const [px, py] = place(onBump(start, end, way))
      return { at: [px, py + 4.5], anchor: 'middle' }
    })
    if (isShared || rise < 20 || rise > (isAcross ? 60 : 120)) return ways
    const [level, top] = place(start)
    if (isAcross) return [{ at: [x + 12, top + (side > 0 ? 6 : 3)], anchor: 'start' }, ...ways]
    return [{ at: [level + 8 * side, top + (y - top) * 0.6 + 4.5], anchor, level: top + 36 }, ...ways]
  }
  if (isAcross) return [{ at: [x, y + (side > 0 ? 17 : -8)], anchor: 'middle' }]
  return [side === 0 ? { at: [x, y + 4.5], anchor: 'middle' } : { at: [x + 8 * side, y + 4.5], anchor }]
}

/** How far along an edge words may stand: in its middle first, or near its op, where the edges of an operand have parted. */
const NEAR = [0.5, 0.32, 0.68, 0.22, 0.78] as const
const FAR = [0.72, 0.5, 0.84, 0.34] as const
/** A point of the curve between two, at which it is level at both ends. */
function onBump([x0, y0]: Point, [x1, y1]: Point, t: number): Point {
  const across = t * t * (3 - 2 * t)
  const along = 1.5 * t * (1 - t) + t ** 3
  return [x0 + (x1 - x0) * along, y0 + (y1 - y0) * across]
}

const EDGE = 4
/** Which places are taken by words, kept by squares of the plane so that asking costs the same in any picture. */
class FreePlaces {
  private readonly taken = new Map<number, number[]>()

  /** `right`: where boxes end; words keep within the margin around. */
  constructor(private readonly right: number) {}

  /** Takes the place of so wide words, unless others are there. */
  take({ at: [x, y], anchor }: Spot, width: number): boolean {
    const middle = anchor === 'start' ? x + width / 2 : anchor === 'end' ? x - width / 2 : x
    if (middle - width / 2 < EDGE || middle + width / 2 > this.right + EDGE) return false
    const [column, row] = [Math.floor(middle / 120), Math.floor(y / 20)]
    for (let c = column - 1; c <= column + 1; c++)
      for (let r = row - 1; r <= row + 1; r++) {
        const there = this.taken.get(c * 1e7 + r) ?? []
        for (let k = 0; k < there.length; k += 3)
          if (Math.abs(there[k]! - middle) < (width + there[k + 2]!) / 2 && Math.abs(there[k + 1]! - y) < 15)
            return false
      }
    const key = column * 1e7 + row
    const here = this.taken.get(key)
    if (here) here.push(middle, y, width)
    else this.taken.set(key, [middle, y, width])
    return true
  }
}

function line(
  points: readonly Point[],
  slope: number | null | undefined,
  walk: Walk | undefined,
  source: Knot,
  key: string,
  { view, isAcross }: Drawing,
): Mark {
  const along = isAcross ? 'x' : 'y'
  if (failureOf(source, view) !== undefined)
    return { type: 'link', points, along, key, stroke: 'bad', weight: 1.25, dash: 'minus' }
  if (slope === null) return { type: 'link', points, along, key, stroke: 'line-2', weight: 1.25, dash: 'none' }
  if (walk === 'now') return { type: 'link', points, along, key, stroke: 'grad-mark', weight: 2.75 }
  const isWalked = walk === undefined ? view.isWalked : walk === 'walked'
  return { type: 'link', points, along, key, stroke: isWalked ? 'grad-mark' : 'line-2', weight: 1.25 }
}

/** `× −3` where the edge acts; after a backward pass with the way that it went. */
function factor({ slope, walk, key, spots }: Factor, free: FreePlaces, { digits, view, isAcross }: Drawing): Text {
  const number = `×${short(slope, digits)}`
  const arrow = isAcross ? '◀ ' : '▲ '
  // In a terminal all characters are wide.
  // Nor does it move when the arrow comes.
  const hasArrow = view.isWalked || walk !== undefined
  const width = Math.max(textWidth(number, 13) + (hasArrow ? textWidth(arrow, 9) : 0), 8 * number.length + (hasArrow ? 16 : 0)) // prettier-ignore
  const { at, anchor, level } = spots.find((spot) => free.take(spot, width)) ?? spots.at(-1)!
  const said: Span = Number.isFinite(slope) ? { text: number } : { text: number, ink: 'bad' }
  const isWay = walk === undefined ? view.isWalked : walk !== 'ahead'
  const spans = isWay ? [{ text: arrow, ink: 'grad-mark' as const, size: 9 }, said] : [said]
  const bold = { ...(walk === 'now' && { bold: true as const }) }
  return text(...at, spans, { size: 13, halo: true, anchor, key, ...bold, ...(level !== undefined && { level }) })
}

/** The edges of the drawn graph: one for each operand, `a + a` has two, each with the derivative that acts there. */
import { BOW, failureOf, type Drawing } from './box.js'
import { short, textWidth } from './label.js'
import type { Layout } from './layout.js'
import { text, type Mark, type Point, type Span, type Text } from './scene.js'
import type { Knot, Strand } from './view.js'

/** The marks of all edges, first the lines, then what stands on them. */
export function edgesOf(
  knots: readonly Knot[],
  laid: Layout,
  place: (point: Point) => Point,
  drawing: Drawing,
): Mark[] {
  const lines: Mark[] = []
  const words: (readonly Text[])[] = []
  const carries = new Set<number>()
  const users: (Walk[] | undefined)[] = []
  for (const { strands } of knots)
    for (const { from, slope, walk } of strands) {
      if (slope !== null) carries.add(from)
      if (walk !== undefined) (users[from] ??= []).push(walk)
    }
  knots.forEach((knot, k) => {
    const trunk = laid.trunk(k).map(place)
    if (trunk.length > 0)
      lines.push(line(trunk, carries.has(k) ? undefined : null, trunkWalk(users[k]), knot, `${knot.key}-`, drawing))
  })
  knots.forEach((knot, to) => {
    const times = new Map<number, number>()
    for (const { from } of knot.strands) times.set(from, (times.get(from) ?? 0) + 1)
    const seen = new Map<number, number>()
    for (const [input, { from, slope, walk }] of knot.strands.entries()) {
      const key = `${knots[from]!.key}-${knot.key}.${input}`
      const nth = seen.get(from) ?? 0
      seen.set(from, nth + 1)
      const bow = (nth - (times.get(from)! - 1) / 2) * BOW
      const points = laid.branch(from, to)
      const [start, end] = points.slice(-2) as [Point, Point]
      const middle: Point = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + bow]
      if (bow !== 0) points.splice(-1, 0, middle)
      lines.push(line(points.map(place), slope, walk, knots[from]!, key, drawing))
      if (typeof slope !== 'number') continue
      const isFlat = Math.abs(start[1] - end[1]) < 8
      // Along the edge, from its middle outwards, until no other factor is there.
      const choices = bow === 0 && !isFlat ? WAYS.map((way) => onBump(start, end, way)) : [middle]
      const tried = choices.map((point) => ({
        ...factor(slope, walk, place(point), isFlat, Math.sign(bow), drawing),
        key,
      }))
      words.push(tried)
    }
  })
  // First those that have no choice.
  const free = new FreePlaces()
  const few = words.toSorted((a, b) => a.length - b.length)
  return [...lines, ...few.map((tried) => tried.find((mark) => free.take(mark)) ?? tried[0]!)]
}

type Walk = NonNullable<Strand['walk']>
/** The common piece of several edges is walked when one of them is. */
function trunkWalk(walks: readonly Walk[] | undefined): Walk | undefined {
  return (walks && (['now', 'walked', 'rest'] as const).find((walk) => walks.includes(walk))) ?? walks?.[0]
}

const WAYS = [0.5, 0.32, 0.68, 0.22, 0.78] as const
/** A point of the curve between two, at which it is level at both ends. */
function onBump([x0, y0]: Point, [x1, y1]: Point, t: number): Point {
  const across = t * t * (3 - 2 * t)
  const along = 1.5 * t * (1 - t) + t ** 3
  return [x0 + (x1 - x0) * along, y0 + (y1 - y0) * across]
}

/** Which places are taken by words, kept by squares of the plane so that asking costs the same in any picture. */
class FreePlaces {
  private readonly taken = new Map<string, (readonly [x: number, y: number, half: number])[]>()

  /** Takes the place of a text, unless another is there. */
  take({ x, y, spans, size }: Text): boolean {
    const half = textWidth(spans.map(({ text: words }) => words).join(''), size) / 2
    const [column, row] = [Math.floor(x / 120), Math.floor(y / 20)]
    for (let c = column - 1; c <= column + 1; c++)
      for (let r = row - 1; r <= row + 1; r++)
        for (const [otherX, otherY, otherHalf] of this.taken.get(`${c},${r}`) ?? [])
          if (Math.abs(otherX - x) < half + otherHalf && Math.abs(otherY - y) < 15) return false
    const key = `${column},${row}`
    this.taken.set(key, [...(this.taken.get(key) ?? []), [x, y, half]])
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
function factor(
  slope: number,
  walk: Walk | undefined,
  [x, y]: Point,
  isFlat: boolean,
  side: number,
  { digits, view, isAcross }: Drawing,
): Text {
  const number = `×${short(slope, digits)}`
  const said: Span = Number.isFinite(slope) ? { text: number } : { text: number, ink: 'bad' }
  const isWay = walk === undefined ? view.isWalked : walk !== 'ahead'
  const spans: readonly Span[] = isWay ? [{ text: isAcross ? '◀ ' : '▲ ', ink: 'grad-mark', size: 9 }, said] : [said]
  const style = { size: 13, halo: true as const, ...(walk === 'now' && { bold: true as const }) }
  // On a level edge it stands above the line, on one of several on its outer side.
  if (isAcross && isFlat) return text(x, y + (side > 0 ? 17 : -8), spans, style)
  if (!isAcross && side !== 0)
    return text(x + 6 * side, y + 4.5, spans, { ...style, anchor: side > 0 ? 'start' : 'end' })
  return text(x, y + 4.5, spans, style)
}

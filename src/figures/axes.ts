/** The frame of a plot: scales from data to pixels, ticks with their numbers, hairlines, and a curve cut to what can be seen. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { raised, short, textWidth } from './label.js'
import { path, text, type Figure, type Mark, type Paint, type Point, type Table } from './scene.js'

/** What every plot may be told. */
export interface PlotOptions {
  readonly width?: number
  readonly height?: number
  readonly title?: string
}
/** One axis: what it spans, what it is called, and whether its numbers are powers. */
export interface Axis {
  readonly domain: readonly [from: number, to: number]
  readonly name?: string
  readonly isLog?: boolean
  /** It counts: no numbers stand between whole ones. */
  readonly isWhole?: true
  /** How wide its numbers are at least, so that plots below each other are in line. */
  readonly room?: number
}
/** A plot's rectangle, with the marks of its axes. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly marks: readonly Mark[]
  x(value: number): number
  y(value: number): number
  /** The numbers at the ends of the axes. */
  readonly domain: { readonly x: readonly [number, number]; readonly y: readonly [number, number] }
}

const TOP = 24
const BOTTOM = 36
const SMALL = { size: 12, ink: 'ink-3' } as const

/** `margin`: at the right, where names of curves may stand. Errors: an axis of no width, or one of powers that is not above 0. */
export function frame(
  who: string,
  x: Axis,
  y: Axis,
  { width = 560, height = 384 }: PlotOptions,
  margin: number = 24,
): Frame {
  for (const size of [width, height])
    if (!(size >= 120 && size <= 10_000))
      throw new RangeError(`${who}: a width or height of ${size} was given; 120 to 10,000 pixels are allowed.`)
  assertSpan(who, x.domain)
  const [scaleX, scaleY] = [scale(x), scale(y)]
  const ticksY = ticksOf(scaleY, y, height / 64)
  const left = 16 + Math.max(...ticksY.map(({ words }) => textWidth(words, 12)), y.room ?? 12)
  const [right, top, bottom] = [width - margin, TOP, height - BOTTOM]
  scaleX.range([left, right])
  scaleY.range([bottom, top])
  const marks: Mark[] = []
  for (const { value, words } of ticksY) {
    const at = scaleY(value)
    // The line of zero is one to read from; the others only group.
    marks.push(path([[left, at], [right, at]], { stroke: value === 0 && !y.isLog ? 'line-2' : 'line' })) // prettier-ignore
    marks.push(text(left - 8, at + 4, words, { ...SMALL, anchor: 'end' }))
  }
  marks.push(path([[left, bottom], [right, bottom]], { stroke: 'line-2' })) // prettier-ignore
  for (const { value, words } of ticksOf(scaleX, x, width / 90)) {
    const at = scaleX(value)
    marks.push({ type: 'group', isFine: true, marks: [path([[at, bottom], [at, bottom + 4]], { stroke: 'line-2' })] }) // prettier-ignore
    const room = x.name === undefined ? -Infinity : Math.max(18, textWidth(x.name, 15) + textWidth(words, 12) / 2 + 4)
    if (at < right - room) marks.push(text(at, bottom + 18, words, SMALL))
  }
  if (x.name !== undefined) marks.push(text(right, bottom + 19, x.name, { font: 'serif', size: 15, anchor: 'end' }))
  if (y.name !== undefined) marks.push(text(left, top - 10, y.name, { font: 'serif', size: 15, anchor: 'start' }))
  const domain = { x: span(scaleX.domain()), y: span(scaleY.domain()) }
  return { left, right, top, bottom, marks, x: (value) => scaleX(value), y: (value) => scaleY(value), domain }
}

type Scale = ReturnType<typeof scaleLinear<number, number>>
const span = (domain: readonly number[]): [number, number] => [domain[0]!, domain.at(-1)!]

function scale({ domain, isLog }: Axis): Scale {
  return (isLog ? scaleLog().domain(domain) : scaleLinear().domain(domain)) as Scale
}

/** Errors: what is no span of numbers to look at. */
export function assertSpan(who: string, [from, to]: readonly [number, number]): void {
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to))
    throw new RangeError(
      `${who}: from ${from} to ${to} was given; two finite numbers are allowed, the first below the second.`,
    )
}

interface Tick {
  readonly value: number
  readonly words: string
}
function ticksOf(scaled: Scale, { isLog, isWhole, domain }: Axis, most: number): readonly Tick[] {
  if (!isLog) {
    const ticks = scaled.ticks(Math.max(2, Math.round(most))).filter((value) => !isWhole || Number.isInteger(value))
    const places = ticks.length > 1 ? Math.max(0, -Math.floor(Math.log10((ticks[1]! - ticks[0]!) * 1.0001))) : 0
    return ticks.map((value) => ({
      value,
      words:
        places > 12 || Math.abs(value) >= 1e5
          ? short(value)
          : short(Number(value.toFixed(places)), Math.max(places, 1)),
    }))
  }
  const [low, high] = [Math.ceil(Math.log10(domain[0]) - 1e-9), Math.floor(Math.log10(domain[1]) + 1e-9)]
  const step = Math.max(1, Math.ceil((high - low) / Math.max(2, most)))
  const ticks: Tick[] = []
  for (let power = low; power <= high; power += step)
    ticks.push({ value: Number(`1e${power}`), words: Math.abs(power) <= 3 ? short(10 ** power) : `10${raised(power)}` })
  return ticks
}

/** Room above and below the values: a twelfth of their span; around a single value, one on either side. */
export function padded(values: readonly number[], share: number = 1 / 12): [number, number] {
  const [low, high] = extent(values)
  if (low === high) return [low - Math.max(1, Math.abs(low)), high + Math.max(1, Math.abs(high))]
  const pad = (high - low) * share
  return [low - pad, high + pad]
}
/** The least and the largest of the finite values; 0 and 1 where there are none. */
export function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values)
    if (Number.isFinite(value)) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return low <= high ? [low, high] : [0, 1]
}

/** The curve through data points within the frame: cut at its edges, and with a gap where a point is no number or the curve leaps across. */
export function curve(points: readonly Point[], frame: Frame, paint: Paint): Mark {
  const lines: Point[][] = []
  let line: Point[] = []
  const end = (): void => {
    if (line.length > 1) lines.push(line)
    line = []
  }
  const isIn = (y: number): boolean => y >= frame.top - 1e-6 && y <= frame.bottom + 1e-6
  let last: Point | undefined
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      end()
      last = undefined
      continue
    }
    const here: Point = [frame.x(x), Math.max(-1e6, Math.min(1e6, frame.y(y)))]
    if (last && isIn(last[1]) !== isIn(here[1])) {
      const [inside, outside] = isIn(here[1]) ? [here, last] : [last, here]
      const edge = outside[1] < frame.top ? frame.top : frame.bottom
      const share = (edge - inside[1]) / (outside[1] - inside[1])
      line.push([inside[0] + (outside[0] - inside[0]) * share, edge])
      if (!isIn(here[1])) end()
    }
    if (isIn(here[1])) line.push(here)
    else line = line.length > 1 ? line : []
    last = here
  }
  end()
  return { type: 'path', lines, ...paint }
}

/** A plot as a figure. */
export function plot(
  title: string,
  description: string,
  table: Table,
  size: { width?: number; height?: number },
  marks: readonly Mark[],
): Figure {
  const { width = 560, height = 384 } = size
  return { type: 'figure', width, height, title, description, table, marks, grain: [8, 16], isElastic: true }
}

/** Graphviz as an oracle: whether it accepts DOT text, what it reads there, and how well it draws the same boxes. */
import { instance } from '@viz-js/viz'

const viz = await instance()

interface Objects {
  readonly objects?: readonly {
    readonly name: string
    readonly label?: string
    readonly pos?: string
    readonly URL?: string
  }[]
  readonly edges?: readonly {
    readonly tail: number
    readonly head: number
    readonly pos?: string
    readonly label?: string
  }[]
}

/** What Graphviz makes of DOT text; what it complains about is thrown. */
export function read(dot: string): Objects {
  const { status, output, errors } = viz.render(dot, { format: 'json' })
  // It guesses how wide a letter is for want of a font; that is no complaint about the text.
  const complaints = errors.filter(({ message }) => !message.includes('no value for width of non-ASCII character'))
  if (status !== 'success' || complaints.length > 0)
    throw new Error(`Graphviz: ${complaints.map(({ message }) => message).join('; ')}`)
  return JSON.parse(output) as Objects
}

/** How many nodes and edges Graphviz reads in DOT text, without placing them; what it complains about in the text is thrown. */
export function counted(dot: string): { nodes: number; edges: number } {
  const { output = '', errors } = viz.render(dot, { format: 'canon', engine: 'nop' })
  const complaints = errors.filter(
    ({ message }) => !/has no position|as required by the -n flag|no value for width of non-ASCII/.test(message),
  )
  if (output === '' || complaints.length > 0)
    throw new Error(`Graphviz: ${complaints.map(({ message }) => message).join('; ')}`)
  const lines = output.replaceAll(/"[^"]*"/g, '').split('\n')
  return {
    nodes: new Set(lines.flatMap((line) => /^\s*(n\d+(?:op)?)\s*\[/.exec(line)?.[1] ?? [])).size,
    edges: lines.filter((line) => line.includes('->')).length,
  }
}

/** The SVG that Graphviz draws. */
export const drawn = (dot: string): string => viz.renderString(dot, { format: 'svg' })

export type Curve = readonly (readonly [x: number, y: number])[]
/** An edge as a curve, with what it joins. */
export interface Drawn {
  readonly from: number
  readonly to: number
  readonly curve: Curve
}

/** Graphviz's own layout of boxes of these sizes, in pixels. */
export function arranged(
  sizes: readonly { width: number; height: number }[],
  operands: readonly (readonly number[])[],
  room: { gap: number; spread: number },
): Drawn[] {
  const inch = (pixels: number): number => pixels / 72
  const lines = sizes.map(
    ({ width, height }, k) => `n${k} [shape=box fixedsize=true label="" width=${inch(width)} height=${inch(height)}]`,
  )
  operands.forEach((from, to) => from.forEach((k) => lines.push(`n${k}:e -> n${to}:w [arrowhead=none]`)))
  const { objects = [], edges = [] } = read(
    `digraph { rankdir=LR ranksep=${inch(room.gap)} nodesep=${inch(room.spread)} ${lines.join('\n')} }`,
  )
  const place = objects.map(({ name }) => Number(name.slice(1)))
  return edges.map(({ tail, head, pos }) => ({ from: place[tail]!, to: place[head]!, curve: bezier(pos!) }))
}

function bezier(pos: string): Curve {
  const points = pos.split(' ').filter((point) => !/^[es],/.test(point)).map((point) => point.split(',').map(Number) as [number, number]) // prettier-ignore
  const curve: [number, number][] = [points[0]!]
  for (let k = 1; k + 2 < points.length; k += 3)
    curve.push(...sampled(points[k - 1]!, points[k]!, points[k + 1]!, points[k + 2]!))
  return curve
}

type P = readonly [number, number]
/** Points along a Bézier curve, its start left out. */
export function sampled(a: P, b: P, c: P, d: P): [number, number][] {
  const at = (t: number, k: 0 | 1): number =>
    (1 - t) ** 3 * a[k] + 3 * (1 - t) ** 2 * t * b[k] + 3 * (1 - t) * t ** 2 * c[k] + t ** 3 * d[k]
  return [1, 2, 3, 4, 5, 6, 7, 8].map((k) => [at(k / 8, 0), at(k / 8, 1)])
}

export const length = (curve: Curve): number =>
  curve.slice(1).reduce((sum, [x, y], k) => sum + Math.hypot(x - curve[k]![0], y - curve[k]![1]), 0)

/** How often edges cross that have no end in common. */
export function crossings(edges: readonly Drawn[]): number {
  let count = 0
  edges.forEach((one, k) => {
    for (const other of edges.slice(0, k))
      if (one.from !== other.from && one.to !== other.to && cross(one.curve, other.curve)) count++
  })
  return count
}

function cross(one: Curve, other: Curve): boolean {
  const side = (a: P, b: P, p: P): number => Math.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]))
  for (let i = 1; i < one.length; i++)
    for (let j = 1; j < other.length; j++) {
      const [a, b, c, d] = [one[i - 1]!, one[i]!, other[j - 1]!, other[j]!]
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
    }
  return false
}

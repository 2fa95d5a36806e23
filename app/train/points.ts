/** The points of a training: a set drawn by its seed, or the reader's own, with what was moved, added and removed by hand. */
import { circles, gaussians, moons, spirals, xor, type Labelled } from '../../src/data/index.js'
import type { DataName, Settings } from './settings.js'

/** A point of the plane and its class. */
export interface Point {
  readonly x: number
  readonly y: number
  readonly kind: 0 | 1
}
/** What hands did to the points of a set. Points that were added count on from those of the set; places never change. */
export interface Edits {
  readonly changed: ReadonlyMap<number, Point>
  readonly added: readonly Point[]
  readonly gone: ReadonlySet<number>
}
/** A point, and the place that it keeps whatever is done to others. */
export interface Placed extends Point {
  readonly place: number
}

/** More of the reader's own points are not carried: an address must hold them. */
export const MOST_POINTS = 1000
const SAMPLES = 100

const sets: { readonly [N in Exclude<DataName, 'own'>]: (samples: number, noise: number, seed: number) => Labelled } = {
  moons: (samples, noise, seed) => moons({ samples, noise, seed }),
  circles: (samples, noise, seed) => circles({ samples, noise: noise / 2, factor: 0.5, seed }),
  xor: (samples, noise, seed) => xor({ samples, noise, seed }),
  spirals: (samples, noise, seed) => spirals({ samples, noise: noise / 5, seed }),
  clouds: (samples, noise, seed) => gaussians({ samples, noise: 0.3 + 5 * noise, seed }),
}
const pointsOf = ({ X, y }: Labelled): readonly Point[] => X.map(([a, b], k) => ({ x: a, y: b, kind: y[k]! }))

/** The points of a set, before hands came. */
export function drawnPoints({ data, noise, seed }: Pick<Settings, 'data' | 'noise' | 'seed'>, samples: number = SAMPLES): readonly Point[] {
  return data === 'own' ? [] : pointsOf(sets[data](samples, noise, seed))
} // prettier-ignore
/** As many new ones of the same kind, which the network is not trained on; none of the reader's own. */
export function testPoints(settings: Pick<Settings, 'data' | 'noise' | 'seed'>): readonly Point[] {
  return drawnPoints({ ...settings, seed: (settings.seed + 1) % 2 ** 32 })
}

export const noEdits: Edits = { changed: new Map(), added: [], gone: new Set() }

export function edited(base: readonly Point[], { changed, added, gone }: Edits): readonly Placed[] {
  return [...base, ...added].flatMap((point, place) =>
    gone.has(place) ? [] : [{ ...(changed.get(place) ?? point), place }],
  )
}

/** `m12,0.5,0.31,1` moved or classed anew, `a0.1,0.2,0` added, `d5` removed, divided by `;`. What is not so written is left out. */
export function readEdits(text: string | undefined): Edits {
  const [changed, added, gone] = [new Map<number, Point>(), [] as Point[], new Set<number>()]
  for (const part of (text ?? '').split(';')) {
    const [, what, rest = ''] = /^([mad])(.+)$/.exec(part) ?? []
    const numbers = rest.split(',').map(Number)
    if (what === undefined || !numbers.every(Number.isFinite)) continue
    if (what === 'd') gone.add(numbers[0]!)
    else if (what === 'a' && numbers.length === 3) added.push(point(numbers))
    else if (what === 'm' && numbers.length === 4) changed.set(numbers[0]!, point(numbers.slice(1)))
  }
  return { changed, added, gone }
}
const point = ([x, y, kind]: readonly number[]): Point => ({ x: x!, y: y!, kind: kind === 1 ? 1 : 0 })
const written = ({ x, y, kind }: Point): string => `${x},${y},${kind}`

export function writeEdits({ changed, added, gone }: Edits): string | undefined {
  const parts = [
    ...[...changed].map(([place, at]) => `m${place},${written(at)}`),
    ...added.map((at) => `a${written(at)}`),
    ...[...gone].map((place) => `d${place}`),
  ]
  return parts.length === 0 ? undefined : parts.join(';')
}

/** The reader's own points as the address has them. */
export function readPoints(text: string | undefined): readonly Point[] {
  const all = (text ?? '').split(';').flatMap((part) => {
    const numbers = part.split(',').map(Number)
    return part !== '' && numbers.length === 3 && numbers.every(Number.isFinite) ? [point(numbers)] : []
  })
  return all.slice(0, MOST_POINTS)
}
export const writePoints = (points: readonly Point[]): string => points.map(written).join(';')

/** Why these points cannot be learned from; nothing if they can. */
export function trouble(points: readonly Point[]): string {
  if (points.length === 0)
    return 'There is no point. Double-click in the plane to add one, or choose a set: a network learns from examples.'
  if (points.length === 1)
    return 'There is one point. It can be learned, but there is nothing to tell it from: add some of the other class.'
  const kinds = new Set(points.map(({ kind }) => kind))
  return kinds.size === 1
    ? `All ${points.length} points are of one class, so the network will say ${points[0]!.kind === 1 ? '+1' : '−1'} everywhere: add some of the other.`
    : ''
}

/** What is true of a program at a point, by two oracles that must agree: nudging, and dual numbers. Where they do not, nothing is judged. */
import { derivativeWithError } from '../numeric/index.js'
import { inputsOf, run, type Program } from './formula.js'
import { applied, still, type Jet } from './jet.js'

/** The inputs by name. */
export type Point = Readonly<Record<string, number>>
/** A word that a formula gives meaning to: the op that the reader has written. */
export interface Own {
  readonly op: string
  readonly formula: Program
  /** The inputs of the op, by the names that its formula has for them. */
  readonly inputs: readonly string[]
}

/** All numbers of a program as jets, along a way through the point. */
export function jets(program: Program, point: Point, way: Point, own?: Own): readonly Jet[] {
  const apply = (op: string, inputs: readonly Jet[]): Jet =>
    own && op === own.op
      ? (run(own.formula, (name) => inputs[own.inputs.indexOf(name)] as Jet, still, applied).at(-1) as Jet)
      : applied(op, inputs)
  return run(program, (name): Jet => [point[name] as number, way[name] ?? 0, 0], still, apply)
}
export const numbers = (program: Program, point: Point, own?: Own): readonly number[] =>
  jets(program, point, {}, own).map(([value]) => value)
export const valueOf = (program: Program, point: Point, own?: Own): number =>
  numbers(program, point, own).at(-1) as number

/** Both oracles agree to this, of the larger of 1 and the number. */
const AGREE = 1e-5
export const near = (a: number, b: number, within: number): boolean =>
  Math.abs(a - b) <= within * Math.max(1, Math.abs(a), Math.abs(b))

/** What moving an input does to the result: by nudging and by duals; undefined where these differ, at a corner for example, or where there is no number. */
export function slopeBy(program: Program, point: Point, name: string, own?: Own): number | undefined {
  const [, slope] = jets(program, point, { [name]: 1 }, own).at(-1) as Jet
  if (!Number.isFinite(slope) || Math.abs(slope) > 1e6) return undefined
  const nudged = nudge((x) => valueOf(program, { ...point, [name]: x }, own), point[name] as number)
  return near(slope, nudged, AGREE) ? slope : undefined
}
export function nudge(f: (x: number) => number, x: number): number {
  try {
    return derivativeWithError(f, x, { h: 0.01 }).value
  } catch {
    return NaN
  }
}

/** The slopes by every input; undefined where one cannot be judged. */
export function slopesOf(program: Program, point: Point, own?: Own): ReadonlyMap<string, number> | undefined {
  if (!Number.isFinite(valueOf(program, point, own))) return undefined
  const found = new Map<string, number>()
  for (const name of inputsOf(program)) {
    const slope = slopeBy(program, point, name, own)
    if (slope === undefined) return undefined
    found.set(name, slope)
  }
  return found
}

/** What the result's slope does along a way: d²y/dt² by duals, agreed to by nudging the slope; undefined where they differ. */
export function bendOf(program: Program, point: Point, way: Point, own?: Own): number | undefined {
  const along = (t: number): Point => Object.fromEntries(Object.entries(point).map(([name, x]) => [name, x + t * (way[name] ?? 0)])) // prettier-ignore
  const [, , bend] = jets(program, point, way, own).at(-1) as Jet
  if (!Number.isFinite(bend) || Math.abs(bend) > 1e6) return undefined
  const nudged = nudge((t) => (jets(program, along(t), way, own).at(-1) as Jet)[1], 0)
  return near(bend, nudged, AGREE) ? bend : undefined
}

/** What stands on the edges into a node, as dual numbers say. */
export function localSlopes(program: Program, data: readonly number[], at: number): readonly number[] {
  const node = program[at]!
  if (node.kind !== 'op') return []
  return node.inputs.map((_, i) => applied(node.op, node.inputs.map((k, j) => (i === j ? [data[k] as number, 1, 0] : still(data[k] as number))))[1]) // prettier-ignore
}

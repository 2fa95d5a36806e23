/** Causes: why a number or a gradient is NaN, ∞ or 0, in one sentence that names where it was born. */
import { describe } from '../arguments/index.js'
import { isValue, type Graph } from '../engine/index.js'
import { ops } from '../ops/table.js'
import { birthOf, nodeAt, number, siteOf, type Birth, type Site, type Why } from './birth.js'
import { graphFrom } from './graph.js'
import { firstWrong, gradientAt, gradientBirthOf } from './gradient-birth.js'
import { stepper } from './stepper.js'

/** A node on the way from what was asked to where it was born. */
export interface CauseNode {
  readonly id: number
  readonly name: string
  readonly op: string
  readonly data: number
}
/** What {@link why} finds. */
export interface Cause {
  /** Whether it is about the number of a node or about its gradient. */
  readonly of: 'data' | 'grad'
  readonly value: number
  /** The rule that was broken, or that makes it so. */
  readonly why: Why
  /** From the node that was asked to the one where it was born. */
  readonly path: readonly CauseNode[]
  readonly sentence: string
  /** What the op's row proposes instead. */
  readonly hint?: string
}

/**
 * Says why a number is NaN, ∞ or 0: where it was born, by which op and of which inputs, and how it came from there. With a root it says that of
 * the gradient ∂root/∂node, and also where no gradient arrives at all; without one, of a node with an ordinary number, it looks for the first wrong
 * gradient in the pass that starts there. Instead of a Value it takes its id, if the root is a graph.
 * Errors: anything but a Value; a node that the root was not computed from is no error, but the cause.
 * @example
 * import { mul, value } from 'seegrad'
 * import { why } from 'seegrad/explain'
 * const p = value(-0.3, 'p')
 * why(value(p.log().neg(), 'loss')).sentence // 'loss is NaN: born in log of p = −0.3, and −0.3 lies outside (0, ∞).'
 * const x = value(0, 'x')
 * const L = value(mul(value(x.sqrt(), 'r'), 0), 'L')
 * why(x, L).sentence // '∂L/∂x is NaN: born in sqrt of x = 0, where ∂r/∂x = 1/(2 · r) = 1/(2 · 0) = ∞ meets ∂L/∂r = 0, and 0 times ∞ is no number.'
 */
export function why(node: number, root?: number | Graph): Cause {
  const isGraph = typeof root === 'object' && !isValue(root)
  if (!isValue(node) && !(isGraph && typeof node === 'number'))
    throw new TypeError(
      `why: ${describe(node)} was given; a Value is allowed, or the id of a node if the root is a graph.`,
    )
  const from = isGraph ? graphFrom('why', root) : root
  if (from !== undefined && !isGraph && !isValue(from)) graphFrom('why: the root', from)
  const id = isValue(node) ? node.id : node
  const graph = graphFrom('why', isGraph ? from : node)
  const site = siteOf(graph)
  const place = site.places.get(id)
  if (place !== undefined && !Number.isFinite(nodeAt(site, place).data)) return ofData(site, place)
  if (from !== undefined) return ofGradient(id, from, isValue(node) ? node.label : '')
  const own = site.places.get(graph.root) as number
  if (nodeAt(site, own).data === 0) return ofData(site, own)
  const walk = stepper(node)
  const wrong = firstWrong(walk)
  if (wrong !== undefined) return ofGradient(nodeAt(site, wrong).id, node, '')
  return ofData(site, own)
}

function ofData(site: Site, place: number): Cause {
  const { data } = nodeAt(site, place)
  const name = site.names.text[place] as string
  const birth = birthOf(site, place)
  const { why, path, reason } = birth
  if (why === 'ordinary') {
    const sentence = `${name} is ${number(data)}: neither NaN nor ∞ nor 0, and so are the gradients behind it; for a gradient of 0 name the root too, why(x, loss).`
    return { of: 'data', value: data, why, path: nodes(site, path), sentence }
  }
  const said = why === 'given' && path.length === 1 ? `it is given so` : reason
  return { ...causeOf(site, 'data', data, `${name} is ${number(data)}`, { ...birth, reason: said }) }
}

function ofGradient(id: number, root: number | Graph, label: string): Cause {
  const walk = stepper(root)
  const site = siteOf(walk.graph, walk.names)
  const L = site.names.text[walk.root] as string
  const place = site.places.get(id)
  if (place === undefined) {
    const name = label === '' ? 'it' : label
    const sentence = `${name} gets no gradient from ${L}: it is not among what ${L} was computed from. Was it made anew, detached, or replaced since?`
    return { of: 'grad', value: 0, why: 'detached', path: [], sentence }
  }
  const name = site.names.text[place] as string
  const gradient = gradientAt(walk, place)
  const asked = `∂${L}/∂${name}`
  if (gradient !== undefined && Number.isFinite(gradient) && gradient !== 0)
    return {
      of: 'grad',
      value: gradient,
      why: 'ordinary',
      path: nodes(site, [place]),
      sentence: `${asked} is ${number(gradient)}: neither NaN nor ∞ nor 0.`,
    }
  const birth = gradientBirthOf(site, walk, place)
  const head = gradient === undefined ? `${name} gets no gradient from ${L}` : `${asked} is ${number(gradient)}`
  return causeOf(site, 'grad', gradient ?? 0, head, birth)
}

function causeOf(site: Site, of: 'data' | 'grad', value: number, head: string, { why, path, reason }: Birth): Cause {
  const between = path.slice(1, -1).map((place) => site.names.text[place] as string)
  const most = 4
  const shown = between.length > most ? [...between.slice(0, 2), '…', ...between.slice(-1)] : between
  const through = shown.length === 0 ? '' : `; it came through ${shown.toReversed().join(', ')}`
  const hint = ops.get(nodeAt(site, path.at(-1) as number).op)?.hint
  const sentence = `${head}: ${reason}${through}.`
  return { of, value, why, path: nodes(site, path), sentence, ...(hint !== undefined && why === 'outside' && { hint }) }
}
const nodes = (site: Site, path: readonly number[]): CauseNode[] =>
  path.map((place) => {
    const { id, op, data } = nodeAt(site, place)
    return { id, name: site.names.text[place] as string, op, data }
  })

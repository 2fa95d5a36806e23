/** Explanations: how every gradient of a program came about, one local derivative after the other, in words and as TeX. */
import { assertOptions } from '../arguments/index.js'
import type { Graph, GraphNode } from '../engine/index.js'
import { plain } from './plain.js'
import { definition, say, type Saying } from './saying.js'
import { stepper, type BackwardStep } from './stepper.js'
import { graphFrom } from './graph.js'
import { tex } from './tex.js'

/** One local derivative, with its numbers and its words. */
export type ExplainedStep = BackwardStep & Saying

/** Where the gradient of one leaf comes from, all its ways together. */
export interface ExplainedLeaf {
  readonly name: string
  readonly grad: number
  /** The last step that brought something to it: it says the whole sum. */
  readonly tex: string
}

/** What {@link explain} finds. */
export interface Explanation {
  /** The formula of the root: `L = (a \cdot b + c) \cdot f`. */
  readonly tex: string
  /** What was computed, in order: an equation per op. */
  readonly forward: readonly Saying[]
  /** Parts that have no label and are too long to be their own name: `v_1 = …`. */
  readonly parts: readonly string[]
  /** One per local derivative, in the order of `backward()`. */
  readonly steps: readonly ExplainedStep[]
  readonly leaves: readonly ExplainedLeaf[]
  /** All of it as lines of text. */
  readonly text: string
}

/** How much {@link explain} says. */
export interface ExplainOptions {
  /** How many local derivatives at most; 10,000 unless told. */
  readonly limit?: number
}

/**
 * Says where every gradient of a program comes from: one step per local derivative, as a sentence and as TeX, in the user's own names and
 * numbers; the rule that textbooks teach, and the engine's where that is written otherwise; what comes on several ways is said as a sum.
 * Errors: anything but a Value or a graph; more local derivatives than `limit`.
 * @example
 * import { value } from 'seegrad'
 * import { explain } from 'seegrad/explain'
 * const [a, b, f] = [value(2, 'a'), value(-3, 'b'), value(-2, 'f')]
 * const e = value(a.mul(b), 'e')
 * const { steps } = explain(value(e.mul(f), 'L'))
 * steps[2].tex // '\\frac{\\partial L}{\\partial a} = \\frac{\\partial L}{\\partial e} \\cdot \\frac{\\partial e}{\\partial a} = -2 \\cdot -3 = 6'
 * steps[2].sentence // 'When e moves a little, L moves −2 times as much. When a moves a little, e moves −3 times as much, because b is −3. So L moves 6 times as much as a.'
 */
export function explain(root: number | Graph, options: ExplainOptions = {}): Explanation {
  assertOptions('explain', options, 'limit')
  const { limit = 10_000 } = options
  if (typeof root !== 'object') graphFrom('explain', root)
  const walk = stepper(root)
  const { graph, names, steps } = walk
  const backward = steps.flatMap((step, k) => (step.kind === 'backward' ? [k] : []))
  if (backward.length > limit)
    throw new RangeError(
      `explain: ${backward.length} local derivatives; ${limit} are allowed. Take stepper(root) and say(stepper, k), one step at a time, or set limit.`,
    )
  const said = backward.map((k): ExplainedStep => ({ ...(steps[k] as BackwardStep), ...say(walk, k) }))
  const forward = steps.flatMap((step, k) => (step.kind === 'forward' ? [say(walk, k)] : []))
  const parts = names.from.flatMap((from, place) => (from === 'count' && isMade(graph.nodes[place]) ? [definition(walk, place)] : [])) // prettier-ignore
  const leaves = said
    .filter(({ operand, way, ways }) => way === ways && graph.nodes[operand]?.kind === 'leaf')
    .map(({ operand, after, tex }) => ({ name: names.text[operand] as string, grad: after, tex }))
  const formula = `${names.tex[walk.root]} = ${tex(graph)}`
  const lines = [
    plain(formula),
    ...forward.map(({ sentence }) => sentence),
    ...said.flatMap(({ tex, sentence, rule }) => [plain(tex), sentence, ...(rule?.note === undefined ? [] : [rule.note])]), // prettier-ignore
  ]
  return { tex: formula, forward, parts, steps: said, leaves, text: lines.join('\n') }
}

const isMade = (node: GraphNode | undefined): boolean => node?.kind === 'op'

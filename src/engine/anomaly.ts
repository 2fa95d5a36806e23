/** The watch for the birth of a NaN or ∞, and what it says. */
import { contains, type Interval } from '../ops/index.js'
import { ops } from '../ops/table.js'
import { CALL, CONSTANT } from './chunk.js'
import { origin, watched, type Watch } from './mode.js'
import { opByCode } from './record.js'
import { codeOf, name, operandsOf, type Handle } from './value.js'

/**
 * Runs `run` and throws at the first NaN or ∞ that an op makes out of finite numbers, forward or backward, naming node, op
 * and inputs. What it costs: a test per op.
 * Errors: `RangeError` at the birth of a NaN or ∞.
 */
export function detectAnomaly<T>(run: () => T): T {
  return watched(watch, run)
}

const watch: Watch = {
  node(node, inputs) {
    if (origin.at) (node.segment.chunk.origins ??= new Map()).set(node.index, ` at ${origin.at}`)
    if (Number.isFinite(node.data) || !inputs.every((x) => Number.isFinite(x.data))) return
    throw new RangeError(
      `${node.data} was born in ${name(node)}${place(node)}: ${node.op} of ${list(inputs)}.${reason(node, inputs)}`,
    )
  },
  gradient(contribution, gradient, node, k) {
    if (Number.isFinite(contribution) || !Number.isFinite(gradient)) return
    const inputs = operandsOf(node)
    throw new RangeError(
      `a gradient of ${contribution} was born in ${name(node)}${place(node)}: the slope of ${node.op} of ${list(inputs)} ` +
        `by its ${k === 0 ? 'first' : k === 1 ? 'second' : `${k + 1}th`} input, times ${gradient}.${reason(node, inputs)}`,
    )
  },
}

/** `log of −2 (x): outside (0, ∞). Did you mean log(abs(x))?` */
function reason(node: Handle, inputs: readonly Handle[]): string {
  const code = codeOf(node)
  if (code >= CONSTANT || code === CALL) return ''
  const op = opByCode(code)
  const k = inputs.findIndex((x, i) => !contains((op.domain[i] ?? op.domain.at(-1)) as Interval, x.data))
  const outside = k < 0 ? '' : ` ${inputs[k]?.data} is outside ${op.domain[k] ?? op.domain.at(-1)}.`
  const hint = ops.get(op.name)?.hint
  return outside + (hint === undefined ? '' : ` ${hint}`)
}
const list = (inputs: readonly Handle[]): string => inputs.map((x) => `${name(x)} = ${x.data}`).join(', ')

/** The path of scopes a node was made in, and its place in the text: ` in mlp/layer 1 at net.ts:3:14`. */
function place({ segment, index }: Handle): string {
  const { scopes, origins } = segment.chunk
  const names: string[] = []
  for (let scope = scopes?.at(index); scope !== undefined; scope = scope.parent) names.unshift(scope.name)
  return (names.length === 0 ? '' : ` in ${names.join('/')}`) + (origins?.get(index) ?? '')
}

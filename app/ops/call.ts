/** Calling any op by its row: which inputs and parameters it takes, where a page may look at it, and its number there. */
import type { Op, Words } from '../../src/ops/index.js'
import { contains } from '../../src/ops/index.js'

export type Row = Op & Words
type Call = (...given: readonly unknown[]) => number

export interface Inputs {
  /** Inputs as the textbook names them. */
  readonly names: readonly string[]
  /** Where each may lie. */
  readonly domains: readonly string[]
  /** Numbers to begin with: parameters follow the inputs. */
  readonly start: readonly number[]
  /** Whether each is a parameter, without a gradient. */
  readonly isParameter: readonly boolean[]
}

const LIST = ['x1', 'x2', 'x3', 'x4']
const LIKED = [0.8814, 0.5, 2, 1.5, -0.5, 3]

/** Of a list three numbers, of two lists two each. */
export function inputsOf(row: Row): Inputs {
  const count = row.arity === 'list' ? (isOfPairs(row) ? 4 : 3) : row.arity
  const names = row.arity === 'list' ? LIST.slice(0, count) : count === 1 ? ['x'] : ['a', 'b', 'c'].slice(0, count)
  const domains = names.map((_, k) => row.domain[Math.min(k, row.domain.length - 1)] ?? '(−∞, ∞)')
  const several = [2, -3, 1, 4]
  const inputs = domains.map((domain, k) => {
    const liked = count === 1 ? LIKED : [several[k]!, ...LIKED, Math.abs(several[k]!)]
    return liked.find((x) => contains(domain as never, x)) ?? 1
  })
  const parameters = row.parameters.map(({ name, default: usual, isWhole }) =>
    usual !== undefined && Number.isFinite(usual) ? usual : isWhole ? 1 : name === 'min' ? -1 : 1,
  )
  return {
    names: [...names, ...row.parameters.map(({ name }) => name)],
    domains: [...domains, ...row.parameters.map(({ domain }) => domain)],
    start: [...inputs, ...parameters],
    isParameter: [...names.map(() => false), ...parameters.map(() => true)],
  }
}

function isOfPairs(row: Row): boolean {
  try {
    ;(row as unknown as Call)([1])
    return false
  } catch {
    return true
  }
}

/** The op of all of them; NaN where it refuses. */
export function call(row: Row, given: readonly number[]): number {
  const op = row as unknown as Call
  if (row.arity === 'list') return isOfPairs(row) ? op(given.slice(0, 2), given.slice(2)) : op(given)
  const [inputs, parameters] = [given.slice(0, row.arity), given.slice(row.arity)]
  if (parameters.length === 0) return op(...inputs)
  if (row.order === 'before') return op(...parameters, ...inputs)
  return op(...inputs, Object.fromEntries(row.parameters.map(({ name }, k) => [name, parameters[k]])))
}

/** The part of an input's domain that is drawn: around 0 as far as 4. */
export function spanOf(domain: string, at: number): readonly [number, number] {
  const [low = -Infinity, high = Infinity] = domain.slice(1, -1).split(',').map((end) => Number(end.trim().replace('−', '-').replace('∞', 'Infinity'))) // prettier-ignore
  const reach = Math.max(4, 1.25 * Math.abs(at))
  const from = Number.isFinite(low) ? low + (domain.startsWith('(') ? 0.004 : 0) : -reach
  const to = Number.isFinite(high) ? high - (domain.endsWith(')') ? 0.004 : 0) : Math.max(reach, from + 4)
  return [from, to]
}
export const domainSaid = (domain: string): string => (domain === '(−∞, ∞)' ? 'every number' : domain)

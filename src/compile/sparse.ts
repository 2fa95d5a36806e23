/** Jacobians and Hessians that are mostly zeros: their pattern is read from the recording, and columns that do not meet share a product. */
import { assertFunction } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import { Frame } from '../transforms/frame.js'
import { grad } from '../transforms/index.js'
import { flatten, unflatten, type Flat } from '../transforms/tree.js'
import { columnColouring, countsOf, starColouring, transposed, type Colouring } from './colouring.js'
import { Unsupported } from './passes.js'
import { patternOf, type Pattern } from './pattern.js'
import { read } from './read.js'
import { simplify } from './simplify.js'
import { Inside, record, refuseTaken } from './trace.js'

type Differentiable = (...args: any[]) => any

/** A matrix by its entries that may differ from 0. */
export interface SparseMatrix {
  /** Rows and columns of the entries, row by row: numbers of the result and of argument 0, counted in the order of their trees. */
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly shape: readonly [rows: number, columns: number]
  /** Products with a vector that it took: one per colour. */
  readonly products: number
  /** The same with all its zeros: the tree of trees that `jacobian` or `hessian` gives. */
  dense(): any
}

/**
 * The derivatives of all outputs by argument 0, as `jacobian` gives them, in as few products as the pattern of zeros allows: which numbers depend on which is read
 * from the recording at the arguments at hand, columns that share no row are added up before the derivative is taken (or rows, where that takes fewer), and
 * every entry is taken from its sum. Other arguments are plain data.
 * Errors: arguments that hold Values, a function that takes Values from outside or brings its own derivative (its pattern is unknown: take `jacobian`).
 * @example
 * import { mul } from 'seegrad'
 * import { sparseJacobian } from 'seegrad/compile'
 * const neighbours = sparseJacobian((xs: number[]) => xs.slice(1).map((x, k) => mul(x, xs[k]!)))
 * const { rows, columns, values, products } = neighbours([1, 2, 3, 4])
 * rows // new Int32Array([0, 0, 1, 1, 2, 2])
 * columns // new Int32Array([0, 1, 1, 2, 2, 3])
 * values // new Float64Array([2, 1, 3, 2, 4, 3])
 * products // 2
 */
export function sparseJacobian<F extends Differentiable>(f: F): (...args: Parameters<F>) => SparseMatrix {
  assertFunction('sparseJacobian', f, 'a function of numbers')
  return (...[x, ...rest]) => {
    const of = (x: unknown): unknown => f(x, ...rest)
    const pattern = patternAt('sparseJacobian', 'jacobian', of, x)
    const frame = new Frame('sparseJacobian', of as never, [x], [0])
    const [rows, columns] = [pattern.length, frame.variables.length]
    const byColumns = columnColouring(pattern, columns)
    const byRows = columnColouring(transposed(pattern, columns), rows)
    if (byColumns.count <= byRows.count) {
      const sums = products(byColumns, (seed) => frame.push(seed))
      return matrix(frame, pattern, byColumns, (i, j) => sums[byColumns.colours[j]!]![i]!)
    }
    const sums = products(byRows, (seed) => frame.pull(seed))
    return matrix(frame, pattern, byRows, (i, j) => sums[byRows.colours[i]!]![j]!)
  }
}

/**
 * Second derivatives of a function that gives one number, as `hessian` gives them, in as few products as the pattern of zeros and symmetry allow: three for a chain in which
 * each number meets its neighbours, however long, two for a hub that meets all others.
 * Errors: as {@link sparseJacobian}.
 * @example
 * import { add, mul } from 'seegrad'
 * import { sparseHessian } from 'seegrad/compile'
 * const chain = (xs: number[]) => xs.slice(1).map((x, k) => mul(mul(x, x), xs[k]!)).reduce((a, b) => add(a, b))
 * const { products, values } = sparseHessian(chain)([1, 2, 3])
 * products // 2
 * values // new Float64Array([4, 4, 2, 6, 6, 4])
 */
export function sparseHessian<F extends Differentiable>(f: F): (...args: Parameters<F>) => SparseMatrix {
  assertFunction('sparseHessian', f, 'a function that gives one number')
  return (...[x, ...rest]) => {
    const slopes = grad((x: unknown) => f(x, ...rest)) as Differentiable
    const found = patternAt('sparseHessian', 'hessian', slopes, x)
    const other = transposed(found, found.length)
    const pattern = found.map((row, i) => Int32Array.from(new Set([...row, ...other[i]!])).toSorted())
    const frame = new Frame('sparseHessian', slopes as never, [x], [0])
    const star = starColouring(pattern)
    const { colours } = star
    const sums = products(star, (seed) => frame.pull(seed))
    const counts = pattern.map((row) => countsOf(row, star))
    // An entry that shares its sum in its own row stands alone in the sum of the entry across the diagonal.
    const isAlone = (i: number, j: number): boolean => counts[i]![colours[j]!] === 1
    return matrix(frame, pattern, star, (i, j) => (isAlone(i, j) ? sums[colours[j]!]![i]! : sums[colours[i]!]![j]!))
  }
}

/** The pattern of f's derivatives at an argument. */
function patternAt(who: string, plain: string, f: Differentiable, x: unknown): Pattern {
  if (flatten(x, 'args[0]').leaves.some((leaf) => isValue(leaf)))
    throw new TypeError(`${who}: args[0] holds a Value; plain numbers are allowed. Pass its data, or take ${plain}(f).`)
  try {
    const recording = record(f, [x])
    refuseTaken(recording)
    const reading = read(recording)
    const [outside] = reading.captured
    if (outside) throw new Unsupported(`it takes the Value ${outside.label || `#${outside.id}`} from outside`)
    return patternOf(simplify(reading))
  } catch (cause) {
    if (!(cause instanceof Unsupported) && !(cause instanceof Inside)) throw cause
    const says = `${who}: the zeros of f are unknown, since ${cause.message}. Take ${plain}(f), which does not ask for them.`
    throw new TypeError(says, { cause })
  }
}

/** One product for each colour: with the sum of the unit vectors that have it. */
const products = ({ colours, count }: Colouring, product: (seed: readonly number[]) => number[]): number[][] =>
  Array.from({ length: count }, (_, colour) => product(Array.from(colours, (own) => (own === colour ? 1 : 0))))

function matrix(
  frame: Frame,
  pattern: Pattern,
  { count }: Colouring,
  entry: (row: number, column: number) => number,
): SparseMatrix {
  const { shape: across } = frame.args[0] as Flat
  const { shape: down } = frame.out
  const width = frame.variables.length
  const size = pattern.reduce((sum, { length }) => sum + length, 0)
  const [rows, columns, values] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)]
  let at = 0
  pattern.forEach((row, i) => {
    for (const j of row) {
      rows[at] = i
      columns[at] = j
      values[at++] = entry(i, j)
    }
  })
  const dense = (): unknown => {
    const all = pattern.map(() => Array.from({ length: width }, () => 0))
    values.forEach((x, k) => (all[rows[k]!]![columns[k]!] = x))
    return unflatten(down, all.map((row) => unflatten(across, row))) // prettier-ignore
  }
  return { rows, columns, values, shape: [pattern.length, width], products: count, dense }
}

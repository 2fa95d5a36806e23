/** Reads fixtures/ops: exact values and derivatives of every op, PyTorch's beside them, and how far one may be from them. */
import { readdirSync, readFileSync } from 'node:fs'

/** A number as JSON says it: some are strings, and null stands for no answer. */
type Said = number | string | null
type Setting = Readonly<Record<string, number>>

/** The numbers of one group that are differentiated alike; what each column says stands in scripts/fixtures/ops.py. */
interface Columns {
  readonly exact: readonly Said[]
  readonly rest: readonly number[]
  readonly judged: string
  readonly torch: readonly Said[]
  readonly near?: string
  readonly terms?: readonly Said[]
}
interface Fixture {
  readonly op: string
  readonly shape: Shape
  readonly torch: string
  readonly groups: readonly {
    readonly setting: Setting
    readonly inputs: readonly (readonly Said[])[]
    readonly numbers: Readonly<Record<string, Columns>>
  }[]
}
interface Family {
  readonly name: string
  readonly ulp: readonly [value: number, first: number, second: number]
  readonly near?: number
  readonly perTerm?: number
  readonly ops: readonly string[]
}

/** How an op takes its inputs. */
export type Shape = 'numbers' | 'list' | 'two lists'
/** A judged number: what it is differentiated by (`''`, `'a'`, `'ab'`), the exact double, and what PyTorch says. */
export interface Judged {
  readonly word: string
  readonly exact: number
  readonly torch: number
  /** Whether a result is the exact number within the allowance. */
  accepts(result: number): boolean
  /** Last places from the exact number. */
  off(result: number): number
}
/** A point with at least one judged number. */
export interface Point {
  readonly setting: Setting
  readonly inputs: readonly number[]
  readonly numbers: readonly Judged[]
}
export interface ExactOp {
  readonly name: string
  readonly shape: Shape
  readonly torch: string
  /** How many points and numbers the fixture has, judged or not. */
  readonly tried: number
  readonly counted: number
  readonly points: readonly Point[]
}

const { families } = JSON.parse(readFileSync('fixtures/allowances.json', 'utf8')) as { families: readonly Family[] }
const folder = 'fixtures/ops'
const fixtures = new Map(
  readdirSync(folder).map((file) => {
    const fixture = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Fixture
    return [fixture.op, fixture]
  }),
)

/** Names of all ops that have exact numbers. */
export const exactOps: readonly string[] = [...fixtures.keys()].toSorted()

/** The exact numbers of an op. */
export function exactOp(name: string): ExactOp {
  const fixture = fixtures.get(name)
  if (!fixture) throw new Error(`${name} has no exact numbers`)
  const { shape, torch, groups } = fixture
  const family = families.find(({ ops }) => ops.includes(name))
  if (!family) throw new Error(`${name} has no allowance`)
  const points = groups.flatMap(({ setting, inputs, numbers }) =>
    (inputs[0] as readonly Said[]).map((_, k): Point => {
      const at = inputs.map((column) => Number(column[k]))
      const judged = Object.entries(numbers).filter(([, { judged }]) => judged[k] === '1')
      const read = ([word, columns]: [string, Columns]): Judged => judgedNumber(word, columns, k, family, at.length)
      return { setting, inputs: at, numbers: judged.map(read) }
    }),
  )
  const counted = groups.flatMap(({ numbers }) => Object.values(numbers).map(({ exact }) => exact.length))
  return {
    name,
    shape,
    torch,
    tried: points.length,
    counted: counted.reduce((sum, n) => sum + n, 0),
    points: points.filter(({ numbers }) => numbers.length > 0),
  }
}

function judgedNumber(word: string, columns: Columns, k: number, family: Family, width: number): Judged {
  const exact = Number(columns.exact[k])
  const rest = columns.rest[k] as number
  const theirs = columns.torch[k]
  const last = lastPlace(exact)
  const allowed = family.ulp[word.length] as number
  const terms = columns.terms ? (family.perTerm ?? 0) * width * Number(columns.terms[k]) : 0
  const room = columns.near?.[k] === '1' ? (family.near ?? 0) : terms
  const off = (result: number): number =>
    result === exact ? 0 : Number.isFinite(result) ? Math.abs((result - exact) / last - rest / 1000) : Infinity
  return {
    word,
    exact,
    torch: typeof theirs === 'number' ? steps(exact, theirs) : Number(theirs),
    accepts: (result) => off(result) <= allowed || Math.abs(result - exact) <= room,
    off,
  }
}

const double = new Float64Array(1)
const bits = new BigInt64Array(double.buffer)

/** The double so many steps further; −0 and 0 are one place. */
function steps(x: number, count: number): number {
  double[0] = x
  const word = bits[0] as bigint
  const place = (word < 0n ? -(word & 0x7fffffffffffffffn) : word) + BigInt(count)
  bits[0] = place
  const size = double[0]
  if (place >= 0n) return size
  bits[0] = -place
  return -double[0]
}

/** The distance of a normal double to the next larger one of its power of two. */
function lastPlace(x: number): number {
  double[0] = Math.abs(x)
  bits[0] = (bits[0] as bigint) & 0x7ff0000000000000n
  return double[0] * 2 ** -52 || Number.MIN_VALUE
}

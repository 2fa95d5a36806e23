/** What the checks of a lesson call: each looks at the reader's work and gives a verdict. */
import { PythonRandom } from '../random/index.js'
import type { Domain } from './example.js'
import { formula, inputsOf, run, type Program } from './formula.js'
import { localSlopes, near, numbers, slopeBy, slopesOf, valueOf, type Point } from './judge.js'
import { applied, still } from './jet.js'
import { slopeFigure } from './picture.js'
import { gradeRule, gradeStep, type GradeOptions, type Rule, type RuleOptions, type Step } from './rule.js'
import { gradeBackward } from './backward.js'
import { graphWith, notYet, numberIn, pointSaid, right, said, type Verdict } from './verdict.js'

interface NumberOptions {
  readonly within?: number
}

function number(given: unknown, wanted: number, { within = 1e-9 }: NumberOptions = {}): Verdict {
  const x = numberIn(given)
  if (x === undefined) return notYet(`${typeof given} was given; a number is wanted.`)
  return near(x, wanted, within) || Object.is(x, wanted) ? right(`Right: ${said(x)}.`) : notYet(`Yours is ${said(x)}. That is not it yet.`) // prettier-ignore
}

function numbersNamed(
  given: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, number>>,
  options: NumberOptions = {},
): Verdict {
  for (const [name, right] of Object.entries(wanted)) {
    const verdict = number(given[name], right, options)
    if (!verdict.isRight) return notYet(`${name}: ${verdict.text}`)
  }
  return right(`Right: ${Object.entries(wanted).map(([name, x]) => `${name} = ${said(x)}`).join(', ')}.`) // prettier-ignore
}

/** Gradients filled in by hand, of inputs and of named steps. */
function gradients(
  given: Readonly<Record<string, unknown>>,
  text: string,
  point: Point,
  { within = 1e-6 }: NumberOptions = {},
): Verdict {
  const program = formula(text)
  const data = numbers(program, point)
  const root = program.length - 1
  const places = new Map(program.flatMap((node, k) => (node.kind === 'input' ? [[node.name, k] as const] : node.kind === 'op' && node.label !== undefined ? [[node.label, k] as const] : []))) // prettier-ignore
  const truth = program.map((_, k) => slopeOfNode(program, point, k))
  const mine = [...truth]
  for (const [name, x] of Object.entries(given)) {
    const k = places.get(name)
    if (k === undefined) return notYet(`There is no ${name} in ${text}.`)
    mine[k] = numberIn(x) ?? NaN
  }
  const slopes = (at: number): readonly number[] => localSlopes(program, data, at)
  const graph = graphWith(program, data, mine, slopes)
  for (const [name, x] of Object.entries(given)) {
    const k = places.get(name) as number
    const yours = numberIn(x) ?? NaN
    const nudged = truth[k] as number
    if (near(yours, nudged, within)) continue
    const words = `Yours by ${name} is ${said(yours)}; nudging ${name} moves the result by ${said(nudged)} for each unit.`
    const question = near(yours, -nudged, within) ? `When ${name} grows a little, does the result rise or fall?` : `Which edges lead from ${name} to the result, and what stands on each?` // prettier-ignore
    const node = program[k]!
    const figure = node.kind === 'input' ? slopeFigure((t) => valueOf(program, { ...point, [name]: t }), point[name] as number, name, yours) : undefined // prettier-ignore
    return notYet(words, { question, graph, wrong: { node: k, yours, nudged }, ...(figure && { figure }) })
  }
  return right(`Right: each is what nudging and dual numbers say, of ${root + 1} nodes.`)
}

/** ∂root/∂node, by nudging the node and with dual numbers. */
function slopeOfNode(program: Program, point: Point, place: number): number {
  const node = program[place]!
  if (node.kind === 'number') return 0
  if (node.kind === 'input') return slopeBy(program, point, node.name) ?? NaN
  const name = ' '
  const opened = program.map((one, k) => (k === place ? ({ kind: 'input', name } as const) : one))
  return slopeBy(opened, { ...point, [name]: numbers(program, point)[place] as number }, name) ?? NaN
}
const drawn = (names: readonly string[], domain: Domain, random: PythonRandom): Point =>
  Object.fromEntries(names.map((name) => [name, random.uniform(...((domain[name] ?? [-3, 3]) as [number, number]))]))
const SIMPLE = [2, 3, 1, -1, 0.5, 0, -2, -3]
/** The simplest of the points that fail. */
function simplest(point: Point, domain: Domain, fails: (point: Point) => boolean): Point {
  let best = point
  for (const [name, x] of Object.entries(point)) {
    const [from, to] = domain[name] ?? [-3, 3]
    for (const simple of [...SIMPLE, Math.round(x), Math.round(10 * x) / 10])
      if (simple >= from && simple <= to && fails({ ...best, [name]: simple })) {
        best = { ...best, [name]: simple }
        break
      }
  }
  return best
}
const POINTS = 200

/** Judges a function at many points: `judge` gives what is wrong at one of them. */
function everywhere(
  names: readonly string[],
  domain: Domain,
  miss: (point: Point) => Verdict | 'not judged' | undefined,
  passed: (count: number) => string,
): Verdict {
  const random = new PythonRandom(3)
  let judged = 0
  const isMiss = (point: Point): boolean => typeof miss(point) === 'object'
  for (let k = 0; k < 4 * POINTS && judged < POINTS; k++) {
    const point = k < SIMPLE.length ? Object.fromEntries(names.map((name, i) => [name, SIMPLE[(k + 3 * i) % SIMPLE.length] as number])) : drawn(names, domain, random) // prettier-ignore
    if (Object.entries(point).some(([name, x]) => x < (domain[name]?.[0] ?? -3) || x > (domain[name]?.[1] ?? 3)))
      continue
    const found = miss(point)
    if (found === 'not judged') continue
    judged++
    if (found) return miss(simplest(point, domain, isMiss)) as Verdict
  }
  if (judged < 20)
    throw new RangeError(
      `check: it can be judged at ${judged} points only; say where by { domain: { ${names[0]}: [from, to] } }.`,
    )
  return right(passed(judged))
}

function tried(f: (...xs: number[]) => unknown, xs: readonly number[]): unknown {
  try {
    return f(...xs)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
const shown = (x: unknown): string => (x instanceof Error ? `it stops with: ${x.message}` : `it gives ${numberIn(x) === undefined ? (Array.isArray(x) ? `a list of ${x.length}` : typeof x) : said(numberIn(x) as number)}`) // prettier-ignore

/** The same function as the formula, or as another function. */
function same(
  f: (...xs: number[]) => unknown,
  wanted: string | ((...xs: number[]) => unknown),
  options: GradeOptions = {},
): Verdict {
  if (typeof f !== 'function') return notYet(`${typeof f} was given; a function is wanted.`)
  const { domain = {}, within = 1e-6 } = options
  const program = typeof wanted === 'string' ? formula(wanted) : undefined
  const names = options.inputs ?? (program ? inputsOf(program) : Array.from({ length: (wanted as () => unknown).length || 1 }, (_, k) => (k === 0 ? 'x' : `x${k}`))) // prettier-ignore
  const miss = (point: Point): Verdict | 'not judged' | undefined => {
    const xs = names.map((name) => point[name] as number)
    const truth = program ? valueOf(program, point) : numberIn((wanted as (...xs: number[]) => unknown)(...xs))
    if (truth === undefined || !Number.isFinite(truth)) return 'not judged'
    const given = tried(f, xs)
    const yours = numberIn(given)
    if (yours !== undefined && near(yours, truth, within)) return undefined
    const graph = program && graphWith(program, numbers(program, point), program.map((_, k) => slopeOfNode(program, point, k)), (at) => localSlopes(program, numbers(program, point), at)) // prettier-ignore
    return notYet(`At ${pointSaid(point)} ${shown(given)}; ${said(truth)} is wanted.`, { question: 'Follow the graph with these numbers: where do you part from it?', ...(graph && { graph }) }) // prettier-ignore
  }
  return everywhere(names, domain, miss, (count) => `Right at ${count} points.`)
}

/** The function gives the slope of the formula; of several inputs a list. */
function derivative(df: (...xs: number[]) => unknown, text: string, options: GradeOptions = {}): Verdict {
  if (typeof df !== 'function') return notYet(`${typeof df} was given; a function is wanted.`)
  const program = formula(text)
  const names = options.inputs ?? inputsOf(program)
  const { domain = {}, within = 1e-6 } = options
  const miss = (point: Point): Verdict | 'not judged' | undefined => {
    const truth = slopesOf(program, point)
    if (!truth) return 'not judged'
    const given = tried(df, names.map((name) => point[name] as number)) // prettier-ignore
    const list = Array.isArray(given) ? given : [given]
    const mine = list.map(numberIn)
    if (mine.includes(undefined) || mine.length !== names.length) return notYet(`At ${pointSaid(point)} ${shown(given)}; ${names.length === 1 ? 'a number' : `a list of ${names.length} numbers`} is wanted.`) // prettier-ignore
    const k = names.findIndex((name, i) => !near(mine[i] as number, truth.get(name) as number, within))
    if (k < 0) return undefined
    const [name, yours, nudged] = [names[k] as string, mine[k] as number, truth.get(names[k] as string) as number]
    const data = numbers(program, point)
    const node = program.findIndex((one) => one.kind === 'input' && one.name === name)
    const grads = program.map((_, at) => (at === node ? yours : slopeOfNode(program, point, at)))
    const figure = slopeFigure((x) => valueOf(program, { ...point, [name]: x }), point[name] as number, name, yours)
    return notYet(
      `At ${pointSaid(point)} your slope by ${name} is ${said(yours)}; nudging ${name} says ${said(nudged)}.`,
      {
        question: near(yours, -nudged, within)
          ? `When ${name} grows, does the result rise or fall here?`
          : `Walk from ${name} to the result: which numbers stand on the way?`,
        graph: graphWith(program, data, grads, (at) => localSlopes(program, data, at)),
        wrong: { node, yours, nudged },
        ...(figure && { figure }),
      },
    )
  }
  return everywhere(names, domain, miss, (count) => `Right at ${count} points, as nudging and dual numbers say.`)
}

const CURVES = ['x**2', '3*x**2 - 4*x + 5', 'x**3 - x', 'sin(x)', 'tanh(2*x)', 'exp(x) / 4', '5*x - 2'] as const

/** `slope(f, x)` finds the slope of any function. */
function slope(find: (f: (x: number) => number, x: number) => unknown, { within = 1e-4 }: NumberOptions = {}): Verdict {
  if (typeof find !== 'function') return notYet(`${typeof find} was given; a function is wanted: (f, x) => ….`)
  let count = 0
  for (const text of CURVES) {
    const program = formula(text)
    const f = (x: number): number => run<number>(program, () => x, (c) => c, (op, xs) => applied(op, xs.map(still))[0]).at(-1) as number // prettier-ignore
    const verdict = derivative((x) => find(f, x), text, { within })
    if (!verdict.isRight) return { ...verdict, text: `For f(x) = ${text}: ${verdict.text}` }
    count += POINTS
  }
  return right(`Right for ${CURVES.length} functions at ${count} points.`)
}

const that = (holds: unknown, otherwise: string): Verdict =>
  holds === true ? right('Right.') : notYet(String(otherwise))
const all = (...verdicts: readonly Verdict[]): Verdict => verdicts.find(({ isRight }) => !isRight) ?? right(verdicts.map(({ text }) => text).join(' ')) // prettier-ignore

/** All checks, as lessons call them. */
export interface Check {
  readonly number: typeof number
  readonly numbers: typeof numbersNamed
  readonly gradients: typeof gradients
  readonly same: typeof same
  readonly derivative: typeof derivative
  readonly slope: typeof slope
  readonly rule: (rule: Rule, text: string, options?: RuleOptions) => Verdict
  readonly step: (step: Step, text: string, options?: GradeOptions) => Verdict
  readonly backward: typeof gradeBackward
  readonly that: typeof that
  readonly all: typeof all
}
export const check: Check = {
  number,
  numbers: numbersNamed,
  gradients,
  same,
  derivative,
  slope,
  rule: gradeRule,
  step: gradeStep,
  backward: gradeBackward,
  that,
  all,
}

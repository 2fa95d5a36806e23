/** Judging a derivative rule: put as an op into random expressions, whose gradients are compared with what nudging and dual numbers say. */
import { isValue } from '../engine/index.js'
import * as rows from '../ops/rows.js'
import { PythonRandom } from '../random/index.js'
import { custom, hvp } from '../transforms/index.js'
import { examples, isWithin, named, shrunk, type Domain, type Example } from './example.js'
import { formula, inputsOf, run, written, type Program } from './formula.js'
import { bendOf, near, nudge, numbers, slopeBy, slopesOf, valueOf, type Own, type Point } from './judge.js'
import { graphWith, notYet, numberIn, pointSaid, right, said, type Verdict, type Wrong } from './verdict.js'
import { slopeFigure } from './picture.js'

export interface GradeOptions {
  /** Where the inputs are drawn from; −3 to 3. */
  readonly domain?: Domain
  /** How far off is right still, of the larger of 1 and the number. */
  readonly within?: number
  /** The inputs in order, where the formula has them in another. */
  readonly inputs?: readonly string[]
}
export interface RuleOptions extends GradeOptions {
  /** 2: the rule itself is differentiated too. */
  readonly order?: 1 | 2
}
/** What the reader gives the grader: how they answer at a node, and what all gradients come out as. */
interface Subject {
  /** Local slopes at one use, or why there are none. */
  local(y: number, inputs: readonly number[]): readonly number[] | string
  /** All gradients, by place. */
  backward(program: Program, data: readonly number[]): readonly number[] | string
}
/** ∂y/∂input each, of `y` and the inputs; one input: the number itself will do. */
export type Rule = (y: number, ...inputs: number[]) => unknown
/** A node as micrograd has it. */
export interface Box {
  data: number
  grad: number
}
export type Step = (out: Box, ...inputs: Box[]) => unknown

const JUDGED = { 1: 140, 2: 40 } as const
const OWN = 'yours'

export function ownOf(text: string, inputs?: readonly string[]): Own {
  const program = formula(text)
  return { op: OWN, formula: program, inputs: inputs ?? inputsOf(program) }
}

export function gradeRule(rule: Rule, text: string, options: RuleOptions = {}): Verdict {
  if (typeof rule !== 'function') return notYet(`${String(rule)} is no rule: a function is wanted, (y, ${ownOf(text, options.inputs).inputs.join(', ')}) => ….`) // prettier-ignore
  const own = ownOf(text, options.inputs)
  const slopes = listed(rule, own)
  const subject: Subject = {
    local: (y, inputs) => slopes(y, ...inputs),
    backward: (program, data) => backward(program, data, own, slopes),
  }
  const first = gradeFirst(subject, text, own, options)
  if (!first.isRight || options.order === 1) return first
  return gradeSecond(rule, text, own, options) ?? first
}

export function gradeStep(step: Step, text: string, options: GradeOptions = {}): Verdict {
  const own = ownOf(text, options.inputs)
  if (typeof step !== 'function') return notYet(`${String(step)} is no step: a function is wanted, (out, ${own.inputs.join(', ')}) => { … }.`) // prettier-ignore
  const boxed = (data: number): Box => ({ data, grad: 0 })
  const tried = (act: () => unknown): string | undefined => {
    try {
      act()
      return undefined
    } catch (error) {
      return `it stops with: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  const subject: Subject = {
    local(y, inputs) {
      const [out, boxes] = [{ ...boxed(y), grad: 1 }, inputs.map(boxed)]
      return tried(() => step(out, ...boxes)) ?? boxes.map(({ grad }) => grad)
    },
    backward(program, data) {
      const boxes = data.map(boxed)
      boxes.at(-1)!.grad = 1
      for (let at = program.length - 1; at >= 0; at--) {
        const node = program[at]!
        if (node.kind !== 'op') continue
        const operands = node.inputs.map((k) => boxes[k] as Box)
        if (node.op === OWN) {
          const trouble = tried(() => step(boxes[at] as Box, ...operands))
          if (trouble !== undefined) return trouble
        } else known(node.op, operands.map((one) => one.data)).forEach((slope, k) => (operands[k]!.grad += slope * boxes[at]!.grad)) // prettier-ignore
      }
      return boxes.map(({ grad }) => grad)
    },
  }
  return gradeFirst(subject, text, own, options)
}

/** The rule as a function that gives a list of numbers, or says why it gives none. */
function listed(rule: Rule, own: Own): (y: number, ...inputs: number[]) => readonly number[] | string {
  return (y, ...inputs) => {
    let given: unknown
    try {
      given = rule(y, ...inputs)
    } catch (error) {
      return `it stops with: ${error instanceof Error ? error.message : String(error)}`
    }
    const list = Array.isArray(given) ? given : [given]
    const slopes = list.map(numberIn)
    if (list.length !== own.inputs.length || slopes.includes(undefined))
      return `it gives ${Array.isArray(given) ? `a list of ${list.length}` : typeof given}; ${own.inputs.length === 1 ? 'a number' : `a list of ${own.inputs.length} numbers`} is wanted, one for each input`
    return slopes as number[]
  }
}

/** The local slopes of an op that everybody knows. */
function known(op: string, inputs: readonly number[]): readonly number[] {
  const names = inputs.map((_, k) => `x${k}`)
  const program: Program = [
    ...names.map((name) => ({ kind: 'input', name }) as const),
    { kind: 'op', op, inputs: names.map((_, k) => k) },
  ]
  const point = Object.fromEntries(names.map((name, k) => [name, inputs[k] as number]))
  return names.map((name) => slopeBy(program, point, name) ?? NaN)
}

function backward(
  program: Program,
  data: readonly number[],
  own: Own,
  slopes: (y: number, ...inputs: number[]) => readonly number[] | string,
): readonly number[] | string {
  const grad = data.map(() => 0)
  grad[grad.length - 1] = 1
  for (let at = program.length - 1; at >= 0; at--) {
    const node = program[at]!
    if (node.kind !== 'op') continue
    const inputs = node.inputs.map((k) => data[k] as number)
    const found = node.op === own.op ? slopes(data[at] as number, ...inputs) : known(node.op, inputs)
    if (typeof found === 'string') return found
    node.inputs.forEach((k, i) => (grad[k]! += found[i]! * grad[at]!))
  }
  return grad
}

interface Miss {
  readonly name: string
  readonly yours: number
  readonly nudged: number
  readonly trouble?: string
}

function gradeFirst(subject: Subject, text: string, own: Own, options: GradeOptions): Verdict {
  const { domain = {}, within = 1e-6 } = options
  const missOf = (example: Example): Miss | undefined | 'not judged' => {
    const { program, point } = example
    if (!isWithin(example, own, domain)) return 'not judged'
    const truth = slopesOf(program, point, own)
    if (!truth) return 'not judged'
    const grad = subject.backward(program, numbers(program, point, own))
    if (typeof grad === 'string') return { name: '', yours: NaN, nudged: NaN, trouble: grad }
    for (const [name, nudged] of truth) {
      const yours = grad[program.findIndex((node) => node.kind === 'input' && node.name === name)] as number
      if (!near(yours, nudged, within)) return { name, yours, nudged }
    }
    return undefined
  }
  let [judged, tried] = [0, 0]
  for (const example of examples(own, domain, new PythonRandom(1))) {
    if (judged >= JUDGED[1] || ++tried > 40 * JUDGED[1]) break
    const miss = missOf(example)
    if (miss === 'not judged') continue
    judged++
    if (!miss) continue
    const smallest = named(
      shrunk(example, (smaller) => isMiss(missOf(smaller))),
      own,
    )
    return refusal(smallest, missOf(smallest) as Miss, subject, text, own)
  }
  if (judged < 20) throw new RangeError(`check: ${text} can be judged at ${judged} of ${tried} points only; say where by { domain: { ${own.inputs[0]}: [from, to] } }.`) // prettier-ignore
  return right(`Right in ${judged} random expressions: as dual numbers and as nudging say.`)
}
const isMiss = (miss: Miss | undefined | 'not judged'): boolean => miss !== undefined && miss !== 'not judged'

function refusal({ program, point }: Example, miss: Miss, subject: Subject, text: string, own: Own): Verdict {
  const data = numbers(program, point, own)
  const truth = (at: number): readonly number[] => {
    const node = program[at]!
    if (node.kind !== 'op') return []
    const inputs = node.inputs.map((k) => data[k] as number)
    if (node.op !== own.op) return known(node.op, inputs)
    const here = Object.fromEntries(own.inputs.map((name, k) => [name, inputs[k] as number]))
    return own.inputs.map((name) => slopeBy(own.formula, here, name) ?? NaN)
  }
  const local = (at: number): readonly number[] => {
    const node = program[at]!
    if (node.kind !== 'op' || node.op !== own.op) return truth(at)
    const found = subject.local(data[at] as number, node.inputs.map((k) => data[k] as number)) // prettier-ignore
    return typeof found === 'string' ? truth(at) : found
  }
  const found = subject.backward(program, data)
  const grad = typeof found === 'string' ? data.map(() => NaN) : found
  const called = opOf(own) ?? OWN
  const graph = graphWith(program, data, grad, local, { op: own.op, called })
  const place = program.findIndex((node) => node.kind === 'input' && node.name === miss.name)
  if (miss.trouble !== undefined) {
    const node = program.findIndex((one) => one.kind === 'op' && one.op === own.op)
    return notYet(`At ${pointSaid(point)} ${miss.trouble}.`, {
      graph,
      wrong: { node, yours: NaN, nudged: valueOf(program, point, own) },
    })
  }
  let wrong: Wrong = { node: place, yours: miss.yours, nudged: miss.nudged }
  program.forEach((node, at) => {
    if (node.kind !== 'op' || node.op !== own.op || wrong.input !== undefined) return
    const [mine, its] = [local(at), truth(at)]
    const k = mine.findIndex((slope, i) => !near(slope, its[i] as number, 1e-6))
    if (k >= 0) wrong = { node: at, input: k, yours: mine[k] as number, nudged: its[k] as number }
  })
  const figure = slopeFigure((x) => valueOf(program, { ...point, [miss.name]: x }, own), point[miss.name] as number, miss.name, miss.yours) // prettier-ignore
  const uses = program.reduce((sum, node) => sum + (node.kind === 'op' ? node.inputs.filter((k) => k === place).length : 0), 0) // prettier-ignore
  const what = `y = ${written(program, own, text)}`
  const words = `In ${what}, at ${pointSaid(point)}, your slope by ${miss.name} comes to ${said(miss.yours)}; nudging ${miss.name} says ${said(miss.nudged)}.`
  return notYet(words, { question: asked(miss, wrong, uses, point), graph, wrong, ...(figure && { figure }) })
}

/** The op that the formula is by itself, so that its sign can be drawn. */
function opOf({ formula: program, inputs }: Own): string | undefined {
  const last = program.at(-1)!
  return last.kind === 'op' && program.length === inputs.length + 1 && last.inputs.every((k, i) => { const node = program[k]!; return node.kind === 'input' && node.name === inputs[i] }) ? last.op : undefined // prettier-ignore
}

function asked({ name, yours, nudged }: Miss, wrong: Wrong, uses: number, point: Point): string {
  if (wrong.input === undefined && uses > 1)
    return `Each use by itself is right. Here ${name} is used ${uses === 2 ? 'twice' : `${uses} times`}: what has to happen with the parts?`
  if (Number.isNaN(yours))
    return `Your rule gives no number at ${pointSaid(point)}. What is divided there, and by what?`
  if (near(yours, -nudged, 1e-6)) return `When ${name} grows a little, does y rise or fall? Look at the sign.`
  if (nudged === 0) return `At this point y does not move with ${name}. Where does your rule say so?`
  if (yours === 0) return `Does y stand still when ${name} moves? Your rule says so here.`
  const ratio = yours / nudged
  if (near(ratio, Math.round(ratio), 1e-6) || near(1 / ratio, Math.round(1 / ratio), 1e-6))
    return `Yours is ${said(ratio)} times what it should be here. Is that so at other points, too?`
  return `The right slope is ${said(nudged)} here. Which numbers can it be made of?`
}

/** The rule differentiated: by the engine, as it would be in a program. */
function gradeSecond(
  rule: Rule,
  text: string,
  own: Own,
  { domain = {}, within = 1e-6 }: RuleOptions,
): Verdict | undefined {
  const box = custom(
    Object.assign((...inputs: number[]) => numberOf(own, inputs), { displayName: text }),
    {
      vjp(g: number, y: number, ...inputs: number[]) {
        const given = rule(y, ...inputs)
        const all = (Array.isArray(given) ? given : [given]).map((slope: number) => rows.mul(g, slope))
        return all.length === 1 ? all[0] : all
      },
      jvp(tangents: number | readonly number[], y: number, ...inputs: number[]) {
        const ways = Array.isArray(tangents) ? (tangents as readonly number[]) : [tangents as number]
        const given = rule(y, ...inputs)
        const all = Array.isArray(given) ? given : [given]
        return ways.reduce((sum, way, k) => rows.add(sum, rows.mul(all[k] as number, way)), 0)
      },
    },
  )
  const apply = (op: string, inputs: readonly number[]): number =>
    op === own.op ? box(...inputs) : (rows as unknown as Readonly<Record<string, (...inputs: readonly number[]) => number>>)[op]!(...inputs) // prettier-ignore
  const random = new PythonRandom(2)
  const bend = ({ program, point }: Example, way: Point): number | string => {
    const names = inputsOf(program)
    const f = (...xs: number[]): number => run(program, (name) => xs[names.indexOf(name)] as number, (x) => x, apply).at(-1) as number // prettier-ignore
    try {
      const product: unknown = hvp(f as never, names.map((name) => point[name]) as never, names.map((name) => way[name])) // prettier-ignore
      const list = (Array.isArray(product) ? product : [product]) as number[]
      return list.reduce((sum, x, k) => sum + (isValue(x) ? x.data : x) * (way[names[k] as string] as number), 0)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  const waysOf = (names: readonly string[]): readonly Point[] => [
    ...names.map((one) => Object.fromEntries(names.map((name) => [name, name === one ? 1 : 0]))),
    ...(names.length > 1 ? [Object.fromEntries(names.map((name, k) => [name, k % 2 === 0 ? 1 : 0.5]))] : []),
  ]
  const missOf = (example: Example): { way: Point; yours: number | string; truth: number } | undefined => {
    if (!isWithin(example, own, domain) || !slopesOf(example.program, example.point, own)) return undefined
    for (const way of waysOf(inputsOf(example.program))) {
      const truth = bendOf(example.program, example.point, way, own)
      if (truth === undefined) continue
      const yours = bend(example, way)
      if (typeof yours === 'string' || !near(yours, truth, 10 * within)) return { way, yours, truth }
    }
    return undefined
  }
  let seen = 0
  for (const example of examples(own, domain, random)) {
    if (++seen > JUDGED[2] * 2) return undefined
    if (!missOf(example)) continue
    const smallest = named(
      shrunk(example, (smaller) => missOf(smaller) !== undefined),
      own,
    )
    const { program, point } = smallest
    const miss = missOf(smallest) as NonNullable<ReturnType<typeof missOf>>
    const [name = ''] = Object.entries(miss.way).find(([, x]) => x !== 0) ?? []
    const data = numbers(program, point, own)
    const slopes = listed(rule, own)
    const grad = backward(program, data, own, slopes) as readonly number[]
    const local = (at: number): readonly number[] => {
      const node = program[at]!
      if (node.kind !== 'op') return []
      const inputs = node.inputs.map((k) => data[k] as number)
      return node.op === own.op ? (slopes(data[at] as number, ...inputs) as readonly number[]) : known(node.op, inputs)
    }
    const graph = graphWith(program, data, grad, local, { op: own.op, called: opOf(own) ?? OWN })
    const yours = typeof miss.yours === 'string' ? NaN : miss.yours
    const wrong: Wrong = {
      node: program.findIndex((node) => node.kind === 'input' && node.name === name),
      yours,
      nudged: miss.truth,
    }
    const slope = (x: number): number => nudge((t) => valueOf(program, { ...point, [name]: t }, own), x)
    const figure = slopeFigure(slope, point[name] as number, name, yours, `the slope by ${name}`)
    const says =
      typeof miss.yours === 'string'
        ? `cannot be differentiated: ${miss.yours}`
        : `moves by ${said(miss.yours)} for each unit of ${name}; nudging the slope says ${said(miss.truth)}`
    return notYet(`The slope itself is right. Differentiated once more it is not: at ${pointSaid(point)} it ${says}.`, {
      question:
        'A rule can be differentiated when it is made of y and the inputs by operators. Where does yours take a plain number instead?',
      graph,
      wrong,
      ...(figure && { figure }),
    })
  }
  return undefined
}
function numberOf(own: Own, inputs: readonly number[]): number {
  return valueOf(own.formula, Object.fromEntries(own.inputs.map((name, k) => [name, inputs[k] as number])))
}

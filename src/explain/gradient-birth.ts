/** Where a gradient of NaN, ∞ or 0 was born on the way back, and by which rule. */
import {
  birthOf,
  dataOf,
  isFlat,
  isStep,
  nodeAt,
  number,
  operandsAt,
  told,
  wayTo,
  type Birth,
  type Site,
} from './birth.js'
import { plain } from './plain.js'
import { say } from './saying.js'
import type { BackwardStep, Stepper } from './stepper.js'

/** The steps that lead into each node. */
type Ways = (place: number) => readonly number[]
function waysOf({ steps, graph }: Stepper): Ways {
  const latest = graph.nodes.map(() => -1)
  steps.forEach((step, k) => {
    if (step.kind === 'backward') latest[step.operand] = k
  })
  return (place) => {
    const ways: number[] = []
    for (let k = latest[place] as number; k >= 0; k = (steps[k] as BackwardStep).previous) ways.unshift(k)
    return ways
  }
}

/** The gradient of a node after the whole pass; undefined if no way leads to it. */
export function gradientAt(walk: Stepper, place: number): number | undefined {
  const last = waysOf(walk)(place).at(-1)
  if (last !== undefined) return (walk.steps[last] as BackwardStep).after
  const seed = walk.steps.find(({ kind }) => kind === 'seed')
  return seed?.kind === 'seed' && seed.node === place ? seed.grad : undefined
}

/** The first gradient of NaN or ∞ in the pass: undefined if there is none. */
export function firstWrong({ steps }: Stepper): number | undefined {
  for (const step of steps) if (step.kind === 'backward' && !Number.isFinite(step.after)) return step.operand
  return undefined
}

/** Where the gradient of a node was born. */
export function gradientBirthOf(site: Site, walk: Stepper, place: number): Birth {
  const gradient = gradientAt(walk, place)
  const ways = waysOf(walk)
  if (gradient === undefined) return cutOff(site, walk, place)
  const step = (k: number): BackwardStep => walk.steps[k] as BackwardStep
  const into = (at: number): readonly BackwardStep[] => ways(at).map(step)
  if (into(place).length === 0)
    return { why: 'given', path: [place], reason: `the way back begins here with ${number(gradient)}` }
  // What is wrong with a gradient: a way that brought it, unless it was so already where that way came from.
  const is = (x: number): boolean => (Number.isNaN(gradient) ? Number.isNaN(x) : gradient === 0 ? x === 0 : Math.abs(x) === Infinity) // prettier-ignore
  const isBrought = ({ contribution, adjoint }: BackwardStep): boolean => is(contribution) && is(adjoint)
  const next = (at: number): number[] =>
    into(at)
      .filter(isBrought)
      .map(({ node }) => node)
  const isEnd = (at: number): boolean =>
    into(at).length === 0 ||
    (into(at).some(({ adjoint }) => !is(adjoint)) === true && !(gradient !== 0 && next(at).length > 0))
  const path = wayTo(place, next, isEnd) as number[]
  const born = path.at(-1) as number
  const all = ways(born)
  const k = all.find((one) => is(step(one).contribution) && !is(step(one).adjoint))
  if (all.length === 0)
    return { why: 'given', path, reason: `the way back begins at ${site.names.text[born]} with ${number(gradient)}` }
  if (k === undefined || (gradient === 0 && into(born).some(({ contribution }) => contribution !== 0))) {
    const parts = into(born).map(({ contribution }) => number(contribution)).join(' and ') // prettier-ignore
    const why = gradient === 0 ? 'cancelled' : Number.isNaN(gradient) ? 'no number' : 'overflow'
    return {
      why,
      path,
      reason: `${all.length} ways bring ${parts} to ${site.names.text[born]}, which come to ${number(gradient)}`,
    }
  }
  const edge = bornOn(site, walk, k)
  return { ...edge, path: [...path, ...edge.path] }
}

/** What happened on one edge. */
function bornOn(site: Site, walk: Stepper, k: number): Birth {
  const { node, operand, input, slope, adjoint, contribution } = walk.steps[k] as BackwardStep
  const { text } = site.names
  const rule = plain(say(walk, k).rule?.tex ?? `∂${text[node]}/∂${text[operand]} = ${number(slope)}`)
  const L = text[walk.root]
  const above = `∂${L}/∂${text[node]} = ${number(adjoint)}`
  if (Number.isNaN(contribution)) {
    const cause = [node, operand].find((place) => Number.isNaN(nodeAt(site, place).data))
    if (cause !== undefined) {
      const birth = birthOf(site, cause)
      return {
        ...birth,
        path: cause === node ? birth.path : [node, ...birth.path],
        reason: `${text[cause]} itself is NaN, ${birth.reason}`,
      }
    }
    if (Number.isNaN(slope))
      return { why: 'no number', path: [node], reason: `born in the slope of ${told(site, node)}: ${rule}` }
    return {
      why: 'zero times infinity',
      path: [node],
      reason: `born in ${told(site, node)}, where ${rule} meets ${above}, and 0 times ∞ is no number`,
    }
  }
  if (contribution !== 0) {
    if (Math.abs(slope) === Infinity)
      return { why: 'pole', path: [node], reason: `born in ${told(site, node)}, where ${rule}` }
    return {
      why: 'overflow',
      path: [node],
      reason: `born in ${told(site, node)}, where ${rule} times ${above} is more than the largest double`,
    }
  }
  if (slope !== 0)
    return {
      why: 'underflow',
      path: [node],
      reason: `born in ${told(site, node)}, where ${rule} times ${above} is less than the smallest double`,
    }
  if (isStep(site, node, input))
    return { why: 'step', path: [node], reason: `born in ${told(site, node)}, whose slope is 0 wherever it has one` }
  if (isFlat(site, node, input) && dataOf(site, node).length === 1) {
    const { data } = nodeAt(site, node)
    return data === 0
      ? {
          why: 'dead',
          path: [node],
          reason: `born in ${told(site, node)}, which is dead there: it gives 0 and passes nothing back (${rule})`,
        }
      : {
          why: 'saturated',
          path: [node],
          reason: `born in ${told(site, node)}, which is saturated there: it gives ${number(data)} whatever its input does nearby (${rule})`,
        }
  }
  return { why: 'times zero', path: [node], reason: `born in ${told(site, node)}, where ${rule}` }
}

/** Why no gradient comes to a node at all. */
function cutOff(site: Site, walk: Stepper, place: number): Birth {
  const { text } = site.names
  const L = text[walk.root] as string
  if (!nodeAt(site, place).requiresGrad) {
    const what = nodeAt(site, place).kind === 'constant' ? 'is a constant' : 'carries none (requiresGrad is false)'
    return { why: 'detached', path: [place], reason: `${text[place]} ${what}` }
  }
  const users: number[][] = site.graph.nodes.map(() => [])
  site.graph.nodes.forEach((_, user) => {
    for (const operand of operandsAt(site, user)) users[operand]?.push(user)
  })
  const isClosed = (user: number, operand: number): boolean => {
    const { slopes } = nodeAt(site, user)
    return operandsAt(site, user).every((at, k) => at !== operand || slopes[k] === null)
  }
  const path = wayTo(place, (at) => (users[at] as number[]).filter((user) => !isClosed(user, at)), (at) => (users[at] as number[]).some((user) => isClosed(user, at))) // prettier-ignore
  const end = path?.at(-1)
  const gate = end === undefined ? undefined : (users[end] as number[]).find((user) => isClosed(user, end))
  if (path === undefined || gate === undefined)
    return { why: 'detached', path: [place], reason: `no way leads from it to ${L}` }
  return {
    why: 'stopped',
    path: [...path, gate],
    reason: `${told(site, gate)} lets no gradient through to ${text[end as number]}`,
  }
}

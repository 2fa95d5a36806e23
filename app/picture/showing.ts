/** What a picture shows of a session: all of it at rest, or what is there after so many steps. */
import type { Moment, Step, Stepper } from '../../src/explain/index.js'
import type { Showing } from '../../src/figures/index.js'
import type { Session } from '../program/session.js'

/** Everything, and nobody walks. */
export function atRest(session: Session): Showing {
  const node = (place: number): Session['graph']['nodes'][number] => session.graph.nodes[place]!
  return {
    data: (place) => session.data(place),
    grad: (place) => (node(place).requiresGrad ? session.grad(place) : null),
    slope: (place, input) => node(place).slopes[input] ?? null,
    walk: () => 'rest',
  }
}

/** Which step walks each edge: by node, the steps of its inputs. */
export function edgeSteps({ graph, steps }: Stepper): (Int32Array | undefined)[] {
  const found: (Int32Array | undefined)[] = []
  steps.forEach((step, k) => {
    if (step.kind !== 'backward') return
    const at = (found[step.node] ??= new Int32Array(graph.nodes[step.node]!.inputs.length).fill(-1))
    at[step.input] = k
  })
  return found
}

/** The numbers after so many steps; `hidden`: gradients that are not shown although they are there. */
export function atMoment(
  session: Session,
  walk: Stepper,
  moment: Moment,
  edges: readonly (Int32Array | undefined)[],
  hidden?: (place: number) => boolean,
): Showing {
  const { nodes } = walk.graph
  const last = moment.k - 1
  const step = walk.steps[last]
  return {
    data: (place) => moment.data[place] ?? null,
    grad: (place) => (hidden?.(place) ? null : (moment.grad[place] ?? null)),
    slope: (place, input) => nodes[place]!.slopes[input] ?? null,
    walk(place, input) {
      const at = edges[place]?.[input] ?? -1
      return at < 0 || at > last ? 'ahead' : at === last ? 'now' : 'walked'
    },
    ...(step && { step: { place: placeOf(step), washed: washed(session, step) } }),
  }
}

/** Where a step lands. */
export const placeOf = (step: Step): number => (step.kind === 'backward' ? step.operand : step.node)

/** The cells that a step is about: where it lands, and exactly what it is made of. */
function washed(session: Session, step: Step): { readonly place: number; readonly cell: 'data' | 'grad' }[] {
  const { nodes } = session.graph
  if (step.kind === 'seed') return [{ place: step.node, cell: 'grad' }]
  const inputs = nodes[step.node]!.inputs.map((id) => session.placeOf(id))
  if (step.kind === 'forward')
    return [{ place: step.node, cell: 'data' }, ...inputs.map((place) => ({ place, cell: 'data' as const }))]
  const slope = inputs.find(
    (place, k) => k !== step.input && nodes[place]!.kind !== 'constant' && nodes[place]!.data === step.slope,
  )
  return [
    { place: step.operand, cell: 'grad' },
    { place: step.node, cell: 'grad' },
    ...(slope === undefined ? [] : [{ place: slope, cell: 'data' as const }]),
  ]
}

/** Why: where a NaN, an infinity or a zero was born, in one sentence, with the way back to it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { why, type Cause } from '../../src/explain/index.js'
import type { Session } from '../program/session.js'
import type { Walk } from '../program/walk.js'

export interface AskedProps {
  readonly session: Session
  readonly walk: Walk
  readonly k: number
  /** What is asked about: the box with the focus, or where the step lands. */
  readonly place: number | undefined
  goTo(place: number): void
}

export function Asked({ session, walk, k, place, goTo }: AskedProps): JSX.Element | null {
  const [asked, setAsked] = useState<{ readonly place: number; readonly version: unknown } | undefined>(undefined)
  const { graph } = session
  const root = graph.nodes[session.rootPlace]!
  const isBroken = !Number.isFinite(root.data)
  const about = isBroken ? session.rootPlace : place
  const node = about === undefined ? undefined : graph.nodes[about]
  if (!node || about === undefined) return null
  const { text } = walk.all.names
  const moment = walk.at(k)
  const grad = moment.grad[about]
  const isOdd = (x: number | null | undefined): boolean =>
    x === 0 || (x !== null && x !== undefined && !Number.isFinite(x))
  const isOddData = isOdd(node.data) && moment.data[about] !== null
  const isOddGrad = node.kind !== 'constant' && isOdd(grad)
  const isEmpty = !node.requiresGrad && node.kind !== 'constant'
  if (!isBroken && !isOddData && !isOddGrad && !isEmpty) return null
  const isSaid = isBroken || (asked?.place === about && asked.version === graph)
  if (!isSaid)
    return (
      <button type="button" class="plain link why" onClick={() => setAsked({ place: about, version: graph })}>
        Why is {isOddGrad ? `∂${text[session.rootPlace]}/∂${text[about]}` : text[about]}{' '}
        {isEmpty && !isOddData ? 'without a gradient' : sayNumber(isOddGrad ? grad! : node.data)}?
      </button>
    )
  const cause = causeOf(session, node.id, isOddData && !isOddGrad && !isBroken)
  if (!cause) return null
  const born = cause.path.at(-1)
  return (
    <div class={`cause${isBroken ? ' bad' : ''}`}>
      <p>
        {isBroken ? '✗ ' : ''}
        {cause.sentence}
        {cause.hint === undefined ? '' : ` ${cause.hint}`}
      </p>
      {born && session.placeOf(born.id) !== about && (
        <button type="button" class="plain link" onClick={() => goTo(session.placeOf(born.id))}>
          Go where it was born
        </button>
      )}
    </div>
  )
}

const sayNumber = (x: number): string => (Number.isNaN(x) ? 'NaN' : x === 0 ? '0' : x > 0 ? '∞' : '−∞')

function causeOf(session: Session, id: number, isOfData: boolean): Cause | undefined {
  try {
    const { graph } = session
    // Of a number the graph that ends in it is asked, of a gradient the whole.
    return why(id, isOfData ? { ...graph, root: id, nodes: graph.nodes } : graph)
  } catch {
    return undefined
  }
}

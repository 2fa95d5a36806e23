/** Which scopes are folded, as the address says it, and the choice between two or three ways. */
import type { JSX } from 'preact'
import { visible } from '../../src/figures/index.js'
import type { GraphScope } from '../../src/engine/index.js'
import type { Session } from '../program/session.js'

/** More boxes than this are not drawn at once. */
export const MOST_UNFOLDED = 3000

/** How the address says that scopes are folded. */
export function foldingOf(open: string | undefined, { graph }: Session): { fold: boolean; open: number[] } {
  const isMany = graph.nodes.length > 500
  if (open === 'all') return { fold: graph.nodes.length > MOST_UNFOLDED, open: [] }
  if (open === undefined) return { fold: isMany, open: [] }
  const scopes = open
    .split(',')
    .map(Number)
    .filter((s) => Number.isInteger(s) && s >= 0 && s < graph.scopes.length)
  return { fold: true, open: scopes }
}

type Option = readonly [name: string, isOn: boolean, choose: () => void, isOff?: boolean]
export function Choice({ name, options }: { readonly name: string; readonly options: readonly Option[] }): JSX.Element {
  return (
    <span class="seg" role="group" aria-label={name}>
      {options.map(([says, isOn, choose, isOff]) => (
        <button
          key={says}
          type="button"
          aria-pressed={isOn}
          disabled={isOff === true}
          title={isOff ? `more than ${MOST_UNFOLDED} nodes` : undefined}
          onClick={choose}
        >
          {says}
        </button>
      ))}
    </span>
  )
}

/** The scopes that were unfolded one by one, each to be folded again. */
export function Unfolded({
  scopes,
  open,
  fold,
}: {
  readonly scopes: readonly GraphScope[]
  readonly open: readonly number[]
  fold(scope: number): void
}): JSX.Element | null {
  if (open.length === 0) return null
  return (
    <p class="unfolded" role="group" aria-label="Unfolded">
      Unfolded:
      {open.map((scope) => (
        <button key={scope} type="button" class="plain link" onClick={() => fold(scope)}>
          <span class="sr">Fold </span>
          {wayTo(scopes, scope)}
          <span aria-hidden="true"> ✕</span>
        </button>
      ))}
    </p>
  )
}
/** A scope with those around it: layer 2 › neuron 0. */
function wayTo(scopes: readonly GraphScope[], scope: number): string {
  const names: string[] = []
  for (let at = scope; at >= 0; at = scopes[at]!.parent) names.unshift(visible(scopes[at]!.name))
  return names.join(' › ')
}

/** Autograd beside nudging: each input with its number, what the walk has found of its gradient, and what moving it by hand says. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { exact, fixed, number } from '../picture/number.js'
import type { Leaf, Session } from '../program/session.js'

/** More rows than this are not for reading. */
const ROWS = 12
const H = 1e-4

export interface NudgingProps {
  readonly session: Session
  /** What the walk has found of the gradient of a place; null where it is not there yet. */
  grad(place: number): number | null
  /** By place. */
  readonly names: readonly string[]
  /** Whether the gradient of a place is complete and may be shown. */
  isKnown(place: number): boolean
  /** Where the step lands. */
  readonly now: number | undefined
  /** Changes when numbers did. */
  readonly version: unknown
  readonly isHeld: boolean
  onSet(leaf: Leaf, x: number): void
}

export function Nudging({
  session,
  names,
  grad: gradOf,
  isKnown,
  now,
  version,
  isHeld,
  onSet,
}: NudgingProps): JSX.Element | null {
  const shown = rowsOf(session, now)
  const nudged = useNudged(session, shown, version, isHeld)
  if (session.leaves.length === 0) return null
  const left = session.leaves.length - shown.length
  return (
    <table class="nudging">
      <caption>Autograd beside nudging: each input moved by ±{H}, the rest held still</caption>
      <thead>
        <tr>
          <th scope="col">input</th>
          <th scope="col">data</th>
          <th scope="col">autograd</th>
          <th scope="col">nudged</th>
          <th scope="col">apart by</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((leaf) => {
          const grad = isKnown(leaf.place) ? gradOf(leaf.place) : null
          const by = nudged.get(leaf.place)
          return (
            <tr key={leaf.place} class={leaf.place === now ? 'now' : ''}>
              <th scope="row">
                <var>{names[leaf.place]}</var>
              </th>
              <td class="d">
                <Datum leaf={leaf} name={names[leaf.place]!} isFixed={!session.isAlive} onSet={(x) => onSet(leaf, x)} />
              </td>
              <td class="g num">
                {grad === null ? <span class="blank" role="img" aria-label="not there yet" /> : fixed(grad, 8)}
              </td>
              <td class="num">{by === undefined ? '…' : fixed(by, 8)}</td>
              <td class="q num">{grad === null || by === undefined ? '' : <Tiny x={Math.abs(grad - by)} />}</td>
            </tr>
          )
        })}
      </tbody>
      {left > 0 && (
        <tfoot>
          <tr>
            <td colSpan={5}>and {left.toLocaleString('en')} more</td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}

/** The first inputs, and the one that the step is about. */
function rowsOf({ leaves }: Session, now: number | undefined): readonly Leaf[] {
  if (leaves.length <= ROWS) return leaves
  const first = leaves.slice(0, ROWS)
  const here = leaves.find(({ place }) => place === now)
  return here && !first.includes(here) ? [...first.slice(0, -1), here] : first
}

/** Nudging never waits for autograd; while a leaf is dragged it follows where that costs nothing. */
function useNudged(
  session: Session,
  leaves: readonly Leaf[],
  version: unknown,
  isHeld: boolean,
): ReadonlyMap<number, number> {
  const [found, setFound] = useState<ReadonlyMap<number, number>>(new Map())
  const places = leaves.map(({ place }) => place).join()
  useEffect(() => {
    if (!session.isAlive || ((isHeld || session.isFollowing) && session.graph.nodes.length > 200)) return
    const all = new Map<number, number>()
    if (session.graph.nodes.length <= 200) {
      for (const leaf of leaves) all.set(leaf.place, session.nudged(leaf, H) as number)
      session.doneNudging()
      return setFound(all)
    }
    // One after the other: between two of them the page may draw, and a leaf may be moved.
    let isOver = false
    let timer = setTimeout(() => void next(), 120)
    async function next(): Promise<void> {
      const leaf = leaves[all.size]
      if (leaf) {
        const slope = await session.nudged(leaf, H)
        if (isOver) return
        all.set(leaf.place, slope)
        timer = setTimeout(() => void next(), 0)
      } else {
        session.doneNudging()
        setFound(all)
      }
    }
    return () => {
      isOver = true
      clearTimeout(timer)
      if (all.size > 0 && all.size < leaves.length) session.doneNudging()
    }
  }, [session, places, version, isHeld, session.isFollowing])
  return found
}

/** A number that can be typed over. */
function Datum({
  leaf,
  name,
  isFixed,
  onSet,
}: {
  readonly leaf: Leaf
  readonly name: string
  readonly isFixed: boolean
  onSet(x: number): void
}): JSX.Element {
  const [typed, setTyped] = useState<string | undefined>(undefined)
  const { data } = leaf.value
  if (isFixed) return <span class="num">{number(data)}</span>
  const commit = (text: string): void => {
    setTyped(undefined)
    const x = Number(text.replace('−', '-').replace(',', '.'))
    if (text.trim() !== '' && Number.isFinite(x) && !Object.is(x, data)) onSet(x)
  }
  return (
    <input
      class="datum"
      inputMode="decimal"
      aria-label={`data of ${name}`}
      value={typed ?? number(data)}
      size={8}
      spellcheck={false}
      autocomplete="off"
      onFocus={(event) => {
        // All digits, at once: whoever types next types over them.
        const field = event.currentTarget
        field.value = exact(data)
        field.select()
        setTyped(field.value)
      }}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value)
        else if (event.key === 'Escape') {
          setTyped(undefined)
          event.currentTarget.blur()
        } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          event.preventDefault()
          const step = stepOf(data) * (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1)
          const x = Number((data + step).toPrecision(12))
          onSet(x)
          setTyped(exact(x))
        }
      }}
    />
  )
}
/** A small step of a number: a hundredth of its power of ten. */
export const stepOf = (x: number): number => 10 ** (Math.floor(Math.log10(Math.max(1, Math.abs(x)))) - 1)

/** A difference: two digits and a power of ten. */
function Tiny({ x }: { readonly x: number }): JSX.Element {
  if (x === 0 || !Number.isFinite(x) || x >= 0.001) return <>{number(x)}</>
  const [digits, power] = x.toExponential(1).split('e')
  return (
    <>
      {digits} · 10<sup>{String(Number(power)).replace('-', '−')}</sup>
    </>
  )
}

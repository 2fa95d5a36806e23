/** A function of several numbers: lines of equal height over the first two, and each input nudged alone. */
import type { JSX } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { plotLandscape } from '../../src/figures/index.js'
import { useMedia } from '../frame/media.js'
import { exact, number } from '../picture/number.js'
import { SliderField } from './fields.js'
import type { Read } from './functions.js'
import { Plot } from './plot.js'

const H = 0.0001

export interface SeveralProps {
  readonly f: Read
  readonly given: ReadonlyMap<string, number>
  readonly isStale: boolean
  onSet(point: ReadonlyMap<string, number>): void
}

export function SeveralInputs({ f, given, isStale, onSet }: SeveralProps): JSX.Element {
  const isNarrow = useMedia('(max-width: 40rem)')
  const { variables } = f
  const point = useMemo(
    () => new Map(variables.map((name, k) => [name, given.get(name) ?? (k === 0 ? 2 : -3 + 4 * (k - 1))])),
    [f, given],
  )
  const [first, second] = variables as [string, string]
  const [a, b] = [point.get(first)!, point.get(second)!]
  const held = useRef<readonly [number, number] | undefined>(undefined)
  const [left, bottom] = held.current ?? [middle(a) - 3, middle(b) - 3]
  const value = (changes: readonly (readonly [string, number])[] = []): number => {
    try {
      return f.at(new Map([...point, ...changes]))
    } catch {
      return NaN
    }
  }
  const figure = useMemo(
    () =>
      plotLandscape((u, v) => f.at(new Map([...point, [first, u], [second, v]])), {
        at: [a, b], from: [left, bottom], to: [left + 6, bottom + 6], names: [first, second],
        title: `Lines of equal ${f.name ?? 'height'} over ${first} and ${second}`,
        ...(isNarrow && { width: 340, height: 300 }),
      }),
    [f, point, left, bottom, isNarrow],
  ) // prettier-ignore
  const slopes = useMemo(() => {
    try {
      return f.slopes(point)
    } catch {
      return new Map<string, number>()
    }
  }, [f, point])
  const move = (...changes: readonly (readonly [string, number])[]): void => onSet(new Map([...point, ...changes]))
  const before = value()
  const result = f.name ?? 'f'
  return (
    <div class={`lab-pair${isStale ? ' pale' : ''}`}>
      <section aria-label="Lines of equal height">
        <Plot
          figure={figure}
          x={[left, left + 6]}
          y={[bottom, bottom + 6]}
          drag={(from, to) => from !== to && move([first, rounded(to.x)], [second, rounded(to.y)])}
          hold={(isHeld) => (held.current = isHeld ? [left, bottom] : undefined)}
        />
      </section>
      <section aria-label="Each input nudged alone">
        <p class="words">
          At{' '}
          {variables.map((name, k) => (
            <span key={name}>
              {k > 0 && ', '}
              <var>{name}</var> = <span class="d num">{number(point.get(name)!)}</span>
            </span>
          ))}{' '}
          <var>{result}</var> is <span class="d num">{number(before, 6)}</span>. Each line joins points of equal{' '}
          <var>{result}</var>; the dashed ones are below zero, the heavy one <em>is</em> zero. Walk along one axis: how
          fast you cross them is <Partial by={first} of={result} slope={slopes.get(first)} /> or{' '}
          <Partial by={second} of={result} slope={slopes.get(second)} />.
        </p>
        <div class="lab-sliders stacked">
          {variables.slice(0, 6).map((name) => {
            const x = point.get(name)!
            const most = Math.max(6, 2 * Math.ceil(Math.abs(x)))
            return (
              <SliderField
                key={name}
                name={name}
                value={x}
                at={x}
                min={-most}
                max={most}
                step={most / 120}
                onMove={(to) => move([name, rounded(to)])}
                onSet={(to) => move([name, to])}
              />
            )
          })}
        </div>
        <table class="steps">
          <caption>One at a time, by {H}, the others held still</caption>
          <thead>
            <tr>
              <th scope="col">nudged</th>
              {!isNarrow && <th scope="col">{result} before</th>}
              <th scope="col">{result} after</th>
              <th scope="col">slope</th>
              <th scope="col">autograd</th>
            </tr>
          </thead>
          <tbody>
            {variables.map((name) => {
              const after = value([[name, point.get(name)! + H]])
              return (
                <tr key={name}>
                  <th scope="row">
                    <var>{name}</var>
                  </th>
                  {!isNarrow && <td class="d num">{number(before, 6)}</td>}
                  <td class="d num">{number(after, 8)}</td>
                  <td class="num">{exact((after - before) / H)}</td>
                  <td class="g num">{number(slopes.get(name) ?? NaN, 6)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </div>
  )
}

/** Whole numbers, so that the lines stay where they are while the point moves a little. */
const middle = (x: number): number => Math.round(x)
const rounded = (x: number): number => Number(x.toFixed(3))

function Partial({
  by,
  of,
  slope,
}: {
  readonly by: string
  readonly of: string
  readonly slope: number | undefined
}): JSX.Element {
  return (
    <span class="num">
      ∂<var>{of}</var>/∂<var>{by}</var> = <span class="g">{number(slope ?? NaN, 6)}</span>
    </span>
  )
}

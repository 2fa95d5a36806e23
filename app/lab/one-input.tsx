/** A function of one number: the curve with its legs, secant and tangent, the error over every h, and the table of some. */
import type { JSX } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { plotErrorCurve, plotTangent, type Figure } from '../../src/figures/index.js'
import { useMedia } from '../frame/media.js'
import { exact, number } from '../picture/number.js'
import type { Read } from './functions.js'
import { Plot, type Point } from './plot.js'

export interface OneInputProps {
  readonly f: Read
  readonly name: string
  readonly x: number
  readonly h: number
  readonly span: readonly [number, number]
  readonly isStale: boolean
  setX(x: number): void
  setH(h: number): void
  hold(isHeld: boolean): void
}

/** Around the point and its nudge, on whole numbers, so that it rests while they move a little. */
export function windowAround(x: number, h: number): readonly [number, number] {
  const wanted = Math.min(1e6, Math.max(2, Math.abs(h) * 1.5, Math.abs(x) / 50))
  const reach = 2 ** Math.ceil(Math.log2(wanted))
  const middle = Math.round((x + Math.min(h, reach) / 2) / (reach / 2)) * (reach / 2)
  return [middle - reach, middle + reach]
}

const STEPS = [1, 0.5, 0.1, 0.01, 1e-4, 1e-5, 1e-6, 1e-8, 1e-12, 1e-16, 0] as const

export function OneInput({ f, name, x, h, span, isStale, setX, setH, hold }: OneInputProps): JSX.Element {
  const isNarrow = useMedia('(max-width: 40rem)')
  const value = (t: number): number => valueOf(f, name, t)
  // On Values too, so that the pictures take their slope from the engine.
  const fn = useMemo(() => (t: number) => f.at(new Map([[name, t]])), [f, name])
  const slope = useMemo(() => slopeOf(f, name, x), [f, name, x])
  const moves = h !== 0 && x + h !== x
  const secant = moves ? (value(x + h) - value(x)) / h : NaN
  const size = isNarrow ? { width: 340, height: 300 } : { width: 560, height: 424 }
  const curve = useMemo(
    () => plotTangent(fn, { x, h: moves && Math.abs(h) < 1e6 ? [h] : [], variable: name, from: span[0], to: span[1], legs: true, title: `f and its slope at ${number(x)}`, ...size }),
    [fn, x, h, span[0], span[1], isNarrow],
  ) // prettier-ignore
  const errors = useMemo(() => errorsOf(fn, x, slope, h, size), [fn, x, slope, h, isNarrow])
  const grip = useRef<'x' | 'h'>('x')
  const drag = (from: Point, to: Point): void => {
    if (from === to) {
      // Whichever point is nearer.
      grip.current =
        moves && Math.abs(from.x - x - h) < Math.abs(from.x - x) && Math.abs(h) > (span[1] - span[0]) / 60 ? 'h' : 'x'
      return
    }
    if (grip.current === 'x') setX(to.x)
    else setH(Number((to.x - x).toPrecision(3)))
  }
  return (
    <div class={`lab-pair${isStale ? ' pale' : ''}`}>
      <section aria-label="Secant and tangent">
        <p class="lead" role="status">
          <Sentence name={name} x={x} h={h} y={value(x)} moved={value(x + h)} secant={secant} slope={slope} />
        </p>
        <Plot figure={curve} x={span} drag={drag} hold={hold} />
        <Table f={value} x={x} h={h} slope={slope} setH={setH} isNarrow={isNarrow} />
      </section>
      <section aria-label="The error over every h">
        {errors ? (
          <>
            <p class="lead">
              Every <var>h</var> at once. {errors.description.replace(/;.*$/, '.')}
            </p>
            <Plot figure={errors} x={[-16, 0]} drag={(_, to) => setH(stepNear(to.x))} />
          </>
        ) : (
          <p class="lead">f has no slope at {number(x)}, so there is no error to be drawn.</p>
        )}
        <p class="words">
          Too large an <var>h</var> and the chord leaves the curve: that is the straight right arm, steeper for central
          nudging because its first error cancels. Too small, and f({name} + <var>h</var>) and f({name}) agree in nearly
          all their digits; what is left is rounding, divided by <var>h</var>: the left arm, which turns up again.
          Autograd uses no <var>h</var> at all. It has no such curve.
        </p>
      </section>
    </div>
  )
}

const stepNear = (power: number): number =>
  Math.abs(power - Math.round(power)) < 0.06 ? Number(`1e${Math.round(power)}`) : Number((10 ** power).toPrecision(2))

function valueOf(f: Read, name: string, t: number): number {
  try {
    return f.at(new Map([[name, t]]))
  } catch {
    return NaN
  }
}
function slopeOf(f: Read, name: string, x: number): number {
  try {
    return f.slopes(new Map([[name, x]])).get(name) ?? NaN
  } catch {
    return NaN
  }
}
function errorsOf(fn: (t: number) => number, x: number, slope: number, h: number, size: object): Figure | undefined {
  if (!Number.isFinite(slope)) return undefined
  try {
    return plotErrorCurve(fn, { x, exact: slope, ...(h > 0 && { h }), title: 'The error of nudging, over h', ...size })
  } catch {
    return undefined
  }
}

function Sentence({
  name,
  x,
  h,
  y,
  moved,
  secant,
  slope,
}: {
  readonly name: string
  readonly x: number
  readonly h: number
  readonly y: number
  readonly moved: number
  readonly secant: number
  readonly slope: number
}): JSX.Element {
  const tangent = <span class="g num">{number(slope, 6)}</span>
  if (!Number.isFinite(y))
    return (
      <>
        f has no number at {name} = {number(x)}: {exact(y)}. Drag the point to where it has one.
      </>
    )
  if (h === 0)
    return (
      <>
        <var>h</var> = 0: nothing moved, so there is no slope to read: 0/0. The limit, as <var>h</var> gets smaller, is{' '}
        {tangent}.
      </>
    )
  if (x + h === x)
    return (
      <>
        {name} + <var>h</var> <em>is</em> {name}: a number near {number(x)} has no digit as small as {number(h)}.
        Nothing moved, and nudging says <span class="g num">0</span> where the tangent has {tangent}.
      </>
    )
  return (
    <>
      {name} moves by <span class="d num">{exact(h)}</span>, f by <span class="d num">{number(moved - y, 6)}</span>. The
      secant says{' '}
      <span class="g num" data-testid="secant">
        {exact(secant)}
      </span>
      , the tangent {tangent}. They differ by {number(Math.abs(secant - slope), 3)}.
    </>
  )
}

/** The same as numbers: this h, and some that are worth seeing; a row is pressed to go there. */
function Table({
  f,
  x,
  h,
  slope,
  setH,
  isNarrow,
}: {
  readonly f: (t: number) => number
  readonly x: number
  readonly h: number
  readonly slope: number
  setH(h: number): void
  readonly isNarrow: boolean
}): JSX.Element {
  const steps = [...new Set([h, ...STEPS])].toSorted((a, b) => b - a)
  return (
    <table class="steps">
      <caption>The same as numbers. Exact: {exact(slope)}</caption>
      <thead>
        <tr>
          <th scope="col">h</th>
          <th scope="col">forward</th>
          <th scope="col">off by</th>
          {!isNarrow && <th scope="col">central</th>}
          {!isNarrow && <th scope="col">off by</th>}
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => {
          const forward = (f(x + step) - f(x)) / step
          const central = (f(x + step) - f(x - step)) / (2 * step)
          return (
            <tr key={step} class={step === h ? 'now' : ''}>
              <th scope="row">
                <button type="button" class="plain" aria-pressed={step === h} onClick={() => setH(step)}>
                  <span class="sr">h = </span>
                  {number(step, 3)}
                </button>
              </th>
              {step === 0 ? (
                <td colSpan={isNarrow ? 2 : 4} class="limit">
                  0/0: nothing moved. The limit is <span class="g num">{number(slope, 6)}</span>
                </td>
              ) : (
                <>
                  <td class="g num">{exact(forward)}</td>
                  <td class="q num">{number(Math.abs(forward - slope), 2)}</td>
                  {!isNarrow && <td class="num">{exact(central)}</td>}
                  {!isNarrow && <td class="q num">{number(Math.abs(central - slope), 2)}</td>}
                </>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

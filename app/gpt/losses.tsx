/** The loss of every step as a dot, their running mean as a line, and beneath what the model writes along the way. */
import type { JSX } from 'preact'
import { exact, fixed } from '../picture/number.js'
import type { KeptRun } from '../runs/kept.js'
import type { About, Sampled } from './orders.js'
import { NumberTable } from './table.js'

/** The mean is over so many steps. */
export const WINDOW = 50
const HIGH = 190
/** A mean of fewer steps is drawn nowhere. */
const FIRST = 9
/** How the curves of kept runs are told apart. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3']
/** So many losses stand in the table, the last ones. */
const ROWS = 100

/** Of the last steps, one number per step. */
export function runningMean(losses: readonly number[]): readonly number[] {
  let sum = 0
  return losses.map((loss, k) => {
    sum += loss - (losses[k - WINDOW] ?? 0)
    return sum / Math.min(k + 1, WINDOW)
  })
}

export interface LossesProps {
  readonly about: About
  readonly losses: readonly number[]
  readonly samples: readonly Sampled[]
  readonly isNarrow: boolean
  /** Kept runs that are to be seen too: their running means. */
  readonly beside: readonly KeptRun[]
}

export function Losses({ about, losses, samples, isNarrow, beside }: LossesProps): JSX.Element {
  const width = isNarrow ? 344 : 1184
  const [left, right] = [34, width - (isNarrow ? 6 : 118)]
  const { start } = about
  const guess = Math.log(about.alphabet.length + 1)
  const end = Math.max(start + 1, about.setting.steps, ...beside.map(({ losses: { every, train } }) => every * (train.length - 1))) // prettier-ignore
  const x = (step: number): number => left + ((step - start) / (end - start)) * (right - left)
  const [low, high] = spanOf([...losses, ...beside.flatMap((run) => run.losses.train)], guess)
  const y = (loss: number): number => 14 + ((high - loss) / (high - low)) * (HIGH - 28)
  const means = runningMean(losses)
  const last = means.at(-1)
  const dots = losses.map((loss, k) => `M${x(start + k).toFixed(1)} ${y(Math.min(high, loss)).toFixed(1)}h0`).join('')
  const drawn = means.slice(Math.min(FIRST, means.length - 1))
  const curve = drawn.map((mean, k) => `${k === 0 ? 'M' : 'L'}${x(start + k + means.length - drawn.length).toFixed(1)} ${y(mean).toFixed(1)}`).join('') // prettier-ignore
  const kept = beside.map(({ name, losses: { every, train } }) => {
    const points = train.flatMap((mean, k) => (k * every < FIRST ? [] : [[k * every, mean] as const]))
    return { name, every, train, points, d: points.map(([step, mean], k) => `${k === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(mean).toFixed(1)}`).join('') } // prettier-ignore
  })
  const ends = spread(
    [
      ...(last === undefined || isNarrow ? [] : [{ at: start + losses.length, mean: last, words: `${fixed(last, 3)}, mean of ${Math.min(WINDOW, losses.length)}`, isOwn: true }]), // prettier-ignore
      ...kept.flatMap(({ name, points }) => points.slice(-1).map(([at, mean]) => ({ at, mean, words: isNarrow ? name : `${name}, ${fixed(mean, 3)}`, isOwn: false }))), // prettier-ignore
    ].map((one) => ({ ...one, y: y(one.mean) + 4 })),
    y(guess) + 4,
  )
  const said = samples.filter(({ texts }) => texts.length > 0)
  return (
    <>
      <svg
        class="losses"
        role="img"
        viewBox={`0 0 ${width} ${HIGH + 26}`}
        aria-label={
          last === undefined
            ? 'Loss over the steps: no step has been taken yet.'
            : `Loss over ${losses.length} steps, from ${fixed(losses[0]!, 3)} to ${fixed(last, 3)}, the mean of the last ${Math.min(WINDOW, losses.length)}. Guessing gives ${fixed(guess, 3)}.${kept.map(({ name, train }) => ` Beside it ${name}, which came to ${fixed(train.at(-1) ?? NaN, 3)}.`).join('')}`
        }
      >
        {ticksOf(low, high).map((loss) => (
          <g key={loss}>
            <path class="grid" d={`M${left} ${y(loss)}H${right}`} />
            <text class="tick" x={left - 6} y={y(loss) + 4} text-anchor="end">
              {loss}
            </text>
          </g>
        ))}
        <path class="guess" d={`M${left} ${y(guess)}H${right}`} />
        <text class="tick" x={isNarrow ? right : right + 6} y={y(guess) + (isNarrow ? -5 : 4)} text-anchor={isNarrow ? 'end' : 'start'}>
          guessing: ln {about.alphabet.length + 1}
        </text>
        {kept.map(({ name, d }, k) => (
          <path key={name} class="kept" d={d} stroke-dasharray={DASHES[k % DASHES.length]} />
        ))}
        <path class="dots" d={dots} />
        <path class="mean" d={curve} />
        {ends.map(({ at, y: line, words, isOwn }) => (
          <text
            key={words}
            class={isOwn ? 'last' : 'tick'}
            x={isNarrow ? Math.min(right, x(at)) : Math.min(right, x(at)) + 6}
            y={line}
            text-anchor={isNarrow ? 'end' : 'start'}
          >
            {words}
          </text>
        ))}
        {[start, ...said.map(({ step }) => step), end].filter((step, k, all) => all.indexOf(step) === k).map((step, k, all) => (
          <g key={step}>
            <path class="stop" d={`M${x(step)} ${HIGH - 8}v14`} />
            {all.slice(k + 1).every((other) => x(other) - x(step) > 44) && (
              <text class="tick" x={x(step)} y={HIGH + 20} text-anchor={step === end ? 'end' : k === 0 ? 'start' : 'middle'}>
                {k === 0 ? `step ${step.toLocaleString('en')}` : step.toLocaleString('en')}
              </text>
            )}
          </g>
        ))}
      </svg>
      <NumberTable
        columns={['step', 'loss', `mean of ${WINDOW}`, ...kept.map(({ name }) => `${name}, mean`)]}
        rows={() =>
          losses
            .map((loss, k) => [
              String(start + k),
              exact(loss),
              fixed(means[k]!, 4),
              ...kept.map(({ every, train }) => meanAt((start + k) / every, train)),
            ])
            .slice(-ROWS)
            .toReversed()
        }
      />
      <div class="said">
        {said.map(({ step, texts }) => (
          <section key={step} aria-label={`What it writes after ${step} steps`}>
            <h3>after {step.toLocaleString('en')} {step === 1 ? 'step' : 'steps'}</h3>
            <ol>
              {texts.map((text, k) => (
                <li key={k}>{text === '' ? <span class="q">(nothing)</span> : text}</li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </>
  )
} // prettier-ignore

/** What a kept run has of a step; of a long one not every step is kept. */
const meanAt = (k: number, train: readonly number[]): string => (train[k] === undefined ? '' : fixed(train[k], 4))

/** Words at the ends of curves, each below the one before where they would meet, and clear of a line that is taken. */
function spread<T extends { readonly y: number }>(all: readonly T[], taken: number): readonly T[] {
  let lowest = -Infinity
  return all
    .toSorted((a, b) => a.y - b.y)
    .map((one) => {
      let y = Math.max(one.y, lowest + 14)
      if (Math.abs(y - taken) < 14) y = taken + 15
      lowest = y
      return { ...one, y }
    })
}

/** From a little below the lowest to a little above guessing; the first steps may stand above. */
function spanOf(losses: readonly number[], guess: number): readonly [number, number] {
  const sorted = losses.filter(Number.isFinite).toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? guess
  return [Math.min(at(0.02), guess - 1) - 0.1, Math.max(at(0.99), guess) + 0.15]
}
function ticksOf(low: number, high: number): readonly number[] {
  const gap = high - low > 3 ? 1 : 0.5
  const first = Math.ceil(low / gap) * gap
  return Array.from({ length: Math.floor((high - first) / gap) + 1 }, (_, k) => Number((first + k * gap).toFixed(1)))
}

/** The numbers of one neuron: its weights as bars, under them its gradients as arrows, and a field in which a weight is set by hand. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { SliderField } from '../lab/fields.js'
import { exact, number } from '../picture/number.js'
import { placesOf, type Shape } from './answer.js'
import { useCalm } from './calm.js'
import { nameOf, type NeuronPlace } from './network.js'
import type { Trainer } from './trainer.js'

interface NeuronProps {
  readonly trainer: Trainer
  readonly shape: Shape
  readonly chosen: NeuronPlace
  /** Sets the parameter at a place to a number, before the present step. */
  onSet(at: number, x: number): void
}
const [HIGH, LOW] = [56, 44]

export function NeuronNumbers({ trainer, shape, chosen, onSet }: NeuronProps): JSX.Element | null {
  const snapshot = useCalm(trainer, 100)
  const [wanted, setWanted] = useState(0)
  if (!snapshot) return null
  const { from, to } = placesOf(shape, chosen.layer, chosen.neuron)
  const weights = Array.from(snapshot.weights.subarray(from, to))
  const grads = Array.from(snapshot.grads.subarray(from, to))
  if (weights.length !== to - from) return null
  const name = (k: number): string => (k === weights.length - 1 ? 'b' : `w${k}`)
  const at = Math.min(wanted, weights.length - 1)
  const scale = (of: readonly number[]): number => Math.max(1e-12, ...of.filter(Number.isFinite).map(Math.abs))
  const [most, steepest] = [scale(weights), scale(grads)]
  const x = (k: number): number => ((k + 0.5) / weights.length) * 400
  const isRunning = trainer.isRunning.value
  const reach = Math.max(2, Math.ceil(Math.abs(weights[at]!) * 1.5))
  return (
    <section aria-labelledby="neuron-title" class="train-neuron">
      <h2 id="neuron-title">
        {nameOf(chosen, shape).replace(/^./, (first) => first.toUpperCase())}: <span class="d">weights</span>, and below{' '}
        <span class="g">gradients</span>
      </h2>
      <svg
        viewBox={`0 0 400 ${2 * (HIGH + LOW) + 16}`}
        role="img"
        aria-label={`${weights.length - 1} weights and a bias, and what the loss would gain by each`}
      >
        <line x1="0" x2="400" y1={HIGH} y2={HIGH} class="s-line-2" />
        <line x1="0" x2="400" y1={HIGH + 2 * LOW + 8} y2={HIGH + 2 * LOW + 8} class="s-line-2" />
        {weights.map((weight, k) => {
          const size = Number.isFinite(weight) ? (weight / most) * LOW : 0
          const slope = Number.isFinite(grads[k]!) ? (grads[k]! / steepest) * LOW : 0
          const base = HIGH + 2 * LOW + 8
          const tip = base - slope
          const head = Math.min(5, Math.abs(slope)) * Math.sign(slope)
          return (
            <g key={k}>
              {k === at && <rect x={x(k) - 8} y="2" width="16" height={2 * (HIGH + LOW) + 4} class="lit" />}
              <rect x={x(k) - 4} y={Math.min(HIGH, HIGH - size)} width="8" height={Math.abs(size)} class="bar" />
              {slope !== 0 && (
                <path d={`M${x(k)} ${base}V${tip + head}M${x(k) - 4} ${tip + head}L${x(k)} ${tip}L${x(k) + 4} ${tip + head}Z`} class="arrow" />
              )}
            </g>
          )
        })}
      </svg>
      <div class="by-hand">
        <label>
          <span class="sr">Which weight</span>
          <select value={at} onChange={(event) => setWanted(Number(event.currentTarget.value))}>
            {weights.map((_, k) => (
              <option key={k} value={k}>
                {k === weights.length - 1 ? 'bias b' : `weight w${k}`}
              </option>
            ))}
          </select>
        </label>
        {isRunning ? (
          <span class="d num">{number(weights[at]!, 6)}</span>
        ) : (
          <SliderField
            name={name(at)}
            value={weights[at]!}
            at={weights[at]!}
            min={-reach}
            max={reach}
            step={reach / 200}
            onMove={(to) => onSet(from + at, Number(to.toFixed(4)))}
            onSet={(to) => onSet(from + at, to)}
          />
        )}
      </div>
      <p class="q">
        Its gradient is <span class="g num">{exact(grads[at]!)}</span>.{' '}
        {isRunning ? 'Pause to set a weight by hand.' : 'Set by hand, it is part of this run, and of its address.'}
      </p>
    </section>
  )
} // prettier-ignore

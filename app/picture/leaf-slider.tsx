/** A slider for a leaf: a native one, so that touch, keys and screen readers know it; its bar is the datum, its arrow the gradient. */
import type { JSX } from 'preact'
import type { PlannedBox } from '../../src/figures/index.js'
import type { Leaf } from '../program/session.js'
import { number } from './number.js'

/** How far sliders go to both sides of zero: a round number with room beyond the largest. */
export function scaleOf(numbers: readonly number[]): number {
  const most = Math.max(1, ...numbers.filter(Number.isFinite).map(Math.abs)) * 1.2
  const ten = 10 ** Math.floor(Math.log10(most))
  return [1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10].map((n) => n * ten).find((n) => n >= most * 0.9999) ?? most
}

interface SliderProps {
  readonly leaf: Leaf
  readonly most: number
  readonly grad: number
  onMove(x: number): void
  onHold(isHeld: boolean): void
}

function Range({ leaf, most, onMove, onHold, label }: SliderProps & { readonly label: string }): JSX.Element {
  const step = most / 120
  return (
    <input
      type="range"
      min={-most}
      max={most}
      step={step}
      value={leaf.value.data}
      aria-label={label}
      aria-valuetext={number(leaf.value.data)}
      onInput={(event) => onMove(rounded(event.currentTarget.valueAsNumber, step))}
      onPointerDown={() => onHold(true)}
      onPointerUp={() => onHold(false)}
      onPointerCancel={() => onHold(false)}
    />
  )
}
/** The digits that the step has, and no more. */
export const rounded = (x: number, step: number): number =>
  Number(x.toFixed(Math.max(0, Math.ceil(-Math.log10(step)) + 1)))

const THUMB = 14
/** Lies under the box of a leaf, as wide as its two cells. */
export function LeafSlider(props: SliderProps & { readonly box: PlannedBox; readonly root: string }): JSX.Element {
  const { leaf, most, grad, box } = props
  const { data } = leaf.value
  const width = box.data.width + box.grad.width
  const at = (x: number): number =>
    THUMB / 2 + ((width - THUMB) * (Math.max(-most, Math.min(most, x)) + most)) / (2 * most)
  const [zero, here] = [at(0), at(data)]
  const length =
    Number.isFinite(grad) && grad !== 0 ? Math.sign(grad) * Math.max(10, Math.min(40, 5 * Math.abs(grad))) : 0
  return (
    <div
      class="leaf-slider"
      style={{ left: `${box.data.x}px`, top: `${box.y + box.height + 4}px`, width: `${width}px` }}
    >
      <svg width={width} height="34" viewBox={`0 0 ${width} 34`} aria-hidden="true">
        <path class="n s-line-2" d={`M0 12H${width}`} />
        <path class="n s-ink-3" d={`M${zero} 8v8`} />
        {here !== zero && <path class="n s-data-mark" stroke-width="3" d={`M${zero} 12H${here}`} />}
        {length !== 0 && (
          <>
            <path class="n s-grad-mark" stroke-width="2" d={`M${here} 20v6h${length - Math.sign(length) * 5}`} />
            <path class="f-grad-mark" d={`M${here + length} 26l${-Math.sign(length) * 7} -4v8z`} />
          </>
        )}
      </svg>
      <Range {...props} label={leaf.name} />
    </div>
  )
}

/** The same as a row, where pictures are narrow. */
export function SliderRow(props: SliderProps): JSX.Element {
  const { leaf, grad } = props
  return (
    <div class="slider-row">
      <var>{leaf.name}</var>
      <Range {...props} label={leaf.name} />
      <span class="d num">{number(leaf.value.data)}</span>
      <span class="g num">
        <span class="sr">gradient </span>
        {number(grad)}
      </span>
    </div>
  )
}

/** Numbers of the lab: a slider beside a field in which all digits can be typed. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { exact, number } from '../picture/number.js'
import { numberIn } from './functions.js'

export interface NumberProps {
  readonly name: string
  readonly value: number
  onSet(x: number): void
}

export function NumberField({ name, value, onSet }: NumberProps): JSX.Element {
  const [typed, setTyped] = useState<string | undefined>(undefined)
  const commit = (text: string): void => {
    setTyped(undefined)
    const x = numberIn(text)
    if (x !== undefined) onSet(x)
  }
  return (
    <input
      class="datum"
      inputMode="decimal"
      aria-label={`${name}, all digits`}
      value={typed ?? number(value, 6)}
      size={10}
      spellcheck={false}
      autocomplete="off"
      onFocus={(event) => {
        const field = event.currentTarget
        field.value = exact(value)
        field.select()
        setTyped(field.value)
      }}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value)
        if (event.key === 'Escape') setTyped(undefined)
      }}
    />
  )
}

export interface SliderProps extends NumberProps {
  /** In the slider's own measure, which may be a power. */
  readonly at: number
  readonly min: number
  readonly max: number
  readonly step: number
  onMove(at: number): void
}
export function SliderField({ name, value, at, min, max, step, onMove, onSet }: SliderProps): JSX.Element {
  return (
    <div class="lab-slider">
      <var aria-hidden="true">{name}</var>
      <input
        type="range"
        aria-label={name}
        aria-valuetext={number(value)}
        min={min}
        max={max}
        step={step}
        value={at}
        onInput={(event) => onMove(event.currentTarget.valueAsNumber)}
      />
      <NumberField name={name} value={value} onSet={onSet} />
    </div>
  )
}

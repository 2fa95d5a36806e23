/** Sliders: what a cell asks for, checked, and where the slider stands. */
import { describe } from '../arguments/index.js'
import { most } from './limits.js'
import type { Slider } from './output.js'

/** What `slider(name, options)` is told. */
export interface SliderOptions {
  /** 0 unless said otherwise. */
  readonly min?: number
  /** 1 unless said otherwise. */
  readonly max?: number
  /** A hundredth of the way unless said otherwise. */
  readonly step?: number
  /** Where it stands before anybody moves it; in the middle unless said otherwise. */
  readonly value?: number
}

/** The slider that a cell asks for; it stands where the reader moved it, if that is still on it. */
export function sliderOf(name: string, options: SliderOptions = {}, moved?: number): Slider {
  if (typeof name !== 'string' || name === '' || name.length > most.name)
    throw new TypeError(`slider: ${describe(name)} was given as its name; a short text is allowed.`)
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`slider: ${describe(options)} was given; write slider('${name}', { min: 0, max: 1 }).`)
  const { min = 0, max = 1 } = options
  const { step = (max - min) / 100, value = (min + max) / 2 } = options
  for (const [what, x] of Object.entries({ min, max, step, value }))
    if (typeof x !== 'number' || !Number.isFinite(x))
      throw new TypeError(`slider: ${what} is ${describe(x)}; a finite number is allowed.`)
  if (!(min < max)) throw new RangeError(`slider: min ${min} is not below max ${max}.`)
  if (!(step > 0)) throw new RangeError(`slider: step ${step} is not above 0.`)
  const within = (x: number): number => Math.min(Math.max(x, min), max)
  return { name, min, max, step, value: within(moved ?? value) }
}

/** The derivative lab: a function of one number, a point and a nudge to drag; below it one of several, each input nudged alone. */
import '../style/lab.css'
import type { JSX } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { Mistake } from '../../src/expression/index.js'
import { Hints } from '../frame/help.js'
import { useKeys } from '../frame/keys.js'
import { LineField } from '../frame/line-field.js'
import { SliderField } from '../lab/fields.js'
import { numberIn, read, stepAt, type Read } from '../lab/functions.js'
import { OneInput, windowAround } from '../lab/one-input.js'
import { SeveralInputs } from '../lab/several-inputs.js'
import { readPoint } from '../address.js'
import { route, set } from '../state.js'

const START = { e: 'tanh(x)', x: 0.8814, h: 0.6, e2: 'd = a*b + c', at2: 'a=2,b=-3,c=10' } as const

/** The last line of each field that was understood stays on show while another is typed. */
const last = new Map<string, Read>()
function understood(
  field: string,
  text: string,
  start: string,
): { readonly read: Read; readonly mistake: string | undefined } {
  const found = read(text)
  const isGood =
    !(found instanceof Mistake) && (field === 'several' ? found.variables.length >= 2 : found.variables.length === 1)
  if (isGood) last.set(field, found)
  const mistake = isGood ? undefined : found instanceof Mistake ? found.message : wantsOther(field, found.variables)
  return { read: isGood ? found : (last.get(field) ?? (read(start) as Read)), mistake }
}
const wantsOther = (field: string, variables: readonly string[]): string =>
  field === 'several'
    ? `two inputs or more are wanted here; ${variables.length === 0 ? 'there is none' : `${variables[0]} is the only one`}.`
    : `one input is wanted here, x for example; ${variables.length === 0 ? 'there is none' : `there are ${variables.join(', ')}: functions of several have their place below`}.`

export default function Lab(): JSX.Element {
  const { query } = route.value
  const text = query.e ?? START.e
  const { read: f, mistake } = understood('one', text, START.e)
  const [name = 'x'] = f.variables
  const given = readPoint(query.at)
  const x = given.get(name) ?? given.get('x') ?? START.x
  const h = numberIn(query.h) ?? START.h
  const held = useRef<readonly [number, number] | undefined>(undefined)
  const span = held.current ?? windowAround(x, h)
  const setX = (next: number): void => set({ at: `${name}=${next}` }, 'x')
  const setH = (next: number): void => set({ h: String(next) }, 'h')
  const power = h === 0 ? -16 : Math.max(-16, Math.min(1, Math.log10(Math.abs(h))))
  const hold = (isHeld: boolean): void => {
    held.current = isHeld ? span : undefined
  }
  const field = useRef<HTMLTextAreaElement>(null)
  useKeys(
    () => [
      { keys: ['ArrowLeft', 'ArrowRight'], does: `move ${name}`, isHint: true, repeats: true, run: ({ key }) => setX(rounded(x + (key === 'ArrowRight' ? 0.1 : -0.1))) },
      { keys: ['['], does: 'shrink h', isHint: true, repeats: true, run: () => setH(stepAt(Math.max(-16, power - 0.5))) },
      { keys: [']'], does: 'grow h', isHint: true, repeats: true, run: () => setH(stepAt(Math.min(1, power + 0.5))) },
      { keys: ['/'], does: 'edit the line', run: () => (field.current?.focus(), field.current?.select()) },
    ],
    [name, x, h],
  ) // prettier-ignore
  const two = query.e2 ?? START.e2
  const several = understood('several', two, START.e2)
  const at2 = useMemo(() => readPoint(query.at2 ?? START.at2), [query.at2])
  return (
    <div class="lab">
      <h1 class="sr">Derivative lab</h1>
      <div class="lab-top">
        <div class="lab-line">
          <span class="code" aria-hidden="true">
            f({name}) =
          </span>
          <LineField
            name={`f of ${name}`}
            class="live-line"
            describedBy="lab-says"
            field={field}
            text={text}
            onInput={(typed) => set({ e: typed }, 'type')}
          />
        </div>
        <div class="lab-sliders">
          <SliderField
            name={name}
            value={x}
            at={x}
            min={span[0]}
            max={span[1]}
            step={(span[1] - span[0]) / 400}
            onMove={(to) => setX(rounded(to))}
            onSet={setX}
          />
          <SliderField
            name="h"
            value={h}
            at={power}
            min={-16}
            max={1}
            step={0.05}
            onMove={(to) => setH(stepAt(to))}
            onSet={setH}
          />
        </div>
      </div>
      <Says id="lab-says" mistake={mistake} />
      <OneInput
        f={f}
        name={name}
        x={x}
        h={h}
        span={span}
        isStale={mistake !== undefined}
        setX={(to) => setX(rounded(to))}
        setH={setH}
        hold={hold}
      />
      <h2>Two inputs, nudged one at a time</h2>
      <div class="lab-line second">
        <LineField
          name="A function of several inputs"
          class="live-line"
          describedBy="lab-says-too"
          text={two}
          onInput={(typed) => set({ e2: typed, at2: query.at2 ?? START.at2 }, 'type2')}
        />
      </div>
      <Says id="lab-says-too" mistake={several.mistake} />
      <SeveralInputs
        f={several.read}
        given={at2}
        isStale={several.mistake !== undefined}
        onSet={(point) => set({ at2: [...point].map(([key, value]) => `${key}=${value}`).join() }, 'point')}
      />
      <footer class="foot">
        <Hints />
        <span>Everything here is in this page's address; Back undoes.</span>
      </footer>
    </div>
  )
}

/** As many digits as a hand can mean. */
const rounded = (x: number): number => Number(x.toFixed(4))

function Says({ id, mistake }: { readonly id: string; readonly mistake: string | undefined }): JSX.Element {
  return (
    <p id={id} class={mistake === undefined ? 'sr' : 'bad'} role="status">
      {mistake === undefined ? '' : `✗ ${mistake.replace(/^./, (first) => first.toUpperCase())}`}
    </p>
  )
}

/** The settings of a training: pictures of the sets of points, lists and fields, each of which a teacher can hide. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Query } from '../address.js'
import { drawnPoints, type Point } from './points.js'
import { dataNames, rows, settingNames, writeSetting, type SettingName, type Settings } from './settings.js'

interface ControlsProps {
  readonly settings: Settings
  /** The reader's own points, if there are any. */
  readonly own: readonly Point[]
  isHidden(name: string): boolean
  onSet(query: { readonly [K in keyof Query]?: Query[K] | undefined }, kind: string): void
}
const says: Readonly<Partial<Record<SettingName, Readonly<Record<string, string>>>>> = {
  data: {
    moons: 'two moons',
    circles: 'circles',
    xor: 'four quadrants',
    spirals: 'spirals',
    clouds: 'clouds',
    own: 'your own',
  },
  opt: { momentum: 'SGD, momentum 0.9' },
  fall: {
    linear: 'in a line, to a tenth',
    cosine: 'along a cosine, to a hundredth',
    constant: 'not at all',
  },
  loss: { squares: 'mean of squares' },
}

export function Controls({ settings, own, isHidden, onSet }: ControlsProps): JSX.Element {
  const fields = settingNames.filter((key) => key !== 'data' && key !== 'noise' && !isHidden(key))
  const set = (key: SettingName, text: string): void => {
    const x = rows[key].read(text)
    onSet({ [key]: x === undefined ? undefined : writeSetting(key, x as never) }, key)
  }
  return (
    <>
      {!isHidden('data') && (
        <section aria-labelledby="data-title">
          <h2 id="data-title">Data</h2>
          <div class="train-sets">
            {dataNames.map((name) => (
              <button
                key={name}
                type="button"
                class="plain"
                aria-pressed={settings.data === name}
                disabled={name === 'own' && own.length === 0}
                onClick={() => onSet({ data: writeSetting('data', name), edit: undefined, point: undefined }, 'data')}
              >
                <Thumb points={name === 'own' ? own : undefined} settings={{ ...settings, data: name }} />
                <span>{says.data?.[name]}</span>
              </button>
            ))}
          </div>
          {!isHidden('noise') && settings.data !== 'own' && (
            <Field name="noise" settings={settings} onSet={(text) => set('noise', text)} />
          )}
        </section>
      )}
      {fields.length > 0 && (
        <section aria-labelledby="settings-title">
          <h2 id="settings-title">Network and training</h2>
          {fields.map((key) => (
            <Field key={key} name={key} settings={settings} onSet={(text) => set(key, text)} />
          ))}
        </section>
      )}
    </>
  )
}

interface FieldProps {
  readonly name: SettingName
  readonly settings: Settings
  onSet(text: string): void
}
function Field({ name, settings, onSet }: FieldProps): JSX.Element {
  const row = rows[name]
  const text = row.write(settings[name] as never)
  const [wrong, setWrong] = useState('')
  const commit = (typed: string): void => {
    const isGood = row.read(typed) !== undefined
    setWrong(isGood ? '' : `“${typed}” was given; ${row.allowed} is allowed.`)
    if (isGood && typed !== text) onSet(typed)
  }
  const id = `train-${name}`
  return (
    <div class="train-field">
      <label for={id}>{row.name}</label>
      {row.choices ? (
        <select id={id} value={text} onChange={(event) => onSet(event.currentTarget.value)}>
          {row.choices.map((choice) => (
            <option key={choice} value={choice}>
              {says[name]?.[choice] ?? choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          key={text}
          defaultValue={text.replaceAll(',', ', ')}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={wrong !== ''}
          aria-describedby={wrong === '' ? undefined : `${id}-wrong`}
          onBlur={(event) => commit(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && commit(event.currentTarget.value)}
        />
      )}
      {wrong !== '' && (
        <p id={`${id}-wrong`} class="bad" role="alert">
          ✗ {wrong}
        </p>
      )}
    </div>
  )
}

/** A set as a small picture. */
function Thumb({
  points,
  settings,
}: {
  readonly points: readonly Point[] | undefined
  readonly settings: Settings
}): JSX.Element {
  const { data, noise, seed } = settings
  const all = useMemo(
    () => (points ?? drawnPoints({ data, noise, seed }, 60)).slice(0, 60),
    [points, data, noise, seed],
  )
  const [x, y] = [all.map((point) => point.x), all.map((point) => point.y)]
  const place = (of: readonly number[], to: number, size: number): number => {
    const [low, high] = [Math.min(...of), Math.max(...of)]
    return 3 + ((to - low) / (high - low || 1)) * (size - 6)
  }
  return (
    <svg width="56" height="44" viewBox="0 0 56 44" aria-hidden="true">
      {all.map((point, k) => (
        <circle
          key={k}
          cx={place(x, point.x, 56)}
          cy={44 - place(y, point.y, 44)}
          r="1.9"
          class={`kind-${point.kind}`}
        />
      ))}
    </svg>
  )
}

/** What a training may be told: each setting with what it is unless said, what it is called, and how a text in the address is read. */
import type { Query } from '../address.js'

/** Everything that decides the numbers of a run, besides its points and what was set by hand. */
export interface Settings {
  readonly data: DataName
  readonly noise: number
  /** Neurons of the layers between the inputs and the one score. */
  readonly net: readonly number[]
  readonly act: string
  readonly loss: LossName
  readonly opt: OptimiserName
  readonly lr: number
  readonly fall: FallName
  /** Over how many steps the learning rate falls, and where playing rests. */
  readonly steps: number
  /** Examples of a step; 0 for all. */
  readonly batch: number
  readonly l2: number
  readonly seed: number
}

export const dataNames = ['moons', 'circles', 'xor', 'spirals', 'clouds', 'own'] as const
export type DataName = (typeof dataNames)[number]
export const activations = ['relu', 'tanh', 'sigmoid', 'gelu', 'softplus', 'sin', 'linear'] as const
export const lossNames = ['hinge', 'logistic', 'squares'] as const
export type LossName = (typeof lossNames)[number]
export const optimisers = ['SGD', 'momentum', 'Adam', 'AdamW', 'RMSprop', 'Adagrad'] as const
export type OptimiserName = (typeof optimisers)[number]
export const falls = ['linear', 'cosine', 'constant'] as const
export type FallName = (typeof falls)[number]

/** micrograd's demo: these give the published losses. */
export const USUAL: Settings = {
  data: 'moons',
  noise: 0.1,
  net: [16, 16],
  act: 'relu',
  loss: 'hinge',
  opt: 'SGD',
  lr: 1,
  fall: 'linear',
  steps: 100,
  batch: 0,
  l2: 1e-4,
  seed: 1337,
}

export type SettingName = keyof Settings
/** How a setting stands in the page and in the address. */
interface Row<T> {
  readonly name: string
  /** What is allowed, in words. */
  readonly allowed: string
  /** Where it is chosen from a list. */
  readonly choices?: readonly string[]
  /** Undefined: not allowed. */
  read(text: string): T | undefined
  write(x: T): string
}

const among = <T extends string>(name: string, choices: readonly T[]): Row<T> => ({
  name,
  choices,
  allowed: choices.join(', '),
  read: (text) => choices.find((one) => one === text),
  write: (x) => x,
})
const number = (name: string, allowed: string, isAllowed: (x: number) => boolean): Row<number> => ({
  name,
  allowed,
  read(text) {
    const x = text.trim() === '' ? NaN : Number(text.trim().replace(',', '.').replace('−', '-'))
    return Number.isFinite(x) && isAllowed(x) ? x : undefined
  },
  write: String,
})
const isWhole = Number.isInteger

export const MOST_LAYERS = 4
export const MOST_NEURONS = 24

export const rows: { readonly [N in SettingName]: Row<Settings[N]> } = {
  data: among('Data', dataNames),
  noise: number('Noise', 'a number from 0 to 2', (x) => x >= 0 && x <= 2),
  net: {
    name: 'Hidden layers',
    allowed: `up to ${MOST_LAYERS} numbers from 1 to ${MOST_NEURONS}, such as 16, 16; nothing for none`,
    read(text) {
      if (text.trim() === '' || text.trim() === 'none') return []
      const sizes = text.split(/[\s,]+/).filter(Boolean).map(Number) // prettier-ignore
      return sizes.length <= MOST_LAYERS && sizes.every((n) => isWhole(n) && n >= 1 && n <= MOST_NEURONS)
        ? sizes
        : undefined
    },
    write: (sizes) => (sizes.length === 0 ? 'none' : sizes.join(',')),
  },
  act: among('Activation', activations),
  loss: among('Loss', lossNames),
  opt: among('Optimiser', optimisers),
  lr: number('Learning rate', 'a number from 0 to 1,000', (x) => x >= 0 && x <= 1000),
  fall: among('It falls', falls),
  steps: number('Over steps', 'a whole number from 1 to 1,000,000', (x) => isWhole(x) && x >= 1 && x <= 1e6),
  batch: {
    ...number('Batch', 'all, or a whole number from 1 up', (x) => isWhole(x) && x >= 1),
    read: (text) => (text.trim() === 'all' ? 0 : number('', '', (x) => isWhole(x) && x >= 1).read(text)),
    write: (x) => (x === 0 ? 'all' : String(x)),
  },
  l2: number('Regularisation', 'a number from 0 to 10: how much of Σw² is added to the loss', (x) => x >= 0 && x <= 10),
  seed: number('Seed', 'a whole number from 0 to 4294967295', (x) => isWhole(x) && x >= 0 && x < 2 ** 32),
}
export const settingNames = Object.keys(rows) as readonly SettingName[]

/** The settings that an address says; what it says wrongly is as usual, and named. */
export function readSettings(query: Query): { readonly settings: Settings; readonly wrong: readonly string[] } {
  const wrong: string[] = []
  const read = <N extends SettingName>(key: N): Settings[N] => {
    const text = query[key]
    if (text === undefined) return USUAL[key]
    const x = rows[key].read(text)
    if (x === undefined) wrong.push(`${rows[key].name} is “${text}”; ${rows[key].allowed} is allowed.`)
    return x ?? USUAL[key]
  }
  const settings = Object.fromEntries(settingNames.map((key) => [key, read(key)])) as unknown as Settings
  return { settings, wrong }
}

/** A setting as the address has it; undefined where it is as usual. */
export function writeSetting<N extends SettingName>(key: N, x: Settings[N]): string | undefined {
  const text = rows[key].write(x)
  return text === rows[key].write(USUAL[key]) ? undefined : text
}

/** A weight set by hand: before which step, which of the parameters in their order, to what. */
export interface ByHand {
  readonly step: number
  readonly at: number
  readonly x: number
}
/** `60:12=0.5;61:3=-1`: what is not so written is left out. */
export function readByHand(text: string | undefined): readonly ByHand[] {
  return (text ?? '').split(';').flatMap((part) => {
    const [, step, at, digits] = /^(\d{1,9}):(\d{1,5})=(\S+)$/.exec(part) ?? []
    const x = Number(digits)
    return digits !== undefined && Number.isFinite(x) ? [{ step: Number(step), at: Number(at), x }] : []
  })
}
export const writeByHand = (all: readonly ByHand[]): string | undefined =>
  all.length === 0 ? undefined : all.map(({ step, at, x }) => `${step}:${at}=${x}`).join(';')

/** Whether these are the numbers whose losses are published, the points as they were drawn. */
export const isPublished = (settings: Settings): boolean =>
  settingNames.every((key) => rows[key].write(settings[key] as never) === rows[key].write(USUAL[key] as never))

/** What two runs were told differently. */
export function differences(a: Settings, b: Settings): readonly (readonly [name: string, a: string, b: string])[] {
  return settingNames.flatMap((key) => {
    const [one, other] = [rows[key].write(a[key] as never), rows[key].write(b[key] as never)]
    return one === other ? [] : [[rows[key].name, one, other] as const]
  })
}

/** What the address says of the GPT: the run, how far it has come, and what is looked at. */
import type { Query } from '../address.js'
import type { Difference } from '../runs/kept.js'
import { USUAL_SEED, USUAL_STEPS } from '../../src/training/index.js'
import { keptText, type OwnText } from './own-text.js'
import type { Setting, View } from './orders.js'

/** How many steps are offered. */
export const SPANS: readonly number[] = [USUAL_STEPS, 2000, 5000]
export const MOST_SEED: number = 2 ** 32 - 1
/** How a text begins, unless the address says it. */
const PREFIX = 'mari'

export interface Wanted {
  readonly setting: Setting
  readonly own?: OwnText
  /** Two that are equal want the same run. */
  readonly key: string
  /** What the address asks for and this device does not have. */
  readonly missing: string
}

const wholeIn = (text: string | undefined, most: number): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : undefined

export function wantedBy({ seed, steps, text, compile }: Query, opened: OwnText | undefined): Wanted {
  const own = text === 'own' ? (opened ?? keptText()) : undefined
  const span = wholeIn(steps, Math.max(...SPANS))
  const setting: Setting = {
    seed: wholeIn(seed, MOST_SEED) ?? USUAL_SEED,
    steps: span !== undefined && SPANS.includes(span) ? span : USUAL_STEPS,
    ...(own && { texts: own.texts }),
    ...(compile === 'no' && { isEager: true }),
  }
  return {
    setting,
    ...(own && { own }),
    key: JSON.stringify([setting.seed, setting.steps, setting.isEager, own?.name, own?.texts.length, own?.texts[0]]),
    missing:
      text === 'own' && !own
        ? 'This address learns a text that was opened from a file on another device. Open it again; until then it learns the names.'
        : '',
  }
}

/** How far the address says that the run has come. */
export const stepsIn = ({ k }: Query): number | undefined => wholeIn(k, Math.max(...SPANS))

/** How the text begins: what the address says, else something that the letters allow. */
export const prefixIn = ({ prefix }: Query, isOwn: boolean): string => (prefix ?? (isOwn ? '' : PREFIX)).slice(0, 200)

export function viewIn(query: Query, isOwn: boolean): View {
  const { next, what: of, way } = query
  const [head, from, to] = /^\d{1,2},\d{1,2},\d{1,2}$/.test(of ?? '') ? of!.split(',').map(Number) : []
  return {
    prefix: prefixIn(query, isOwn),
    ...(next !== undefined && { next }),
    of: head === undefined ? 'share' : { head, from: from!, to: to! },
    way: /^\d{1,3}(,\d{1,3}){0,60}$/.test(way ?? '') ? way!.split(',').map(Number) : [],
  }
}
/** The same, to be written there. */
export const writtenOf = (of: View['of']): string | undefined =>
  of === 'share' ? undefined : [of.head, of.from, of.to].join()

/** What two runs were told differently. */
export function differences(then: Query, now: Query): readonly Difference[] {
  const told = (query: Query): Readonly<Record<string, string>> => {
    const { seed, steps, isEager } = wantedBy(query, undefined).setting
    const text = query.text === 'own' ? 'your own' : 'the names'
    return { Seed: String(seed), Steps: steps.toLocaleString('en'), Text: text, 'Steps are': isEager ? 'eager' : 'compiled' } // prettier-ignore
  }
  const [a, b] = [told(then), told(now)]
  return Object.keys(a).flatMap((name) => (a[name] === b[name] ? [] : [[name, a[name]!, b[name]!] as const]))
}

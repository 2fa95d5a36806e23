/** What the page asks the worker that trains the GPT, and what that answers. */

/** What a run follows from: the same settings, the same run. */
export interface Setting {
  readonly seed: number
  /** Over how many steps the learning rate falls; after them the run is over. */
  readonly steps: number
  /** The reader's own texts; the names that come with the page unless given. */
  readonly texts?: readonly string[]
  /** Every step goes op by op; unless given, they are compiled while it trains. The bits are the same. */
  readonly isEager?: true
}

/** What is looked at: how a text goes on, and a number in it. */
export interface View {
  readonly prefix: string
  /** The letter that is taken to follow; the likeliest unless given. Empty: the text ends. */
  readonly next?: string
  /** The number that is unfolded: the share of that letter, or how much a head looks from one place at another. */
  readonly of: 'share' | { readonly head: number; readonly from: number; readonly to: number }
  /** From there the inputs that were opened, one after the other. */
  readonly way: readonly number[]
}

/** Each is answered once, under its number. */
export type Question = Order & { readonly n: number }
export type Reply = Answer & { readonly n: number }
/** Said without being asked: what the run is going to need is compiled. */
export type Word = { readonly type: 'ready' }

export type Order =
  | { readonly type: 'begin'; readonly setting: Setting }
  /** Trains until so many steps are taken. */
  | { readonly type: 'play'; readonly until: number }
  | { readonly type: 'pause' }
  /** Nothing is waited for: what the run is going to need may be compiled; when it is, that is said. */
  | { readonly type: 'ahead' }
  /** All that changed since the last look; losses from that step on. `view`: what is looked at from now on. */
  | { readonly type: 'look'; readonly from: number; readonly view: View }
  | { readonly type: 'save' }
  | ({ readonly type: 'load'; readonly bytes: Uint8Array } & Pick<Setting, 'texts' | 'isEager'>)
  | { readonly type: 'torch' }
  /** The recording behind what is unfolded: one line of it, or all. */
  | { readonly type: 'record'; readonly view: View; readonly line?: number }

/** What a run is made of. */
export interface About {
  readonly setting: Setting
  readonly parameters: number
  readonly texts: number
  /** How many of them are longer than what it sees. */
  readonly cut: number
  readonly alphabet: readonly string[]
  /** The step that it begins at: not 0 if its weights came from a file. */
  readonly start: number
}

/** What the model makes up after so many steps. */
export interface Sampled {
  readonly step: number
  readonly texts: readonly string[]
}

/** A number of what is unfolded, with the numbers that it was made from. */
export interface Line {
  readonly data: number
  /** What the model calls it, if it is a weight. */
  readonly name: string
  /** The row of weights that it is a sum over. */
  readonly rows: string
  /** What was done, in a few words. */
  readonly words: string
  /** The same as a formula, its inputs as signs from {@link PLACE} on. */
  readonly formula: string
  /** Where in the model it was made, from outside in. */
  readonly scopes: readonly string[]
  readonly inputs: readonly { readonly data: number; readonly name: string; readonly isOpen: boolean }[]
}
/** The code of the sign that stands for the first input of a formula: one that no formula of ours has. */
export const PLACE = 0x4e00

/** What the model says to a text. */
export interface Seen {
  readonly view: View
  /** After so many steps. */
  readonly step: number
  /** The letters in it that it does not know, and whether it is longer than what it sees. */
  readonly unknown: readonly string[]
  readonly isCut: boolean
  /** The text as it is read. */
  readonly tokens: readonly number[]
  /** The letter that is taken to follow. */
  readonly next: number
  readonly shares: readonly number[]
  /** Of the loss by each score, if that letter follows. */
  readonly slopes: readonly number[]
  /** By head and place, how much it looks at each place up to there. */
  readonly attention: readonly (readonly (readonly number[])[])[]
  readonly lines: readonly Line[]
}

export type Answer =
  | { readonly type: 'done' }
  | { readonly type: 'begun'; readonly about: About }
  | {
      readonly type: 'looked'
      readonly step: number
      /** How many steps a program took. */
      readonly compiled: number
      readonly isRunning: boolean
      readonly from: number
      readonly losses: Float64Array
      readonly samples: readonly Sampled[]
      /** Left out while the training would be slowed by it. */
      readonly seen?: Seen
      /** Of each letter, and of the end: where it lies among the others. */
      readonly map?: readonly (readonly [number, number])[]
      /** Why it went no further. */
      readonly trouble: string
    }
  | { readonly type: 'saved'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'torch'; readonly zip: Uint8Array<ArrayBuffer> }
  | { readonly type: 'recorded'; readonly recording: string }
  | { readonly type: 'failed'; readonly message: string }

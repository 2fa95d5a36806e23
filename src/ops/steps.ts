/** What rows say to a compiler. Nothing else computes with it: the build moves it out of the rows into this file, which only `written.ts` imports. */
import type { Float } from '../numeric/index.js'

/** The part of a row that only a compiler reads. */
export interface Written {
  /** `forward` in steps of kernels, where it is no kernel itself. */
  readonly steps?: (...inputs: Float[]) => Float
  /** A reduction in ops of one or two inputs, in the order in which `forward` computes. */
  readonly unrolled?: (inputs: readonly number[]) => number
  /** `active` in ops, where it depends on data: per input, not 0 where it takes part. */
  readonly flows?: readonly ((...inputs: number[]) => number)[]
}

/** Says it of every row. Empty in the sources, where it stands in the rows still; scripts/words.mjs writes it in the package. */
export function written(_speak: (row: Written & { readonly name: string }) => unknown): void {}

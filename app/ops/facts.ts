/** What is known of an op besides what its row computes. */

/** Worst distances, in last places, as the report of the long tests has them: value, first and second derivative. */
export interface Accuracy {
  /** The parameter that it was measured with, or nothing. */
  readonly setting: string
  /** How many numbers were judged. */
  readonly judged: string
  readonly ours: readonly string[]
  readonly torch: readonly string[]
}
export interface OpFacts {
  /** The file of rows that it stands in. */
  readonly group: string
  /** The row as it is written. */
  readonly source: string
  /** What the page reads of it nowhere else. */
  readonly doc: string
  readonly math: string | undefined
  readonly torch: string | undefined
  readonly measured: readonly Accuracy[]
  /** How far they may be off, stated before they were computed; undefined where every number is the exact one, or none was judged. */
  readonly allowed?: readonly number[]
}

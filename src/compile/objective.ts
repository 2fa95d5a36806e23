/** What a step makes small: the mean loss of its examples, or of the places of one sequence, and the regularizer. */
import { describe } from '../arguments/index.js'
import { isTrue, isValue } from '../engine/index.js'
import { add, div, less, mean, where } from '../ops/index.js'
import { flatten, isRecord } from '../transforms/tree.js'
import { Padding, placesOf } from './lengths.js'
import { isWhole } from './masks.js'
import { keyOf } from './signature.js'

type Loss = (...example: never[]) => unknown

/** What is made small, and what else the loss tells. */
export interface Told {
  readonly total: number
  readonly others: Readonly<Record<string, unknown>>
}
/** An objective on Values: where its gradient begins, and with which slopes. */
export interface Traced extends Told {
  readonly roots: readonly number[]
  readonly seeds: readonly number[]
}
/** What a program is given for a batch: how long the sequence is, if lengths count, and the lists, filled up. */
export interface Entered {
  readonly counts: readonly number[]
  readonly batch: readonly unknown[]
}

export class Objective {
  readonly padding: Padding | undefined
  constructor(
    readonly loss: Loss,
    readonly regularizer: (() => number) | undefined,
    readonly isBatch: boolean,
    lengths: readonly number[] | undefined,
  ) {
    this.padding = lengths && new Padding(lengths)
  }

  enter(batch: readonly unknown[]): Entered {
    return this.padding?.enter(batch) ?? { counts: [], batch }
  }

  /** On the numbers of a batch as it was given. */
  total(batch: readonly unknown[]): Told {
    const { regularizer } = this
    const { total, others } = this.padding ? { total: mean(this.losses(batch)), others: {} } : this.one(batch)
    if (typeof total !== 'number' && !isValue(total))
      throw new TypeError(
        `compileStep: the loss is ${describe(total)}; a number is allowed, or with batch: false a record { loss, … }.`,
      )
    return { total: regularizer ? add(total, regularizer()) : total, others }
  }

  /** On what a program is given. The losses of places that are not there are −0 in the sum, which changes no bit, and have no slope. */
  traced({ counts, batch }: Entered): Traced {
    const { regularizer } = this
    const [count] = counts
    if (count === undefined) {
      const told = this.total(batch)
      return { ...told, roots: [told.total], seeds: [1] }
    }
    isTrue(isWhole(count, 1, placesOf(batch)))
    const losses = this.losses(batch).map((x, k) => (k === 0 ? x : where(less(k, count), x, -0)))
    const total = div(losses.reduce((a, b) => add(a, b)), count) // prettier-ignore
    const seeds = losses.map(() => div(1, count))
    if (!regularizer) return { total, others: {}, roots: losses, seeds }
    const more = regularizer()
    return { total: add(total, more), others: {}, roots: [...losses, more], seeds: [...seeds, 1] }
  }

  /** The losses of the places of a sequence. */
  losses(batch: readonly unknown[]): readonly number[] {
    const { length } = batch.find((arg) => Array.isArray(arg)) as readonly unknown[]
    const losses = this.loss(...(batch as never[]))
    if (!Array.isArray(losses) || losses.length !== length)
      throw new TypeError(
        `compileStep: the loss gave ${describe(losses)} for a sequence of ${length} places; with lengths a list of as many losses is allowed, one per place. Write reduction: 'none'.`,
      )
    return losses as readonly number[]
  }

  private one(batch: readonly unknown[]): Told {
    const { loss, isBatch } = this
    if (!isBatch) {
      const told = loss(...(batch as never[]))
      if (!isRecord(told)) return { total: told as number, others: {} }
      const { loss: total, ...others } = told as unknown as { loss: number } & Told['others']
      return { total, others }
    }
    const [first] = batch as readonly [ArrayLike<unknown> | undefined]
    if (first === undefined || typeof first.length !== 'number' || first.length === 0)
      throw new TypeError(
        `compileStep: the examples are ${describe(first)}; lists of at least one are allowed, or batch: false.`,
      )
    const wrong = (batch as ArrayLike<unknown>[]).find(({ length }) => length !== first.length)
    if (wrong)
      throw new RangeError(
        `compileStep: ${first.length} and ${wrong.length} examples were given; the lists must be equally long.`,
      )
    return { total: mean(examplesOf(batch).map((example) => loss(...(example as never[])) as number)), others: {} }
  }

  /** Examples of which one is traced for all; undefined where all are: they are not built alike, or there is only one. */
  alike(batch: readonly unknown[]): readonly (readonly unknown[])[] | undefined {
    if (!this.isBatch) return undefined
    const examples = examplesOf(batch)
    const owners: object[] = []
    const keys = examples.map((example) => example.map((x) => keyOf(flatten(x, '').shape, owners)).join(';'))
    return examples.length > 1 && keys.every((key) => key === keys[0]) ? examples : undefined
  }
  /** The loss of one example, and what is added to the mean. */
  apart(example: readonly unknown[]): readonly [each: number, more: number] {
    const each = this.loss(...(example as never[])) as number
    return [each, this.regularizer?.() ?? -0]
  }
}

const examplesOf = (batch: readonly unknown[]): unknown[][] =>
  Array.from(batch[0] as ArrayLike<unknown>, (_, k) => (batch as ArrayLike<unknown>[]).map((list) => list[k]))

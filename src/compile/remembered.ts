/** What an optimiser remembers of its parameters, as one row of numbers that a program reads and writes; whoever looks at the optimiser sees it as objects. */
import type { Optimizer } from '../optim/index.js'
import type { Numbers } from './modes.js'

type State = Record<string, number>

export class Remembered {
  /**
   * Where the row lies: all of one name side by side, in the order of the parameters, so that a program moves them two at a time. It is left in the
   * memory of the program that was run last.
   */
  private row: Numbers = new Float64Array(0)
  private at = 0
  count = 0
  /** By parameter the names by which the rule knows them, and where each of them lies. */
  private keys: readonly (readonly string[])[] = []
  private slots: readonly (readonly number[])[] = []
  /** Whether the objects are older than the row, and whether nobody may have changed them. */
  private isAhead = false
  private isKnown = false
  private readonly list: State[]
  /** Places of the parameters that move. */
  private moving: readonly number[]
  private static readonly known = new WeakMap<Optimizer, Remembered>()

  /** All steps of an optimiser share what it remembers. */
  static of(optimizer: Optimizer | undefined): Remembered {
    let own = optimizer && Remembered.known.get(optimizer)
    if (!own) own = new Remembered(optimizer)
    if (optimizer) Remembered.known.set(optimizer, own)
    return own
  }
  private constructor(private readonly optimizer: Optimizer | undefined) {
    this.list = (optimizer?.states ?? []) as State[]
    this.moving = this.placesOfMoving()
    if (!optimizer) return
    // Who looks gets them as they are now, and may change them.
    Object.defineProperty(optimizer, 'states', { get: () => this.shown(), configurable: true, enumerable: true })
  }

  /** Other parameters may move than before. */
  follow(): void {
    this.shown()
    this.moving = this.placesOfMoving()
  }
  private placesOfMoving(): number[] {
    return this.optimizer?.parameters.flatMap((p, k) => (p.requiresGrad ? [k] : [])) ?? []
  }
  get numbers(): Numbers {
    return this.row.subarray(this.at, this.at + this.count)
  }
  private shown(): readonly State[] {
    const { numbers } = this
    if (this.isAhead) this.moving.forEach((place, k) => (this.list[place] = this.stateOf(k, numbers)))
    this.isAhead = false
    this.isKnown = false
    return this.list
  }

  /** Fills the row, where somebody may have changed the objects. */
  take(): void {
    if (this.isKnown) return
    const states = this.moving.map((place) => this.list[place] as State)
    if (!this.fits(states)) this.lay(states)
    this.row = new Float64Array(this.count)
    this.at = 0
    states.forEach((state, k) => this.put(k, state, this.row))
    this.isKnown = true
  }
  /** Whether the row is laid out for what is remembered: it is as long as the same rule remembers. */
  private fits(states: readonly State[]): boolean {
    const { keys } = this
    return (
      states.length === keys.length &&
      states.every((state, k) => {
        for (const key of keys[k] as readonly string[]) if (state[key] === undefined) return false
        return true
      })
    )
  }
  /** Lays the row out: name by name, in each the parameters. */
  private lay(states: readonly State[]): void {
    this.keys = states.map((state) => Object.keys(state))
    const names = [...new Set(this.keys.flat())]
    let count = 0
    const slots = this.keys.map((): number[] => [])
    for (const name of names)
      this.keys.forEach((own, k) => {
        const j = own.indexOf(name)
        if (j >= 0) (slots[k] as number[])[j] = count++
      })
    this.slots = slots
    this.count = count
  }
  /** What is remembered of a parameter, out of a row. */
  stateOf(k: number, row: ArrayLike<number>): State {
    const slots = this.slots[k] as readonly number[]
    return Object.fromEntries(
      (this.keys[k] as readonly string[]).map((key, j) => [key, row[slots[j] as number] as number]),
    )
  }
  /** By parameter where it lies in a row. */
  get places(): readonly (readonly number[])[] {
    return this.slots
  }
  /** Puts what is remembered of a parameter into a row. */
  put(k: number, state: State, row: { [slot: number]: number }): void {
    const slots = this.slots[k] as readonly number[]
    this.keys[k]?.forEach((key, j) => (row[slots[j] as number] = state[key] as number))
  }
  /** The numbers of the row by name, given those of the parameters. */
  names(parameters: readonly string[]): string[] {
    const names: string[] = []
    this.keys.forEach((keys, k) => keys.forEach((key, j) => (names[this.slots[k]?.[j] as number] = `${key} of ${parameters[k]}`))) // prettier-ignore
    return names
  }
  /** Writes the row to where a program reads it, and leaves it there. */
  enter(memory: Numbers, at: number): void {
    const { row, count } = this
    if (count === 0) return
    if (row === memory) memory.copyWithin(at, this.at, this.at + count)
    else memory.set(this.numbers, at)
    this.keep(memory, at)
  }
  /** Takes what a program has written; how many numbers. */
  give(from: Numbers, at: number): number {
    const { count } = this
    this.keep(from, at)
    this.isAhead = count > 0
    return count
  }
  private keep(row: Numbers, at: number): void {
    this.row = row
    this.at = at
  }
}

/** What an optimiser remembers of its parameters, as one row of numbers that a program reads and writes; whoever looks at the optimiser sees it as objects. */
import type { Optimizer } from '../optim/index.js'
import type { Numbers } from './modes.js'

type State = Record<string, number>

export class Remembered {
  /** Parameter by parameter, and the names by which the rule knows them. */
  numbers: Float64Array = new Float64Array(0)
  keys: readonly (readonly string[])[] = []
  /** Whether the objects are older than the row, and whether nobody may have changed them. */
  private isAhead = false
  private isKnown = false
  private readonly list: State[]

  constructor(private readonly optimizer: Optimizer | undefined) {
    this.list = (optimizer?.states ?? []) as State[]
    if (!optimizer) return
    // Who looks gets them as they are now, and may change them.
    Object.defineProperty(optimizer, 'states', { get: () => this.shown(), configurable: true, enumerable: true })
  }

  /** Places of the parameters that move. */
  private get places(): number[] {
    return this.optimizer?.parameters.flatMap((p, k) => (p.requiresGrad ? [k] : [])) ?? []
  }
  private shown(): readonly State[] {
    if (this.isAhead) {
      let at = 0
      this.places.forEach((place, k) => {
        const names = this.keys[k] as readonly string[]
        this.list[place] = Object.fromEntries(names.map((name) => [name, this.numbers[at++] as number]))
      })
    }
    this.isAhead = false
    this.isKnown = false
    return this.list
  }

  /** Fills the row, where somebody may have changed the objects. */
  take(): void {
    if (this.isKnown) return
    const states = this.places.map((place) => this.list[place] as State)
    this.keys = states.map((state) => Object.keys(state))
    this.numbers = Float64Array.from(states.flatMap((state) => Object.values(state)))
    this.isKnown = true
  }
  /** Takes what a program has written; how many numbers. */
  give(from: Numbers, at: number): number {
    const { numbers } = this
    numbers.set(from.subarray(at, at + numbers.length))
    this.isAhead = numbers.length > 0
    return numbers.length
  }
}

/** Which part of the program made which nodes: names that nest, noted only where they change. */

/** A named part of a program, inside another or at the top. */
export interface Scope {
  readonly name: string
  readonly parent: Scope | undefined
}

/** The scopes of a run of nodes: from which index on each of them holds. */
export class Scopes {
  private readonly from: number[] = []
  private readonly scopes: (Scope | undefined)[] = []

  /** From node `index` on, `scope` holds. */
  enter(index: number, scope: Scope | undefined): void {
    const last = this.from.length - 1
    if (this.scopes[last] === scope) return
    if (this.from[last] === index) this.scopes[last] = scope
    else {
      this.from.push(index)
      this.scopes.push(scope)
    }
  }

  /** The scope of node `index`, by bisection. */
  at(index: number): Scope | undefined {
    let low = 0
    let high = this.from.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.from[middle] as number) <= index) low = middle + 1
      else high = middle
    }
    return this.scopes[low - 1]
  }
}

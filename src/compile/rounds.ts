/** How many rounds a loop goes, as the number that bounds loops has it: lists that lie in memory, read by that number. */
import { I32, type Body, type Module } from './assembler.js'
import type { Bounds } from './bounds.js'

/** The largest entry of a list. */
const MOST = 0xffff

/*
 *   | 2·number | a list: one entry of 16 bits for each number from 0 to the largest | a list | …
 */
export class Lists {
  /** Bytes that all of it takes at most. */
  readonly room: number
  private readonly known = new Map<string, number>()
  private readonly entries: number[] = []

  constructor(
    private readonly bounds: Bounds | undefined,
    private readonly at: number,
  ) {
    const lists = bounds ? [...bounds.of.values()].reduce((sum, { skipped }) => sum + 2 * (1 + skipped.length), 0) : 0
    this.room = bounds ? 8 + 8 * Math.ceil((lists * (bounds.most + 1)) / 4) : 0
  }

  /** Writes what comes before all loops: the number is read once, and is none beyond its range. */
  begin(body: Body): void {
    const { bounds, at } = this
    if (!bounds) return
    const number = body.local(I32)
    body.i32(at)
    body
      .i32(0)
      .memory('f64.load', 8 * bounds.at)
      .op('i32.trunc_sat_f64_s')
      .tee(number)
    body.i32(bounds.most).get(number).i32(bounds.most).op('i32.lt_u').op('select')
    body.i32(1).op('i32.shl').op('i32.store').u32(2).u32(0)
  }
  /** Leaves whether the number is as large as that. */
  isFrom(least: number, body: Body): void {
    body
      .integerAt(this.at)
      .i32(2 * least)
      .op('i32.lt_u')
      .op('i32.eqz')
  }
  /** Leaves what a list has for the number on the stack. */
  turns(byNumber: readonly number[], body: Body): void {
    if (byNumber.some((turns) => turns > MOST)) {
      // Of the largest number nothing is left out, so that its entry will do for all.
      body.i32(byNumber.at(-1) as number)
      return
    }
    const key = byNumber.join()
    let list = this.known.get(key)
    if (list === undefined) {
      this.known.set(key, (list = this.at + 8 + 2 * this.entries.length))
      this.entries.push(...byNumber)
    }
    body.integerAt(this.at).op('i32.load16_u').u32(1).u32(list)
  }
  /** Puts the lists where they are read. */
  place(module: Module): void {
    const { entries } = this
    const pairs = Array.from({ length: Math.ceil(entries.length / 2) }, (_, k) => (entries[2 * k] as number) + 0x10000 * (entries[2 * k + 1] ?? 0)) // prettier-ignore
    if (pairs.length > 0) module.placeIntegers(this.at + 8, pairs)
  }
}

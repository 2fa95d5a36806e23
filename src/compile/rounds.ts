/** How many rounds a loop goes, as the number that bounds loops has it: lists that lie in memory, read by that number. */
import { I32, type Body, type Module } from './assembler.js'
import type { Bounds } from './bounds.js'

/*
 *   | 4·number | a list: one entry of 32 bits for each number from 0 to the largest | a list | …
 */
export class Lists {
  /** Bytes that all of it takes at most. */
  readonly room: number
  private readonly known = new Map<string, number>()
  private top: number

  constructor(
    private readonly module: Module,
    private readonly bounds: Bounds | undefined,
    private readonly at: number,
  ) {
    const lists = bounds ? [...bounds.of.values()].reduce((sum, { skipped }) => sum + 2 * (1 + skipped.length), 0) : 0
    this.room = bounds ? 8 + 8 * Math.ceil((lists * (bounds.most + 1)) / 2) : 0
    this.top = at + 8
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
    body.i32(2).op('i32.shl').op('i32.store').u32(2).u32(0)
  }
  /** Leaves four times the number on the stack. */
  number(body: Body): Body {
    return body.integerAt(this.at)
  }
  /** Leaves what a list has for the number on the stack. */
  turns(byNumber: readonly number[], body: Body): void {
    const key = byNumber.join()
    let list = this.known.get(key)
    if (list === undefined) {
      this.known.set(key, (list = this.top))
      this.module.placeIntegers(list, byNumber)
      this.top += 4 * byNumber.length
    }
    this.number(body).op('i32.load').u32(2).u32(list)
  }
}

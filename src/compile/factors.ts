/** Factors as the engine has them in a pass: a number that is 1 is left out. Where one is a number may hang on data, as masks say. */
import { equal, mul } from '../ops/index.js'
import { BOTH, EITHER, functionOf, NONE, PICK, type Fn } from './functions.js'
import { NUMBER, type Graph } from './graph.js'
import { maskKey } from './masks.js'
import { ALWAYS, NEVER } from './template.js'

const MUL: Fn = functionOf(mul as never)
const EQUAL: Fn = functionOf(equal as never)

/** Products and masks of one pass. */
export class Factors {
  /** Masks that were made of masks, so that each is made once. */
  private readonly masks = new Map<number, number>()
  /** The mask of where a node that the pass appends is a number. */
  private readonly numeric = new Map<number, number>()
  private last = -2
  private lastMade = -1

  constructor(
    private readonly graph: Graph,
    /** Where another pass goes through what this one appends: which nodes before are Values in the engine's run, and no plain numbers. */
    private readonly values: Uint8Array | undefined,
  ) {}

  /** g·d, a factor 1 left out, as the engine does: it changes no bit. */
  product(g: number, d: number): number {
    const { graph } = this
    const { code, data } = graph
    if (code[d] === NUMBER) {
      if (data[d] === 1) return g
      if (code[g] === NUMBER) return graph.number(data[g] === 1 ? (data[d] as number) : (data[g] as number) * (data[d] as number)) // prettier-ignore
    }
    if (code[g] === NUMBER && data[g] === 1) return d
    const made = graph.append2(MUL.code, g, d)
    if (!this.values) return made
    // Where the engine has a number, it leaves it out if it is 1.
    const [first, second] = [this.numericOf(g), this.numericOf(d)]
    const product = this.without(d, second, g, this.without(g, first, d, made))
    if (product !== made || first !== NEVER) this.numeric.set(product, this.meet(first, second))
    return product
  }
  /** `rest` where a factor, a number at those data, is 1; else the product. */
  private without(factor: number, where: number, rest: number, product: number): number {
    const { graph } = this
    if (where === NEVER || graph.code[factor] === NUMBER) return product
    const isOne = this.meet(where, graph.append2(EQUAL.code, factor, graph.number(1)))
    return graph.append(PICK.code, [this.numbered(isOne), rest, product])
  }
  /** Of two terms the one that is there alone is the sum; if both are, numbers make a number. */
  note(sum: number, a: number, p: number, b: number, q: number): void {
    if (!this.values) return
    const [first, second] = [this.numericOf(a), this.numericOf(b)]
    if (this.graph.code[sum] === NUMBER || (first === NEVER && second === NEVER)) return
    const [left, right] = [this.meet(first, this.meet(p, this.none(q))), this.meet(second, this.meet(q, this.none(p)))]
    const both = this.meet(this.meet(first, second), this.meet(p, q))
    const where = this.either(this.either(left, right), both)
    if (where !== NEVER) this.numeric.set(sum, where)
  }
  /** Where a node is a number in the engine's run. */
  private numericOf(i: number): number {
    const { graph, numeric, values } = this
    const code = graph.code[i] as number
    if (code === NUMBER) return ALWAYS
    if (!values || (i < values.length && values[i] === 1)) return NEVER
    if (i < values.length) return ALWAYS
    let where = numeric.get(i)
    if (where === undefined) {
      // What a rule writes of numbers is one.
      where = graph.operandsOf(i).every((operand) => this.numericOf(operand) === ALWAYS) ? ALWAYS : NEVER
      numeric.set(i, where)
    }
    return where
  }

  /** Where both masks hold. */
  meet(p: number, q: number): number {
    const one = this.plain(p)
    const other = this.plain(q)
    if (one === NEVER || other === NEVER) return NEVER
    if (one === ALWAYS) return other
    return other === ALWAYS ? one : this.made(BOTH.code, one, other)
  }
  /** Where one of both masks holds. */
  either(p: number, q: number): number {
    if (p === NEVER || q === NEVER) return p === NEVER ? q : p
    return p === ALWAYS || q === ALWAYS ? ALWAYS : this.made(EITHER.code, p, q)
  }
  none(p: number): number {
    const one = this.plain(p)
    if (one < 0) return one === NEVER ? ALWAYS : NEVER
    return this.made(NONE.code, one, one)
  }
  /** A mask that is a number holds always or never. */
  private plain(p: number): number {
    const { code, data } = this.graph
    if (p < 0 || code[p] !== NUMBER) return p
    return data[p] === 0 ? NEVER : ALWAYS
  }
  numbered(mask: number): number {
    return mask === ALWAYS ? this.graph.number(1) : mask
  }
  private made(code: number, p: number, q: number): number {
    const key = maskKey(code, p, q)
    if (key === this.last) return this.lastMade
    let node = key < 0 ? undefined : this.masks.get(key)
    if (node === undefined) {
      node = code === NONE.code ? this.graph.append(code, [p]) : this.graph.append2(code, p, q)
      if (key < 0) return node
      this.masks.set(key, node)
    }
    this.last = key
    return (this.lastMade = node)
  }
}

/** `Value`: a handle on one node of the recording. Its ops are methods made from the table; here is the rest. */
import { describe } from '../arguments/index.js'
import { interpreter, Traced, type BackwardOptions, type Value } from '../ops/index.js'
import { opByCode, recorder } from './record.js'
import { backward } from './reverse.js'
import { ACTIVE, CALL, codeAt, CONSTANT, LEAF, eachLink, linkIndex, linkSlot, wordAt, type Segment } from './chunk.js'
import { witness } from './mode.js'
import { appendLeaf, change, isOpen } from './tape.js'

/** The object behind a {@link Value}: where its node lies. Two handles of one node are equal by `id`. */
export class Handle extends Traced {
  /** Where the node lies; a labelled node moves to the first view of its segment that leads to it. */
  declare segment: Segment
  declare readonly index: number
  // Fields that are only declared: to set them up first would take a call for every node.
  constructor(segment: Segment, index: number) {
    super()
    this.segment = segment
    this.index = index
  }

  get id(): number {
    return this.segment.chunk.base + this.index
  }
  get data(): number {
    witness.trace?.taken(this)
    return dataOf(this)
  }
  set data(data: number) {
    setData(this, data)
  }
  get grad(): number {
    return this.segment.chunk.grad?.[this.index] ?? 0
  }
  set grad(grad: number) {
    if (typeof grad !== 'number')
      throw new TypeError(`grad of ${name(this)}: ${describe(grad)} was given; a number is allowed.`)
    this.segment.chunk.gradients()[this.index] = grad
  }
  get label(): string {
    return this.segment.chunk.labels?.get(this.index) ?? ''
  }
  set label(label: string) {
    const { chunk } = this.segment
    const known = this.label === '' ? this : handleAt(this.segment, this.index)
    ;(chunk.labels ??= new Map()).set(this.index, String(label))
    if (codeOf(this) === LEAF) return
    // A constant holds nothing but its chunk, so its chunk may hold it.
    const keeper = isLeaf(this) ? chunk.alone : this.segment
    if (keeper === chunk.alone || isOpen(keeper)) (keeper.labelled ??= new Map()).set(this.index, known)
    else (chunk.late ??= new Map()).set(this.index, new WeakRef(known))
  }
  get op(): string {
    return opName(this)
  }
  get prev(): readonly Value[] {
    return operandsOf(this) as unknown as Value[]
  }
  get requiresGrad(): boolean {
    return isActive(this)
  }
  set requiresGrad(on: boolean) {
    if (typeof on !== 'boolean')
      throw new TypeError(`requiresGrad of ${name(this)}: ${describe(on)} was given; true or false is allowed.`)
    if (codeOf(this) < CONSTANT && on !== isActive(this)) {
      throw new Error(`requiresGrad of ${name(this)}: only a leaf's can be set; take v.detach() and set it there.`)
    }
    const { chunk } = this.segment
    chunk.turned++
    const word = chunk.links[3 * this.index] as number
    chunk.links[3 * this.index] = on ? word | ACTIVE : word & ~ACTIVE
  }

  backward(options?: BackwardOptions): void {
    backward(this, options)
  }
  zeroGrad(): void {
    const { grad } = this.segment.chunk
    if (grad) grad[this.index] = 0
  }
  /** A new leaf with the same number and no past. */
  detach(): Value {
    return asValue(leaf(this.data, false))
  }
  item(): number {
    return this.data
  }
  override toString(): string {
    const label = this.label === '' ? '' : `, label=${this.label}`
    return `Value(data=${show(dataOf(this))}, grad=${show(this.grad)}${label})`
  }
}

Object.defineProperties(Handle.prototype, {
  [interpreter]: { get: () => recorder },
  [Symbol.toStringTag]: { value: 'Value' },
  [Symbol.for('nodejs.util.inspect.custom')]: { value: Handle.prototype.toString },
})

/** Every way JavaScript turns an object into a number or a text that would be taken for one. */
const coercions = [Symbol.toPrimitive, 'valueOf', 'toJSON', 'toFixed', 'toPrecision', 'toExponential', 'toLocaleString']
for (const coercion of coercions) {
  Object.defineProperty(Handle.prototype, coercion, {
    configurable: true,
    writable: true,
    value(this: Handle) {
      const who = this.label === '' ? 'a Value' : `Value ${JSON.stringify(this.label)}`
      const how =
        typeof coercion === 'string'
          ? `.${coercion}()`
          : 'plain JavaScript (an operator, Math.*, a template string or a typed array)'
      throw new TypeError(
        `${who} was about to become a plain number through ${how}, and its gradient would be lost. ` +
          'Write a.mul(b) or mul(a, b) for a * b; take v.data for the number, v.toString() for the text.',
      )
    },
  })
}

const show = (x: number): string => (Object.is(x, -0) ? '0' : String(x))

export const asValue = (handle: Handle): Value => handle as unknown as Value
export const asHandle = (value: Value): Handle => value as unknown as Handle

/** Whether x is a Value. */
export function isValue(x: unknown): x is Value {
  return x instanceof Handle
}

/** A new leaf. */
export function leaf(data: number, active = true): Handle {
  const handle = alone(active ? LEAF | ACTIVE : LEAF, data)
  const { chunk } = handle.segment
  chunk.links[3 * handle.index + 1] = (chunk.leaves ??= []).push(handle) - 1
  return handle
}

/** A number on the recording: an operand that is no variable. */
export const constant = (data: number): Handle => alone(CONSTANT, data)

/** A node without operands holds its chunk and nothing that others in it need. */
function alone(word: number, data: number): Handle {
  const handle = appendLeaf(word, data)
  handle.segment = handle.segment.chunk.alone
  return handle
}

/**
 * A new leaf: a variable to differentiate by. Given a Value it returns that Value, labelled when a label is given.
 * Errors: anything but a number or a Value.
 * @example
 * import { value } from 'seegrad'
 * const a = value(2, 'a')
 * a.mul(a).add(1).backward()
 * a.grad // 4
 */
export function value(data: number, label?: string): Value {
  if (typeof data !== 'number' && !isValue(data)) {
    throw new TypeError(`value(${describe(data)}): a number is allowed. For several, xs.map((x) => value(x)).`)
  }
  const made = isValue(data) ? asHandle(data) : leaf(data)
  if (label !== undefined && typeof label !== 'number') made.label = label
  return asValue(made)
}

/** Its number, as what computes reads it. */
export const dataOf = ({ segment, index }: Handle): number => segment.chunk.data[index] as number
export const codeOf = ({ segment, index }: Handle): number => codeAt(segment.chunk, index)
export const isActive = ({ segment, index }: Handle): boolean => (wordAt(segment.chunk, index) & ACTIVE) !== 0
export const isLeaf = (handle: Handle): boolean => codeOf(handle) >= CONSTANT

/** The node behind a link of `from`: the same object as before if it is a leaf or has a label. */
export function follow(from: Segment, link: number): Handle {
  return handleAt(from.sources[linkSlot(link)] as Segment, linkIndex(link))
}
export function handleAt(segment: Segment, index: number): Handle {
  const { links, leaves, labels, late, alone } = segment.chunk
  if (codeAt(segment.chunk, index) === LEAF) return leaves?.[links[3 * index + 1] as number] as Handle
  const named = labels?.has(index)
    ? (segment.labelled?.get(index) ?? alone.labelled?.get(index) ?? late?.get(index)?.deref())
    : undefined
  return named ?? new Handle(segment, index)
}
/** A node as a rule sees it: a constant goes in as the number it is, so that rules record no more than they must. */
export const numberOrValue = (segment: Segment, index: number): number =>
  codeAt(segment.chunk, index) === CONSTANT ? (segment.chunk.data[index] as number) : asValue(handleAt(segment, index))
export function operandsOf({ segment, index }: Handle): Handle[] {
  const operands: Handle[] = []
  eachLink(segment.chunk, index, (link) => operands.push(follow(segment, link)))
  return operands
}
export function opName(handle: Handle): string {
  const code = codeOf(handle)
  if (code >= CONSTANT) return ''
  return code === CALL ? (handle.segment.chunk.calls?.get(handle.index)?.box.name ?? 'custom') : opByCode(code).name
}

/** A variable of a transform takes part even if what it stands for does not. */
export function activate({ segment, index }: Handle): void {
  segment.chunk.links[3 * index] = wordAt(segment.chunk, index) | ACTIVE
}

/** A node as messages name it: its label, or what made it and its number. */
export function name(handle: Handle): string {
  if (handle.label !== '') return handle.label
  const op = opName(handle)
  return op === '' ? `${codeOf(handle) === LEAF ? 'leaf' : 'constant'} #${handle.id}` : `${op} #${handle.id}`
}

function setData(handle: Handle, data: number): void {
  if (typeof data !== 'number')
    throw new TypeError(`data of ${name(handle)}: ${describe(data)} was given; a number is allowed.`)
  const code = codeOf(handle)
  if (code !== LEAF) {
    throw new Error(
      code === CONSTANT
        ? `data of ${name(handle)}: a constant's cannot be set. Make it a leaf, value(${handle.data}), if it shall change.`
        : `data of ${name(handle)}: it was computed, and would no longer fit its inputs. Change a leaf and replay(root), or detach() it.`,
    )
  }
  const { chunk } = handle.segment
  chunk.data[handle.index] = data
  chunk.changed ??= new Float64Array(chunk.capacity)
  chunk.changed[handle.index] = change()
}

/** Forward again over a recording, with the leaves' present numbers. */
import { describe } from '../arguments/index.js'
import { type Value } from '../ops/index.js'
import { runPlain } from './call.js'
import { asHandle, codeOf, constant, follow, handleAt, isValue, name, type Handle } from './value.js'
import { activeAt, ancestors, flowing, operands, placeOf, type Pass, type Reach } from './pass.js'
import { compute, opByCode } from './record.js'
import { ACTIVE, CALL, CONSTANT, LEAF, codeAt, wordAt, type Guard } from './chunk.js'
import { change } from './tape.js'

/**
 * Computes a recording anew after leaves have changed: `root` and every node it was computed from get the numbers that the
 * program would give now, without running it. `changes` sets leaves first. Gradients stay until the next `backward`.
 * Errors: a branch (`isTrue`, `gather`) that would now go the other way, named; a change of something that is no leaf. Then
 * nothing has changed.
 * @example
 * import { replay, value } from 'seegrad'
 * const x = value(2)
 * const y = x.mul(x)
 * replay(y, [[x, 5]])
 * y.data // 25
 */
export function replay(root: number, changes: Iterable<readonly [leaf: Value, data: number]> = []): void {
  if (!isValue(root)) throw new TypeError(`replay: ${describe(root)} was given; a Value is allowed.`)
  const handle = asHandle(root)
  const wanted = new Map<number, number>()
  const pairs = [...changes].map(([leaf, data], k) => {
    if (!isValue(leaf) || codeOf(asHandle(leaf)) !== LEAF)
      throw new TypeError(`replay: changes[${k}] names ${describe(leaf)}; a leaf is allowed.`)
    if (typeof data !== 'number')
      throw new TypeError(`replay: changes[${k}] is ${describe(data)}; a number is allowed.`)
    wanted.set(leaf.id, data)
    return [leaf, data] as const
  })
  const pass = ancestors([handle], (length) => new Float64Array(length))
  const guards = guardsOf(pass, handle)
  for (const { reach, link } of guards) ancestors([follow(reach.segment, link)], undefined, pass)
  recompute(pass, wanted)
  for (const { reach, link, answer } of guards) {
    const [at, index] = placeOf(reach, link)
    if ((at.column.entries[index] !== 0) === answer) continue
    const condition = handleAt(at.segment, index)
    throw new Error(
      `replay of ${name(handle)}: the condition ${name(condition)} was ${answer} and would now be ${!answer}, so the program ` +
        'would take another branch. Rerun it.',
    )
  }
  for (const [leaf, data] of pairs) leaf.data = data
  settle(pass)
}

/** The guards that the program passed on its way from the oldest leaf to the root: what came after them may hang on them. */
function guardsOf(pass: Pass<Float64Array>, root: Handle): (Guard & { reach: Reach<Float64Array> })[] {
  let first = Infinity
  pass.ascend(({ segment }, i) => (first = Math.min(first, segment.chunk.base + i)))
  return pass.columns.flatMap(({ chunk, reaches }) =>
    reaches.flatMap((reach) =>
      (reach.segment.guards ?? []).flatMap((guard) => {
        const at = chunk.base + guard.at
        return at > first && (at <= root.id || asksNext(root, reach, guard)) ? [{ ...guard, reach }] : []
      }),
    ),
  )
}

/** Whether a guard is what the program asked of the root right after making it: it may have ended the loop that made it. */
function asksNext(root: Handle, reach: Reach<Float64Array>, { link, at }: Guard): boolean {
  const { chunk } = reach.column
  const asked = ancestors([follow(reach.segment, link)])
  const column = asked.columns.find((other) => other.chunk === chunk)
  if (!column || !asked.find(root)) return false
  for (let i = Math.max(0, root.id - chunk.base + 1); i < at; i++) {
    if (codeAt(chunk, i) < CONSTANT && column.mark[i] === 0) return false
  }
  return true
}

/** Fills the entries with the new numbers; the recording itself stays as it is. */
function recompute(pass: Pass<Float64Array>, wanted: ReadonlyMap<number, number>): void {
  pass.ascend((reach, i) => {
    const { chunk, entries } = reach.column
    const code = codeAt(chunk, i)
    if (code >= CONSTANT) {
      entries[i] = wanted.get(chunk.base + i) ?? (chunk.data[i] as number)
      return
    }
    const inputs = operands(reach, i).map(([{ column }, index]) => column.entries[index] as number)
    const call = chunk.calls?.get(i)
    entries[i] = call ? (runPlain(call.box, inputs)[i - call.first] as number) : compute(opByCode(code), inputs)
  })
}

/** Writes the new numbers, and notes when: a leaf that changes later makes them stale again. */
function settle(pass: Pass<Float64Array>): void {
  // An id of its own, so that this moment lies after the changes and before whatever comes next.
  const time = change(constant(0).id)
  pass.ascend((reach, i) => {
    const { chunk, entries } = reach.column
    const code = codeAt(chunk, i)
    if (code >= CONSTANT) return
    chunk.data[i] = entries[i] as number
    chunk.replayed ??= new Float64Array(chunk.capacity)
    chunk.replayed[i] = time
    const word = wordAt(chunk, i)
    const places = operands(reach, i)
    const flows = code === CALL ? places.some(activeAt) : flowing(opByCode(code), places).includes(true)
    chunk.links[3 * i] = flows ? word | ACTIVE : word & ~ACTIVE
  })
}

/** Forward again over a recording, with the leaves' present numbers. */
import { describe } from '../arguments/index.js'
import { type Value } from '../ops/index.js'
import { runPlain } from './call.js'
import { asHandle, codeOf, constant, follow, handleAt, isValue, name, type Handle } from './value.js'
import { activeAt, ancestors, flowing, operands, placeOf, type Pass, type Reach } from './pass.js'
import { noteChoices } from './choice.js'
import { witness } from './mode.js'
import { compute, opByCode } from './record.js'
import { ACTIVE, CALL, CONSTANT, LEAF, codeAt, eachLink, wordAt, type Guard } from './chunk.js'
import { change } from './tape.js'

// Whoever may replay a derivative has the choices noted that it was recorded by.
witness.active = noteChoices

/**
 * Computes a recording anew after leaves have changed: `root` and every node it was computed from get the numbers that the
 * program would give now, without running it. `changes` sets leaves first. Gradients stay until the next `backward`.
 * Errors: a branch (`isTrue`, `gather`, a `where` that a recorded derivative went through) that would now go the other way, named; one so long before the root that it is no longer
 * recorded; a change of something that is no leaf. Then nothing has changed. All branches since the oldest leaf count: a
 * program that is run again, to be replayed, had better make its leaves anew.
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

/**
 * The guards that the program passed on its way from the oldest leaf to the root: what came after them may hang on them. Of those in segments
 * that the root was not computed from, only how many there were is known.
 */
function guardsOf(pass: Pass<Float64Array>, root: Handle): (Guard & { reach: Reach<Float64Array> })[] {
  const { chunk: last } = root.segment
  let start = -1
  pass.ascend(({ column }, i) => {
    if (start < 0) start = column.chunk.links[3 * i + 2] as number
  })
  // Views of a segment have guards in common.
  const guards = new Map<number, Guard & { reach: Reach<Float64Array> }>()
  const { before } = root.segment
  if (before) pass.reach(before)
  for (const { chunk, reaches } of pass.columns) {
    for (const reach of reaches) {
      for (const guard of reach.segment.guards ?? []) {
        const { nth, link, at } = guard
        if (nth >= start && (chunk.base + at <= root.id || asksNext(root, [link], at)))
          guards.set(nth, { ...guard, reach })
      }
    }
  }
  let isLost = last.asked !== undefined && asksNext(root, last.asked, last.length)
  for (let nth = start; nth < last.branches; nth++) isLost ||= !guards.has(nth)
  if (isLost)
    throw new Error(`replay of ${name(root)}: a branch that the program took is no longer recorded. Rerun it, with leaves made anew.`) // prettier-ignore
  return [...guards.values()]
}

/** Whether a branch, on these nodes beside the root, is what the program asked of it right after making it: it may have ended the loop that made it. */
function asksNext({ segment: { chunk }, index }: Handle, asked: readonly number[], at: number): boolean {
  const reached = new Set(asked)
  for (let i = at - 1; i > index; i--) {
    if (reached.has(i)) eachLink(chunk, i, (link) => reached.add(link))
    else if (codeAt(chunk, i) < CONSTANT) return false
  }
  return reached.has(index)
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

/** Choices that a recorded derivative hangs on: which operands take part as it is made, noted as branches, since none of its nodes leads to them. */
import { guard } from './branch.js'
import { CALL, CONSTANT, codeAt } from './chunk.js'
import { witness } from './mode.js'
import { activeAt, ancestors, dataAt, operands, type Reach } from './pass.js'
import { opByCode, someOp } from './record.js'
import { handleAt, Handle } from './value.js'

/** Notes the choices on the way from roots to the nodes of id `floor`, and those by which something there does not move. */
export function noteChoices(roots: readonly (Handle | readonly [Handle, number])[], floor: number): void {
  if (witness.trace || !isChosen()) return
  const still: Handle[] = []
  const note = (reach: Reach<undefined>, i: number): void => {
    const { chunk } = reach.column
    const code = codeAt(chunk, i)
    if (code >= CONSTANT || chunk.base + i < floor) return
    // What it takes to know which operands take part stands first.
    const deciding = code === CALL ? 0 : (opByCode(code).active?.length ?? 0)
    operands(reach, i).forEach((place, k) => {
      const [{ segment }, index] = place
      const kind = codeAt(segment.chunk, index)
      if (k < deciding && kind !== CONSTANT) guard(handleAt(segment, index), dataAt(place) !== 0)
      if (kind < CONSTANT && !activeAt(place)) still.push(handleAt(segment, index))
    })
  }
  ancestors(
    roots.map((root) => (root instanceof Handle ? root : root[0])),
    () => undefined,
    undefined,
    floor,
  ).ascend(note)
  if (still.length > 0) ancestors(still.slice()).ascend(note)
}

let isAny = false
/** Whether any op that chooses was recorded so far: most programs have none, and are not walked. */
const isChosen = (): boolean => (isAny ||= someOp(({ active }) => active !== undefined && active.length > 0))

/** Forward mode: tangents pushed from variables to what was computed from them, in order of creation. */
import { add } from '../ops/index.js'
import { pushCall, type Call } from './call.js'
import { assertFresh } from './freshness.js'
import { asValue, handleAt, numberOrValue, type Handle } from './value.js'
import { witness } from './mode.js'
import { ancestors, dataAt, flowing, operands, type Place } from './pass.js'
import { opByCode } from './record.js'
import { eachSlope, times } from './reverse.js'
import { CALL, CONSTANT, codeAt } from './chunk.js'

type Tangents = (number | undefined)[]

/**
 * The tangents of `outs` when each variable has the tangent given: numbers, or with `recorded` Values that depend on the
 * recording, to be differentiated again. Undefined where an output does not depend on any variable. Nodes older than `floor`
 * pass nothing on.
 */
export function push(
  outs: readonly Handle[],
  variables: readonly Handle[],
  tangents: readonly number[],
  floor: number,
  recorded: boolean,
): Tangents {
  if (recorded) witness.active?.(outs, floor)
  const pass = ancestors<Tangents>(outs, () => [], undefined, floor)
  const own = new Set(variables.map(({ id }) => id))
  variables.forEach((variable, k) => {
    const column = pass.find(variable)
    // One that does not move is none: 0 times an infinite slope would be NaN. A Value that is 0 may still move.
    if (column && tangents[k] !== 0) column.entries[variable.index] = tangents[k]
  })
  const tangentAt = ([{ column }, index]: Place<Tangents>): number | undefined => column.entries[index]
  const calls = new Map<Call, readonly number[]>()
  pass.ascend((reach, i) => {
    const { chunk, entries } = reach.column
    const code = codeAt(chunk, i)
    if (code >= CONSTANT || chunk.base + i < floor || own.has(chunk.base + i)) return
    const places = operands(reach, i)
    if (code === CALL) {
      entries[i] = pushCall(chunk.calls?.get(i) as Call, calls, reach, i, places.map(tangentAt), recorded)
      return
    }
    const op = opByCode(code)
    const y = recorded ? asValue(handleAt(reach.segment, i)) : dataAt([reach, i])
    const inputs = recorded ? places.map(([{ segment }, index]) => numberOrValue(segment, index)) : places.map(dataAt)
    const given = places.map(tangentAt)
    let tangent: number | undefined
    const flows = flowing(op, places).map((on, k) => on && given[k] !== undefined)
    eachSlope(op, y, inputs, flows, (slope, k) => {
      const c = times(given[k] as number, slope)
      tangent = tangent === undefined ? c : add(tangent, c)
    })
    entries[i] = tangent
  })
  assertFresh(pass, floor)
  return outs.map((out) => pass.find(out)?.entries[out.index])
}

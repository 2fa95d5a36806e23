/** Forward mode: tangents pushed from variables to what was computed from them, in order of creation. */
import { add } from '../ops/index.js'
import { pushCall, type Call } from './custom.js'
import { asValue, handleAt, type Handle } from './handle.js'
import { Pass, step, type Reach } from './pass.js'
import { opByCode } from './record.js'
import { partial, times } from './reverse.js'
import { ACTIVE, CALL, CODE_MASK, CONSTANT, eachLink } from './tape.js'

type Tangents = (number | undefined)[]

/**
 * The tangents of `outs` when each variable has the tangent given: numbers, or with `recorded` Values that depend on the
 * recording, to be differentiated again. Undefined where an output does not depend on any variable.
 */
export function push(outs: readonly Handle[], variables: readonly Handle[], tangents: readonly number[], floor: number, recorded: boolean): Tangents {
  const pass = new Pass<Tangents>(() => [])
  for (const { segment, index } of outs) pass.reach(segment).mark(index)
  pass.descend((reach, i) => {
    if (codeAt(reach, i) >= CONSTANT) return
    eachLink(reach.segment.chunk, i, (link) => {
      const [at, index] = step(reach, link)
      if (((at.segment.chunk.links[3 * index] as number) & ACTIVE) !== 0) at.mark(index)
    })
  }, floor)
  const own = new Set<number>()
  variables.forEach((variable, k) => {
    own.add(variable.id)
    const column = pass.find(variable)
    if (column) column.entries[variable.index] = tangents[k]
  })
  const calls = new Map<Call, readonly number[]>()
  pass.ascend((reach, i) => {
    const { chunk } = reach.segment
    const id = chunk.base + i
    if (id < floor || own.has(id)) return
    const code = codeAt(reach, i)
    if (code >= CONSTANT) return
    const tangentAt = ([at, index]: readonly [Reach<Tangents>, number]): number | undefined =>
      at.column.mark[index] === 0 ? undefined : at.column.entries[index]
    const places: [Reach<Tangents>, number][] = []
    eachLink(chunk, i, (link) => places.push(step(reach, link)))
    if (code === CALL) {
      reach.column.entries[i] = pushCall(chunk.calls?.get(i) as Call, calls, reach, i, places.map(tangentAt), recorded)
      return
    }
    const op = opByCode(code)
    const data = places.map(([at, index]) => at.segment.chunk.data[index] as number)
    const takesPart = op.active?.(...data)
    const inputs = recorded ? places.map(([at, index]) => (codeAt(at, index) === CONSTANT ? (at.segment.chunk.data[index] as number) : (asValue(handleAt(at.segment, index)) as number))) : data // prettier-ignore
    const y = recorded ? asValue(handleAt(reach.segment, i)) : (chunk.data[i] as number)
    let tangent: number | undefined
    for (let k = 0; k < places.length; k++) {
      const t = tangentAt(places[k] as [Reach<Tangents>, number])
      if (t === undefined || takesPart?.[k] === false) continue
      const c = times(t, partial(op, y, inputs, k))
      tangent = tangent === undefined ? c : add(tangent, c)
    }
    reach.column.entries[i] = tangent
  })
  return outs.map((out) => pass.find(out)?.entries[out.index])
}

const codeAt = ({ segment }: Reach<Tangents>, index: number): number => (segment.chunk.links[3 * index] as number) & CODE_MASK

/** Which passes inside of a step gave Values in the eager run: a transform whose arguments are all plain numbers gives numbers, and no slope goes through those. While it is traced all are Values. */
import { CAPTURED, LEAF, type Skeleton, type SkeletonPass } from './skeleton.js'

/** The pass that a step ends with: it may look at everything, and nothing is around it. */
export const isOfStep = ({ kind, floor, around }: SkeletonPass): boolean =>
  kind === 'batch' || (kind === 'pull' && floor === 0 && around.length === 0)

/** By pass whether it surely gave Values. Only the arguments by which it differentiates are known; by those. */
export function connected({ length, code, start, operands, passes }: Skeleton): readonly boolean[] {
  /** Whether a node is a Value in the eager run too. */
  const isValue = new Uint8Array(length)
  const isVariable = new Uint8Array(length)
  const passOf = new Map<number, number>()
  passes.forEach((pass, k) => {
    for (const place of pass.results) passOf.set(place, k)
    if (!isOfStep(pass)) for (const place of pass.variables) isVariable[place] = 1
  })
  const reads = (k: number): boolean => {
    for (let at = start[k] as number; at < (start[k + 1] as number); at++)
      if (isValue[operands[at] as number] === 1) return true
    return false
  }
  const found = passes.map(() => false)
  for (let k = 0; k < length; k++) {
    const pass = passOf.get(k)
    if (pass !== undefined) {
      const { variables } = passes[pass] as SkeletonPass
      found[pass] = variables.some((place) => code[place] === CAPTURED || reads(place))
      isValue[k] = Number(found[pass])
    } else isValue[k] = Number(code[k] === CAPTURED || code[k] === LEAF || isVariable[k] === 1 || reads(k))
  }
  return found
}

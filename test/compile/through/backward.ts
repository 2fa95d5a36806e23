/** `backward()` where tests run a second time: what it gave is compared with its recording, compiled. */
import { Handle } from '../../../src/engine/value.js'
import { isBusy, isChosen, isVariable, nodesOf, throughRecording } from './through.js'

const { backward } = Handle.prototype
/** As often as it is called: of a process with several files, each does. */
export function compareBackward(): void {
  Handle.prototype.backward = compared
}
function compared(this: Handle, options?: Parameters<typeof backward>[0]): void {
  if (isBusy() || !isChosen('backward')) return backward.call(this, options)
  const leaves = nodesOf(this).filter(isVariable)
  const before = leaves.map(({ grad }) => grad)
  backward.call(this, options)
  // What was added to a gradient that was there cannot be read back from the sum.
  const fresh = leaves.filter((_, k) => Object.is(before[k], 0))
  throughRecording('backward', this, options?.gradient ?? 1, fresh, fresh.map(({ grad }) => grad)) // prettier-ignore
}

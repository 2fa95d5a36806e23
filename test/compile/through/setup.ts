/** Before every file of tests that runs a second time: what reaches the engine by methods goes through the compiler too, and whatever differed fails the file. */
import { afterAll } from 'vitest'
import { Handle } from '../../../src/engine/value.js'
import { noted, record } from '../../record.js'
import { flush } from './rows.js'
import { faults, isBusy, isChosen, isVariable, nodesOf, ran, throughRecording } from './through.js'

const AGAIN = 'Tests run again compiled'
noted.only = AGAIN

const { backward } = Handle.prototype
Handle.prototype.backward = function (this: Handle, options) {
  if (isBusy() || !isChosen('backward')) return backward.call(this, options)
  const leaves = nodesOf(this).filter(isVariable)
  const before = leaves.map(({ grad }) => grad)
  backward.call(this, options)
  // What was added to a gradient that was there cannot be read back from the sum.
  const fresh = leaves.filter((_, k) => Object.is(before[k], 0))
  throughRecording('backward', this, options?.gradient ?? 1, fresh, fresh.map(({ grad }) => grad)) // prettier-ignore
}

afterAll(() => {
  flush()
  for (const [what, times] of ran) record(AGAIN, { what, times })
  if (faults.length > 0) throw new Error(`compiled otherwise than eager:\n${faults.slice(0, 20).join('\n')}`)
})

/** Before every file of tests that runs a second time: what reaches the engine by methods goes through the compiler too, and whatever differed fails the file. */
import { afterAll } from 'vitest'
import { noted, record } from '../../record.js'
import { compareBackward } from './backward.js'
import { flush } from './rows.js'
import { faults, forget, ran } from './through.js'

const AGAIN = 'Tests run again compiled'
noted.only = AGAIN
compareBackward()

afterAll(() => {
  flush()
  for (const [what, times] of ran) record(AGAIN, { what, times })
  const found = faults.slice(0, 20)
  forget()
  if (found.length > 0) throw new Error(`compiled otherwise than eager:\n${found.join('\n')}`)
})

/** Every slip of the pen in a derivative rule is noticed: mutation testing of the table, held against exact numbers. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { mutants } from './mutants.js'

test('every mutant of every rule that changes a slope is killed by an exact number', () => {
  const all = mutants()
  const fate = (which: string): typeof all => all.filter(({ fate }) => fate === which)
  record('Mutants of derivative rules', {
    mutants: all.length,
    killed: fate('killed').length,
    'slope unchanged': fate('unchanged').length,
    survived: fate('survived').length,
  })
  expect(fate('survived').map(({ op, input, change }) => `${op}, slope by ${input}: ${change}`)).toEqual([])
  expect(fate('killed').length).toBeGreaterThan(400)
})

/** Every slip of the pen in a derivative rule is noticed: mutation testing of the table, held against exact numbers and conventions. */
import { readFileSync } from 'node:fs'
import { ops } from 'seegrad'
import { expect, test } from 'vitest'
import { mutantsFile, mutantsPage } from '../../scripts/mutants.js'
import { record } from '../record.js'
import { mutants, unfaithful, type Mutant } from './mutants.js'

const all = mutants()
const fate = (which: Mutant['fate'], of: readonly Mutant[] = all): readonly Mutant[] =>
  of.filter((mutant) => mutant.fate === which)
const said = ({ op, input, change }: Mutant): string => `${op}, slope by ${input}: ${change}`

test('every mutant of every rule that changes a slope is killed', () => {
  record('Mutants of derivative rules', {
    mutants: all.length,
    'killed by exact numbers': fate('exact').length,
    'killed by conventions': fate('convention').length,
    equivalent: fate('equivalent').length,
    survived: fate('survived').length,
  })
  expect(fate('survived').map(said)).toEqual([])
  expect(fate('exact').length).toBeGreaterThan(500)
})

test('every equivalent mutant has a reason', () => {
  expect(fate('equivalent').filter(({ why }) => why === '').map(said)).toEqual([]) // prettier-ignore
})

test('every partial of every row has been changed', () => {
  const changed = new Set(all.map(({ op, input }) => `${op} ${input}`))
  const rules = [...ops.values()].flatMap(({ name, partials, listPartials }) =>
    listPartials ? [`${name} all`] : partials.map((_, k) => `${name} ${'abc'[k]}`),
  )
  expect(rules.filter((rule) => !changed.has(rule))).toEqual([])
})

test('without the table of conventions some survive: ties, kinks and slopes of 0 have no exact numbers', () => {
  const left = fate('survived', mutants([])).map(({ op }) => op)
  expect(left).toEqual(expect.arrayContaining(['sign', 'maximum', 'clamp', 'max', 'min']))
})

test('a rule evaluated from its recording, in which steps are changed, gives what the rule gives', () => {
  expect(unfaithful()).toEqual([])
})

test(`${mutantsFile} is what the run gives (npm run mutants writes it anew)`, async () => {
  expect(readFileSync(mutantsFile, 'utf8')).toBe(await mutantsPage(all))
})

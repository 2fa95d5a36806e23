/** Every cell of every lesson runs, and shows what the lesson says; what the notes print is computed there. */
import { describe, expect, test } from 'vitest'
import { cellsOf, shownText, type CellState } from '../../src/lesson/index.js'
import { facts, titleOf } from '../facts/facts.js'
import { wrong } from '../oracle/compare.js'
import { course, translations } from './course.js'
import { open, settled } from './notebook.js'
import { topicOf } from './topics.js'

const isCheck = ({ id }: CellState): boolean => id.endsWith('-check')

/** Numbers that stand in what cells show, in tables beside pictures too. */
function numbersIn(cells: readonly CellState[]): readonly number[] {
  const texts = cells.flatMap(
    ({ outputs }) =>
    outputs.flatMap((output) => [output.text, ...(output.type === 'figure' ? output.figure.table.rows.map((row) => row.join(' ')) : [])]), // prettier-ignore
  )
  return texts.flatMap((text) => Array.from(text.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w]|\.\d)/g), ([digits]) => Number(digits))) // prettier-ignore
}

for (const { file, name, language, lesson } of [...course, ...translations])
  describe(file, async () => {
    const runner = open(cellsOf(lesson))
    runner.runAll()
    const { cells } = await settled(runner)
    runner.close()
    test('has a title and cells', () => {
      expect(lesson.title).not.toBe('')
      expect(cells.length).toBeGreaterThan(5)
    })
    for (const { id, status, mistake, outputs, expected } of cells) {
      test(`${id} runs`, () => {
        expect({ status, mistake }).toEqual({ status: 'done' })
      })
      if (expected !== undefined)
        test(`${id} shows what the lesson says`, () => {
          expect(shownText(outputs)).toBe(expected)
        })
    }
    test('says of most cells what they show', () => {
      const tasks = new Set(lesson.blocks.flatMap((block) => (block.type === 'cell' && block.exercise ? [block.cell.id] : []))) // prettier-ignore
      const shown = cells.filter((cell) => !isCheck(cell) && !tasks.has(cell.id) && cell.outputs.some(({ type }) => type === 'text' || type === 'table')) // prettier-ignore
      expect(shown.filter(({ expected }) => expected !== undefined).length).toBeGreaterThan(shown.length / 2)
    })
    const own = facts.filter((fact) => topicOf(fact) === name)
    if (own.length > 0 && language === '') {
      const numbers = numbersIn(cells.filter((cell) => !isCheck(cell)))
      for (const fact of own)
        test(`computes ${titleOf(fact)}, which is ${fact.value}`, () => {
          expect(numbers.some((number) => wrong(number, fact.value, fact.tol) === undefined)).toBe(true)
        })
    }
  })

test('every number of the notes has its lesson', () => {
  expect(facts.length).toBeGreaterThan(150)
  expect(facts.filter((fact) => topicOf(fact) === undefined).map(titleOf)).toEqual([])
})

/** Every cell of every lesson runs, and shows what the lesson says. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cellsOf, readLesson, shownText } from '../../src/lesson/index.js'
import { open, settled } from './notebook.js'

for (const file of readdirSync('lessons')) {
  const lesson = readLesson(readFileSync(`lessons/${file}`, 'utf8'))
  describe(file, async () => {
    const runner = open(cellsOf(lesson))
    runner.runAll()
    const { cells } = await settled(runner)
    test('has a title and cells', () => {
      expect(lesson.title).not.toBe('')
      expect(cells.length).toBeGreaterThan(0)
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
  })
}

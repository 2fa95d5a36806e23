/** No cell of a lesson, and no solution of an exercise, is underlined by the checker of types that the page has. */
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { declarations } from '../../app/typing/plugin.js'
import { createTypes, type Types } from '../../app/typing/service.js'
import { MODULES } from '../../src/lesson/index.js'
import { course, translations } from './course.js'

let types: Types
beforeAll(() => {
  types = createTypes(ts, declarations(), MODULES, (name) => name in globalThis)
})

describe('a cell is right in its types', () => {
  test('and what is not is found', () => {
    types.set([{ id: 'a', code: "const a: number = 'x'" }])
    expect(types.mistakes('a')).toHaveLength(1)
  })
  for (const { file, lesson } of [...course, ...translations])
    test(`in ${file}`, () => {
      const blocks = lesson.blocks.flatMap((block) => (block.type === 'cell' ? [block] : []))
      const mistakes = (cells: readonly { readonly id: string; readonly code: string }[]): readonly string[] => {
        types.set(cells)
        return cells.flatMap(({ id }) => types.mistakes(id).map(({ line, message }) => `${id}:${line} ${message}`))
      }
      expect(mistakes(blocks.map(({ cell }) => cell))).toEqual([])
      expect(mistakes(blocks.map(({ cell, exercise }) => (exercise ? { ...cell, code: exercise.solution } : cell)))).toEqual([]) // prettier-ignore
    })
})

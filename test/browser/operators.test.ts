/** Operators are rewritten in a browser as in Node: the page's cells need nothing else. */
import { grad, value } from 'seegrad'
import { transform, TransformError } from 'seegrad/operators'
import { expect, inject, test } from 'vitest'
import { transformed } from '../operators/run.js'
import { rewrittenCells } from './cells.js'

test('a cell in TypeScript becomes the text that Node makes of it, map included', () => {
  expect(rewrittenCells()).toEqual(inject('cellsInNode'))
})
test('it runs, on numbers and on Values', () => {
  const f = transformed(`const f = (x: number): number => { 'use grad'; return 3 * x ** 2 - 4 * x + 5 }`)
  const number = f as (x: number) => number
  expect(number(3)).toBe(20)
  expect(grad(number)(3)).toBe(14)
  const x = value(3)
  ;(number(x) as typeof x).backward()
  expect(x.grad).toBe(14)
})
test('what cannot be honoured is refused with its place', () => {
  const cell = (): unknown =>
    transform(`const f = () => {\n  'use grad'\n  return eval('1')\n}`, { filename: 'cell-1.ts' })
  expect(cell).toThrow(TransformError)
  expect(cell).toThrow(/^cell-1\.ts:3:10: /)
})

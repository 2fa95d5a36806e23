/** The kernels give the same bits in a browser as in Node. */
import { expect, inject, test } from 'vitest'
import { seed } from '../seed.js'
import { functions, hashOf } from './bits.js'

const inNode = inject('bitsInNode')
const inputs = inject('inputs')

test('Node and the browser know the same kernels', () => {
  expect(inject('noBits')).toBe('')
  expect(Object.keys(inNode)).toEqual([...functions().keys()])
  expect(Object.keys(inNode).length).toBeGreaterThan(0)
})

for (const [name, f] of functions())
  test(`${name} gives the same bits in the browser as in Node at ${inputs} inputs of seed ${seed}`, () => {
    expect(hashOf(f, f.length, seed, inputs)).toBe(inNode[name])
  })

/** The kernels and the rows give the same bits in a browser as in Node, and the kernels the bits that are written down. */
import { describe, expect, inject, test } from 'vitest'
import { seed } from '../seed.js'
import { functions, hashOf, rows } from './bits.js'

const inNode = inject('bitsInNode')
const inputs = inject('inputs')
const written = inject('bitsWritten')

test('Node and the browser know the same kernels and rows', () => {
  expect(inject('noBits')).toBe('')
  expect(Object.keys(inNode.kernels)).toEqual([...functions().keys()])
  expect(Object.keys(inNode.rows)).toEqual([...rows().keys()])
  expect(Object.keys(inNode.kernels).length).toBeGreaterThan(30)
})

describe('kernels', () => {
  for (const [name, f] of functions()) {
    test(`${name} gives the same bits in the browser as in Node at ${inputs} inputs of seed ${seed}`, () => {
      expect(hashOf(f, seed, inputs).hash).toBe(inNode.kernels[name])
    })
    const fixed = written.kernels[name]?.find((one) => one.inputs === inputs)
    test(`${name} gives the bits of fixtures/kernel-bits.json at ${inputs} inputs`, () => {
      expect(hashOf(f, written.seed, inputs).hash).toBe(fixed?.hash)
    })
  }
})

describe('rows', () => {
  for (const [name, f] of rows())
    test(`${name} and its slopes have the same bits in the browser as in Node at ${inputs} inputs of seed ${seed}`, () => {
      expect(hashOf(f, seed, inputs).hash).toBe(inNode.rows[name])
    })
})

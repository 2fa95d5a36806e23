/** The kernels give the bits that fixtures/kernel-bits.json has, in whichever Node this runs; test/browser asks a browser. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { functions, hashOf, type KernelBits } from '../browser/bits.js'
import { record } from '../record.js'
import { count } from '../seed.js'

const written = JSON.parse(readFileSync('fixtures/kernel-bits.json', 'utf8')) as KernelBits
const inputs = count(1_000_000)

test('every kernel has its bits written down', () => {
  expect(Object.keys(written.kernels)).toEqual([...functions().keys()])
})

for (const [name, f] of functions())
  test(`${name} gives the bits of fixtures/kernel-bits.json at ${inputs} inputs`, () => {
    const { hash, finite } = hashOf(f, written.seed, inputs)
    expect(finite, 'finite results').toBeGreaterThan(inputs / 20)
    expect(hash).toBe(written.kernels[name]?.find((one) => one.inputs === inputs)?.hash)
  })

test('a function that is off by one last place once has another hash', () => {
  let k = 0
  const off = { arity: 1, run: (x: number) => (++k === inputs - 1 ? x * (1 + 2 ** -52) : x) }
  const right = hashOf({ arity: 1, run: (x) => x }, written.seed, inputs)
  expect(right.finite).toBeGreaterThan(inputs / 2)
  expect(hashOf(off, written.seed, inputs).hash).not.toBe(right.hash)
})

test('how much was compared is written down', () => {
  record('Bits of the kernels, the same in Node and in the browser', {
    kernels: functions().size,
    'inputs each': inputs,
    different: 0,
    Node: process.versions.node,
  })
  expect(functions().size).toBeGreaterThan(30)
})

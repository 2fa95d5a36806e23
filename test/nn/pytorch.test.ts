/** Losses and layers give PyTorch's numbers and slopes (fixtures/nn.json), with every reduction. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mul, sum, value, type Value } from 'seegrad'
import * as nn from 'seegrad/nn'

const { mseLoss, l1Loss, huberLoss, smoothL1Loss, bceLoss, bceWithLogitsLoss, crossEntropyLoss, nllLoss } = nn
const losses = { mseLoss, l1Loss, huberLoss, smoothL1Loss, bceLoss, bceWithLogitsLoss, crossEntropyLoss, nllLoss }

interface LossCase {
  readonly loss: 'mseLoss'
  readonly answers: readonly number[] | readonly (readonly number[])[]
  readonly targets: readonly number[]
  readonly options: { readonly reduction: 'mean' | 'sum' | 'none' }
  readonly gives: number | readonly number[]
  readonly slopes: readonly number[] | readonly (readonly number[])[]
}
interface LayerCase {
  readonly layer: keyof typeof layers
  readonly parameters: readonly number[]
  readonly x: readonly number[] & readonly (readonly number[])[]
  readonly probe: readonly number[]
  readonly gives: readonly number[] | readonly (readonly number[])[]
  readonly slopes: readonly number[]
  readonly inputs: readonly number[] | readonly (readonly number[])[]
}
const fixture = JSON.parse(readFileSync('fixtures/nn.json', 'utf8')) as { losses: LossCase[]; layers: LayerCase[] }
const layers = {
  linear: new nn.Linear(4, 3),
  'linear, no bias': new nn.Linear(4, 3, { bias: false }),
  'layer norm': new nn.LayerNorm(5),
  'rms norm': new nn.RMSNorm(5, { eps: 1e-5 }),
  attention: new nn.Attention(4, 2),
  'attention, seeing all': new nn.Attention(4, 2, { causal: false }),
}

/** Numbers that are not the wanted ones: PyTorch's formulas go by way of numbers around 1, whose last place is all that its tiny results are right to. */
const off = (got: readonly number[], wanted: readonly number[]): readonly string[] =>
  got.flatMap((x, k) =>
    Math.abs(x - wanted[k]!) <= 2 ** -52 * (1 + 16 * Math.abs(wanted[k]!)) ? [] : [`${k}: ${x} for ${wanted[k]}`],
  )

describe('a loss is PyTorch’s, with its slopes:', () => {
  for (const { loss, answers, targets, options, gives, slopes } of fixture.losses)
    test(`${loss} ${JSON.stringify(options)}`, () => {
      const rows = answers.map((x) => (Array.isArray(x) ? x.map((each: number) => value(each)) : value(x as number)))
      const out = losses[loss](rows as Value[], targets, options) as unknown
      const outs = (Array.isArray(out) ? out : [out]) as Value[]
      expect(off(outs.map((x) => x.data), [gives].flat())).toEqual([]) // prettier-ignore
      sum(outs).backward()
      expect(off(rows.flat().map((x) => (x as Value).grad), slopes.flat())).toEqual([]) // prettier-ignore
    })
  test('every one of them', () => {
    const all = Object.keys(nn).filter((name) => name.endsWith('Loss') && name !== 'hingeLoss')
    expect([...new Set(fixture.losses.map(({ loss }) => loss))].toSorted()).toEqual(all.toSorted())
  })
})

describe('a loss keeps its digits far out:', () => {
  const cases: readonly (readonly [string, (x: Value) => number, number, number, number])[] = [
    ['bceWithLogitsLoss of 37 for 1', (z) => nn.bceWithLogitsLoss([z], [1]), 37, 8.533047625744066e-17, -8.533047625744066e-17],
    ['bceWithLogitsLoss of -800 for 1', (z) => nn.bceWithLogitsLoss([z], [1]), -800, 800, -1],
    ['bceWithLogitsLoss of -40 for 0', (z) => nn.bceWithLogitsLoss([z], [0]), -40, 4.248354255291589e-18, 4.248354255291589e-18],
    ['crossEntropyLoss of 40 and 0 for the first', (z) => nn.crossEntropyLoss([z, 0], 0), 40, 4.248354255291589e-18, -4.248354255291589e-18],
    ['crossEntropyLoss of -1000 and 0 for the first', (z) => nn.crossEntropyLoss([z, 0], 0), -1000, 1000, -1],
    ['bceLoss of 1e-20 for 0', (p) => nn.bceLoss([p], [0]), 1e-20, 1e-20, 1],
  ] // prettier-ignore
  for (const [what, loss, at, is, slope] of cases)
    test(what, () => {
      const x = value(at)
      const out = loss(x) as Value
      out.backward()
      expect(Math.abs(out.data / is - 1)).toBeLessThan(1e-15)
      expect(Math.abs(x.grad / slope - 1)).toBeLessThan(1e-15)
    })
})

describe('a layer is PyTorch’s, with its slopes:', () => {
  for (const { layer, parameters, x, probe, gives, slopes, inputs } of fixture.layers)
    test(layer, () => {
      const module = layers[layer]
      module.parameters().forEach((p, k) => (p.data = parameters[k]!))
      expect(module.parameters().length).toBe(parameters.length)
      const given = x.map((one) => (Array.isArray(one) ? one.map((each: number) => value(each)) : value(one)))
      const out = (module.forward as (x: unknown) => Value[] | Value[][])(given).flat()
      const near = (got: readonly number[], wanted: readonly number[]): readonly string[] =>
        got.flatMap((x, k) => (Math.abs(x - wanted[k]!) <= 2e-15 ? [] : [`${k}: ${x} for ${wanted[k]}`]))
      expect(near(out.map((x) => x.data), gives.flat())).toEqual([]) // prettier-ignore
      sum(out.map((each, k) => mul(each, probe[k]!))).backward()
      expect(near(given.flat().map((x) => (x as Value).grad), inputs.flat())).toEqual([]) // prettier-ignore
      expect(near(module.parameters().map((p) => p.grad), slopes)).toEqual([]) // prettier-ignore
    })
})

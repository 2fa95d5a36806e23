/** The GPT and its names, as the terminal and the page train them: the reference's losses, the same texts of the same draws, and files that go on to the same bits. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noGrad } from '../../src/engine/index.js'
import { loadSafetensors } from '../../src/interop/index.js'
import { softmax } from '../../src/ops/index.js'
import { NamesTraining, pack, textsIn, unpack } from '../../src/training/index.js'

const { losses } = JSON.parse(readFileSync('fixtures/microgpt.json', 'utf8')) as { readonly losses: readonly number[] }
const usual = { seed: 42, steps: 1000 }

function stepped(training: NamesTraining, steps: number): readonly number[] {
  const { optimizer } = training
  return Array.from({ length: steps }, () => {
    const step = optimizer.steps
    const loss = training.look(step)
    optimizer.zeroGrad()
    loss.backward()
    optimizer.lr = training.rate(step)
    optimizer.step()
    return loss.data
  })
}

describe('a training of names', () => {
  test('has PyTorch’s losses within 1e-12', () => {
    stepped(new NamesTraining(usual), 12).forEach((loss, k) =>
      expect(Math.abs(loss - losses[k]!)).toBeLessThanOrEqual(1e-12),
    )
  })
  test('says the same texts of the same draws, however many are asked for, and is not moved by it', () => {
    const training = new NamesTraining(usual)
    const said = training.samples(4)
    expect(training.samples(2)).toEqual(said.slice(0, 2))
    expect(stepped(training, 1)[0]).toBe(stepped(new NamesTraining(usual), 1)[0])
    expect(training.samples(4)).not.toEqual(said)
    expect(new NamesTraining({ ...usual, seed: 7 }).samples(4)).not.toEqual(said)
  })
  test('goes on from its file to the same bits, and refuses another model’s', () => {
    const training = new NamesTraining(usual)
    stepped(training, 2)
    const bytes = pack({ module: training.model, optimizer: training.optimizer }, {})
    const next = stepped(training, 3)
    const other = new NamesTraining({ ...usual, seed: 42 })
    unpack({ module: other.model, optimizer: other.optimizer }, loadSafetensors(bytes), 2)
    expect(stepped(other, 3)).toEqual(next)
    const small = new NamesTraining({ ...usual, texts: ['ab', 'ba'] })
    const before = small.model.stateDict()
    const wrong = { module: small.model, optimizer: small.optimizer }
    expect(() => unpack(wrong, loadSafetensors(bytes), 2)).toThrow('does not hold what the optimiser remembers')
    expect(small.model.stateDict()).toEqual(before)
  })
  test('reads a file line by line, and counts what is too long to be seen', () => {
    expect(textsIn('  anna \r\n\n\tbo\n')).toEqual(['anna', 'bo'])
    expect(new NamesTraining({ ...usual, texts: ['a'.repeat(17), 'b'] }).cut).toBe(1)
  })
})

describe('the model', () => {
  const { model } = new NamesTraining(usual)
  const tokens = model.tokens('marie')
  const numbers = (rows: readonly (readonly { readonly data: number }[])[]): readonly (readonly number[])[] =>
    rows.map((row) => row.map(({ data }) => data))
  test('says at a place what it says there among all places', () => {
    const all = numbers(noGrad(() => model.forward(tokens)))
    for (let from = 0; from < tokens.length; from++)
      expect(numbers(noGrad(() => model.forward(tokens, from)))).toEqual(all.slice(from))
  })
  test('says of a text that grows what it says of the whole, and goes over each letter once', () => {
    const all = numbers(noGrad(() => model.forward(tokens)))
    const known = { placed: [], normed: [], keys: [], values: [] }
    for (let length = 1; length <= tokens.length; length++) {
      const said = noGrad(() => model.forward(tokens.slice(0, length), length - 1, known))
      expect(numbers(said)).toEqual([all[length - 1]])
    }
    // Once everything is known, nothing of it is computed again.
    const before = model.attention.key.weight[0]![0]!.data
    model.attention.key.weight[0]![0]!.data += 1
    expect(numbers(noGrad(() => model.forward(tokens, tokens.length - 1, known)))).toEqual([all.at(-1)])
    model.attention.key.weight[0]![0]!.data = before
  })
  test('looks where its queries meet its keys', () => {
    const looks = model.looks(tokens)
    expect(looks).toHaveLength(4)
    expect(looks.map((head) => head.map((row) => row.length))).toEqual(looks.map(() => [1, 2, 3, 4, 5, 6]))
    for (const row of looks.flat()) expect(row.reduce((sum, { data }) => sum + data, 0)).toBeCloseTo(1, 14)
    // Once more from the definition, in plain numbers, for the third head at the last place.
    const [plain, w] = [(rows: readonly (readonly number[])[], x: readonly number[]) => rows.map((row) => row.reduce((sum, a, k) => sum + a * x[k]!, 0)), numbers] // prettier-ignore
    const norm = (x: readonly number[]): readonly number[] => {
      const scale = (x.reduce((sum, a) => sum + a * a, 0) / x.length + 1e-5) ** -0.5
      return x.map((a) => a * scale)
    }
    const placed = tokens.map((token, place) =>
      norm(norm(w(model.letters.weight)[token]!.map((a, k) => a + w(model.places.weight)[place]![k]!))),
    )
    const query = plain(w(model.attention.query.weight), placed.at(-1)!).slice(8, 12)
    const keys = placed.map((x) => plain(w(model.attention.key.weight), x).slice(8, 12))
    const shares = softmax(keys.map((key) => key.reduce((sum, a, k) => sum + a * query[k]!, 0) / 2))
    looks[2]!.at(-1)!.forEach(({ data }, k) => expect(data).toBeCloseTo(shares[k]!, 13))
  })
})

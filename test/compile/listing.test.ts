/** `explain()`: loops in the user's names, with what each pass made and took. */
import { describe, expect, test } from 'vitest'
import { add, grad, mul, tanh, value } from 'seegrad'
import { compile, compileStep } from 'seegrad/compile'
import { MLP } from 'seegrad/nn'
import { Adam } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'

type Row = readonly number[]
const rows = (height: number, width: number): number[][] => Array.from({ length: height }, (_, j) => Array.from({ length: width }, (_, i) => Math.sin(j * width + i + 1))) // prettier-ignore
const [W, b, x] = [rows(24, 16), rows(1, 24)[0]!, rows(1, 16)[0]!]
const layer = (weights: readonly Row[], bias: Row, input: Row): number[] =>
  weights.map((w, j) => tanh(w.map((v, i) => mul(v, input[i]!)).reduce(add, bias[j]!)))
const loops = (text: string): string[] => text.split('\n').filter((line) => / = /.test(line))

describe('explain()', () => {
  test('prints a layer as a loop of a sum, in the names of the arguments', () => {
    const f = compile(layer)
    f(W, b, x)
    expect(loops(f.explain())).toEqual([
      'for i < 24 (j < 16): t1[i] = bias[i] + Σⱼ weights[i,j]·input[j]',
      'for i < 24: result[i] = tanh(t1[i])',
    ])
  })
  test('numbers the arguments of a function that does not name them, and indexes a result of two dimensions', () => {
    const slope = compile(grad((w: Row[], bias: Row, input: Row) => layer(w, bias, input).reduce((a, c) => add(a, c))))
    slope(W, b, x)
    const [first, ...rest] = loops(slope.explain())
    expect(first).toBe('for i < 24 (j < 16): t1[i] = a1[i] + Σⱼ a0[i,j]·a2[j]')
    expect(rest.at(-1)).toMatch(/^for i < 24, j < 16: result\[i,j\] = t\d\[i\]·a2\[j\]$/)
  })
  test('names numbers by keys, and by labels that were given on the way', () => {
    const f = compile(({ gain, at }: { gain: readonly Row[]; at: Row }) =>
      gain.map((row, j) => {
        const scaled = row.map((g, i) => mul(g, at[i]!)).reduce(add)
        ;(scaled as unknown as { label: string }).label = `scaled[${j}]`
        return tanh(scaled)
      }),
    )
    f({ gain: W, at: x })
    expect(loops(f.explain())).toEqual([
      'for i < 24 (j < 16): scaled[i] = Σⱼ a0.gain[i,j]·a0.at[j]',
      'for i < 24: result[i] = tanh(scaled[i])',
    ])
  })
  test('names the parameters of a Module, their slopes and what they become', () => {
    const net = new MLP(4, [8, 1], { random: new PythonRandom(1) })
    const loss = (point: Row): number => net.forward(point as number[]) as number
    const step = compileStep({ parameters: net, loss, optimizer: Adam(net.parameters(), { lr: 0.1 }) })
    const points = rows(16, 4)
    step(points)
    const text = step.explain()
    expect(text).toMatch(
      /\(k < 4\): t2\[i,j\] = layers\[0\]\.neurons\[i\]\.b \+ Σₖ layers\[0\]\.neurons\[i\]\.w\[k\]·t1\[k,j\]/,
    )
    for (const says of [
      '∂layers[0].neurons[i].w[j] = ',
      'mean of layers[0].neurons[0].w[0]',
      '∂layers[1].neurons[0].b = 1',
    ])
      expect(text).toContain(says)
  })
  for (const dtype of ['f64', 'f32'] as const)
    test(`puts what is computed in the loop of another nest below it, after a +, each nest once (${dtype})`, () => {
      // 33 is no whole number of pairs, nor of fours.
      const net = new MLP(4, [33, 1], { random: new PythonRandom(1) })
      const loss = (point: Row): number => net.forward(point as number[]) as number
      const step = compileStep({ parameters: net, loss, optimizer: Adam(net.parameters(), { lr: 0.1 }), dtype })
      step(rows(16, 4))
      const printed = loops(step.explain())
      const below = printed.filter((line) => line.startsWith('  + '))
      const [at, update] = [printed.findIndex((line) => line.includes('mean of layers[0]')), /^ {2}\+ .* = .*sqrt\(/]
      expect(below.length).toBeGreaterThan(6)
      expect(printed[0]).not.toMatch(/^ {2}\+/)
      expect(printed.slice(at).find((line) => update.test(line))).toBeDefined()
      const all = step.stages()!.loops
      const texts = all.map(({ text }) => text)
      // The stages say the same by places: what stands below is within the last line above that is not.
      const firsts = printed.map((_, k) => printed.slice(0, k + 1).findLast((line) => !line.startsWith('  + ')))
      for (const { text, within } of all) {
        const line = printed.findIndex((one) => one.replace(/^ {2}\+ /, '') === text)
        if (line >= 0) expect([text, texts[within]]).toEqual([text, firsts[line]])
      }
      expect(
        printed
          .map((line) => line.replace(/^ {2}\+ /, ''))
          .filter((line) => texts.includes(line))
          .toSorted(),
      ).toEqual(texts.filter((text) => / = /.test(text)).toSorted())
    })
  test('does not take numbers of one label for one number', () => {
    const p = Array.from({ length: 300 }, (_, k) => value(k, 'same'))
    const step = compileStep({ parameters: p, loss: (xs: Row) => xs.map((x, k) => mul(p[k]!, x)).reduce((a, c) => add(a, c)), batch: false }) // prettier-ignore
    step(rows(1, 300)[0]!)
    expect(step.explain()).not.toMatch(/\bsame·|·same\b(?! …)/)
  })
  test('says of each pass what it made, how many bytes that takes and how long it took', () => {
    const f = compile(layer)
    f(W, b, x)
    const { passes } = f.stats
    expect(passes.filter(({ bytes }) => (bytes ?? 0) > 0).map(({ pass }) => pass)).toEqual(['graph and gradient', 'simplify', 'WebAssembly']) // prettier-ignore
    expect(f.explain()).toMatch(/simplify: \d+ nodes, \d+ bytes, [\d.]+ ms\n {2}cells and nests: 2 nests, /)
    expect(passes.at(-2)?.bytes).toBe(f.wasm?.length)
  })
})

/** Plots: the numbers they show, and what becomes of functions and data that cannot be drawn as they are. */
import { describe, expect, test } from 'vitest'
import { grad, tanh, value } from 'seegrad'
import {
  attention,
  plotBoundary,
  plotDelta,
  plotErrorCurve,
  plotFunction,
  plotLandscape,
  plotLoss,
  plotTangent,
  render,
  weights,
  type Figure,
  type Mark,
} from 'seegrad/figures'

const square = (x: number): number => x * x
const points = (marks: readonly Mark[]): readonly number[] =>
  marks.flatMap((mark) =>
    mark.type === 'group'
      ? points(mark.marks)
      : mark.type === 'path'
        ? mark.lines.flat(2)
        : 'x' in mark
          ? [mark.x, mark.y]
          : [],
  )
const words = ({ marks }: Figure): string =>
  marks.flatMap((mark) => (mark.type === 'text' ? [mark.spans.map(({ text }) => text).join('')] : [])).join('\n')

describe('the numbers', () => {
  test('of a curve are those of the function, and its derivative is the engine’s', () => {
    const { rows } = plotFunction(tanh, { from: -2, to: 2, derivative: true }).table
    for (const [x, y, slope] of rows as readonly [number, number, number][]) {
      expect(y).toBe(tanh(x))
      expect(slope).toBe(grad(tanh)(x))
    }
  })
  test('of a step and of secants are those of note 004', () => {
    expect(plotDelta(square, { x: -2, h: 0.5 }).table.rows).toEqual([[-2, 0.5, 4, -1.75, -3.5]])
    const { rows } = plotTangent(square, { x: 3, h: [1, 0.5] }).table
    expect(rows.slice(0, 2)).toEqual([['secant, h = 1', 7], ['secant, h = 0.5', 6.5]]) // prettier-ignore
    expect(rows[2]![1]).toBeCloseTo(6, 9)
    expect(plotTangent(tanh, { x: 0.5, h: 1 }).table.rows[1]![1]).toBe(grad(tanh)(0.5))
  })
  test('of nudging are worst at both ends, and central nudging is better than forward', () => {
    const { rows } = plotErrorCurve(tanh, { x: 0.5 }).table as unknown as { rows: readonly [number, number, number][] }
    const least = (k: 1 | 2): number => Math.min(...rows.map((row) => row[k]))
    expect(least(2)).toBeLessThan(least(1))
    expect(rows[0]![1]).toBeGreaterThan(1e6 * least(1))
    expect(rows.at(-1)![1]).toBeGreaterThan(1e6 * least(1))
  })
  test('of a landscape are the partial derivatives', () => {
    expect(
      plotLandscape((a, b) => a * b, { at: [2, -3] }).table.rows.map(([, , slope]) =>
        Number((slope as number).toFixed(9)),
      ),
    ).toEqual([-3, 2])
  })
  test('of a boundary are scores, right where their sign is the class’s', () => {
    const { rows } = plotBoundary((x) => x, { X: [[1, 0], [2, 1], [-1, 0]], y: [1, 0, 0] }).table // prettier-ignore
    expect(rows.map(([, , , score, right]) => [score, right])).toEqual([[1, 'yes'], [2, 'no'], [-1, 'yes']]) // prettier-ignore
  })
  test('of weights and gradients are all counted', () => {
    const ws = Array.from({ length: 40 }, (_, k) => value(k / 10 - 2))
    ws.reduce((sum, w) => sum.add(w.mul(w))).backward()
    const count = (what: string): number => weights(ws).table.rows.filter(([name]) => name === what).reduce((sum, row) => sum + (row[3] as number), 0) // prettier-ignore
    expect([count('weight'), count('gradient')]).toEqual([40, 40])
  })
})

describe('drawn all the same, and said', () => {
  const cases: Readonly<Record<string, readonly [Figure, said: RegExp]>> = {
    'a function that throws at some x': [plotFunction((x) => { if (x > 1) throw new Error('no'); return x }), /At \d+ of 513 places it has no finite value/], // prettier-ignore
    'a function that always throws': [plotFunction(() => { throw new Error('no') }), /At 513 of 513 places/], // prettier-ignore
    'a function that gives no numbers': [plotFunction((() => 'x') as never), /At 513 of 513 places/],
    'a pole': [plotFunction((x) => 1 / x), /At 1 of 513 places/],
    'a leap from −∞ to ∞': [plotFunction(Math.tan, { from: 0, to: 6 }), /./],
    'huge numbers': [plotFunction((x) => 1e300 * x), /./],
    'a constant': [plotFunction(() => 3), /./],
    'a function with NaN at the point': [plotDelta(() => NaN, { x: 0, h: 1 }), /NaN/],
    'a corner': [plotTangent(Math.abs, { x: 0 }), /tangent/],
    'losses that became NaN': [plotLoss([3, 2, NaN, NaN]), /loss is NaN since step 2/],
    'losses that became ∞': [plotLoss({ train: [3, Infinity] }), /train is ∞ since step 1/],
    'no losses': [plotLoss([]), /No step has been taken yet/],
    'only NaN': [plotLoss([NaN]), /No loss is a finite number/],
    'one loss': [plotLoss([2]), /./],
    'a score that is nowhere a number': [
      plotBoundary(() => NaN, { X: [[0, 0]], y: [1] }),
      /At 100 % of places there is no score/,
    ],
    'a score that throws': [plotBoundary(() => { throw new Error('no') }), /At 100 % of places/], // prettier-ignore
    'a level landscape': [plotLandscape(() => 1, { at: [0, 0] }), /./],
    'a landscape with a pole': [plotLandscape((x, y) => 1 / (x * y)), /./],
    'no weights': [weights([]), /There are no weights/],
    'weights that are NaN': [weights([NaN, 1, 2]), /1 numbers? (is|are) not finite/],
    'weights all alike': [weights([0, 0, 0]), /./],
    'attention to nothing': [attention([]), /There is no token/],
    'attention of NaN': [attention([[NaN]]), /./],
    'hostile names': [attention([[1]], { tokens: ['<script>"&\u0000'] }), /./],
  }
  for (const [what, [figure, said]] of Object.entries(cases))
    test(what, async () => {
      expect(`${figure.description} ${words(figure)}`).toMatch(said)
      expect(points(figure.marks).filter((x) => !Number.isFinite(x))).toEqual([])
      expect(await render(figure, { format: 'svg' })).not.toMatch(/NaN"|Infinity|undefined/)
      expect((await render(figure, { format: 'text' })).length).toBeGreaterThan(10)
    })
  test('no piece of a curve joins the two sides of a pole', () => {
    const curve = plotFunction((x) => 1 / x).marks.findLast((mark) => mark.type === 'path')
    expect(curve?.type === 'path' && curve.lines.length).toBe(2)
  })
  test('in a terminal of any width, which no line exceeds', async () => {
    for (const width of [40, 63, 100]) {
      const text = await render(plotFunction(square), { format: 'text', width })
      expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(width)
    }
  })
})

describe('in characters', () => {
  const X: [number, number][] = [[0, 0], [1, 0], [0, 1], [1, 1]] // prettier-ignore
  const divided = (): Figure => plotBoundary((_, y) => y - 0.5, { X, y: [0, 0, 1, 0], width: 240, height: 208 })
  test('a plane is shaded where the score is above 0, and a point on the wrong side is crossed', async () => {
    expect((await render(divided(), { format: 'text' })).split('\n')).toEqual([
      '  1  ░░●░░░░░░░░░░░░░░░░░✗░',
      '     ░░░░░░░░░░░░░░░░░░░░░░',
      '     ░░░░░░░░░░░░░░░░░░░░░░',
      '     ░░░░░░░░░░░░░░░░░░░░░░',
      '0.5 ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁',
      '',
      '',
      '',
      '  0    ○                 ○',
      '',
      '       0       0.5       1',
      '',
    ])
  })
  test('that shade, points and crosses have colours of their own', async () => {
    const paint = (colour: string, words: string): string => (words.trim() === '' ? words : `<${colour}>`)
    const text = await render(divided(), { format: 'text', paint })
    expect(text.split('\n')[0]).toContain('<blue><red><blue>')
  })
  test('bars are full', async () => {
    const text = await render(weights([-1, 0.5, 0.5, 1]), { format: 'text' })
    expect(text).toContain('⣿⣿')
  })
  test('what a loss is compared with is told apart: train and test are solid, each run beside them has dashes of its own', async () => {
    const svg = await render(plotLoss({ train: [3, 2], test: [3, 1], one: [4, 2], two: [5, 2] }), { format: 'svg' })
    // Drawn last is what lies on top: the first.
    const curves = svg.match(/<path class="n s-(?:data-mark|ink-2)"[^>]*>/g)!
    expect(curves.map((one) => /stroke-dasharray="([^"]*)"/.exec(one)?.[1])).toEqual([
      '1 3',
      '4 3',
      undefined,
      undefined,
    ])
  })
  test('a loss falls as it does, its last number beside it', async () => {
    const figure = plotLoss([100, 10, 1], { width: 320, height: 176 })
    expect((await render(figure, { format: 'text' })).split('\n')).toEqual([
      '    ⢀⡀',
      ' 100 ⠈⠑⠢⢄⡀──────────────────────╴',
      '         ⠈⠑⠒⠤⣀',
      '              ⠉⠒⠤⣀',
      '  10 ╶────────────⠉⠑⠢⢄⡀─────────╴',
      '                      ⠈⠒⠤⣀⡀',
      '                          ⠈⠑⠢⢄⡀',
      '   1 ╶────────────────────────⠈⠑●loss 1',
      '     ╶──────────────────────────╴',
      '     0             1        step',
      '',
    ])
  })
  test('a curve of as many steps as one likes', async () => {
    const text = await render(plotLoss(Array.from({ length: 300_000 }, (_, k) => 1 + 1 / (k + 1))), { format: 'text' })
    expect(text).toMatch(/[\u2801-\u28ff]/)
  })
  test('a curve has no holes where it is steep', async () => {
    const lines = (await render(plotLoss([1, 1e6, 1]), { format: 'text', width: 60 })).split('\n')
    const first = lines.findIndex((line) => /[\u2801-\u28ff]/.test(line))
    const last = lines.findLastIndex((line) => /[\u2801-\u28ff]/.test(line))
    expect(last - first).toBeGreaterThan(12)
    expect(lines.slice(first, last).filter((line) => !/[\u2801-\u28ff]/.test(line))).toEqual([])
  })
})

describe('refused with what is allowed', () => {
  const cases: Readonly<Record<string, readonly [run: () => unknown, says: RegExp]>> = {
    'no function': [() => plotFunction(3 as never), /plotFunction: 3 was given; a function of one number is allowed/],
    'an interval of no width': [() => plotFunction(square, { from: 1, to: 1 }), /from 1 to 1 was given; two finite numbers/],
    'an interval backwards': [() => plotFunction(square, { from: 1, to: 0 }), /the first below the second/],
    'an endless interval': [() => plotFunction(square, { to: Infinity }), /two finite numbers are allowed/],
    'a misspelt option': [() => plotFunction(square, { form: 1 } as never), /form is none of its options/],
    'a width of nothing': [() => plotFunction(square, { width: 0 }), /120 to 10,000 pixels are allowed/],
    'a step of 0': [() => plotDelta(square, { x: 1, h: 0 }), /the quotient would be 0\/0/],
    'a step that is lost in x': [() => plotTangent(square, { x: 1e10, h: 1e-10 }), /does not move 10000000000/],
    'a point that is NaN': [() => plotDelta(square, { x: NaN, h: 1 }), /a finite number is allowed/],
    'powers that are none': [() => plotErrorCurve(square, { x: 1, from: 0.5 }), /whole numbers from −300 to 300/],
    'an axis of powers for a loss of 0': [() => plotLoss([1, 0], { log: true }), /cannot stand on an axis of powers/],
    'losses that are text': [() => plotLoss({ train: ['1'] as never }), /a list of numbers is allowed/],
    'points without classes': [() => plotBoundary((x) => x, { X: [[0, 0]] }), /1 points and 0 classes/],
    'no weights at all': [() => weights(undefined as never), /a list of Values/],
    'weights that are text': [() => weights(['1'] as never), /Values and numbers are allowed/],
    'more rows than tokens': [() => attention([[1], [1]], { tokens: ['a'] }), /1 tokens were given for 2/],
    'attention above 1': [() => attention([[2]]), /0 to 1 is allowed/],
  } // prettier-ignore
  for (const [what, [run, says]] of Object.entries(cases))
    test(what, () => {
      expect(run).toThrow(says)
    })
})

/** What is painted of a training is what its network says: the plane and what every neuron sees have the signs of their numbers, computed here of the same run. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { answering, layout } from '../../app/train/answer.js'
import { drawnPoints } from '../../app/train/points.js'
import { Run, shapeOf } from '../../app/train/run.js'
import { USUAL, type Settings } from '../../app/train/settings.js'
import { usePage, visit, type Visit } from './page.js'
import { at, restsAt } from './training.js'

usePage()
/** As far from a point its ring may be. */
const RING = 11
const points = drawnPoints(USUAL)

/** What every neuron says to a place after so many steps, in the order of the neurons; the score is the last. */
function answersOf(settings: Partial<Settings>, steps: number): (x: number, y: number) => Float64Array {
  const all = { ...USUAL, ...settings }
  const run = new Run(all, points, [])
  for (let k = 0; k < steps; k++) run.step()
  const [answer, weights] = [answering(shapeOf(all)), run.weights()]
  expect(weights).toHaveLength(layout(shapeOf(all)).count)
  return (x, y) => answer(weights, x, y)
}

interface Painted {
  readonly width: number
  readonly height: number
  /** Rows of what is seen at each dot: + of the ink for above 0, - of that for below, a space for anything else. */
  readonly rows: readonly string[]
}
/** The inks of a canvas, dot by dot: however thin a wash is, it leads from the paper towards its ink. */
const inksOf = (page: Page, canvas: string): Promise<Painted> =>
  page.locator(canvas).evaluate((element) => {
    const ink = (name: string): number[] => {
      const { style } = element
      style.color = getComputedStyle(element).getPropertyValue(name)
      const [r, g, b] = getComputedStyle(element)
        .color.match(/[\d.]+/g)!
        .map(Number)
      style.color = ''
      return [r!, g!, b!]
    }
    const [plus, minus] = [ink('--data-mark'), ink('--minus-mark')] as const
    const paper = ink('--paper')
    const { width, height } = element as HTMLCanvasElement
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
    /** From the paper, as far as three colours tell. */
    const from = (colour: readonly number[]): number[] => colour.map((x, k) => x - paper[k]!)
    const along = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, x, k) => sum + x * b[k]!, 0) / Math.hypot(...a) / Math.hypot(...b)
    const seen = (at: number): string => {
      const alpha = data[at + 3]! / 255
      const off = from([0, 1, 2].map((k) => data[at + k]! * alpha + paper[k]! * (1 - alpha)))
      if (Math.hypot(...off) < 6) return ' '
      const [near, far] = [along(off, from(plus)), along(off, from(minus))]
      return Math.max(near, far) < 0.98 ? ' ' : near > far ? '+' : '-'
    }
    const rows = Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, column) => seen(4 * (row * width + column))).join(''),
    )
    return { width, height, rows }
  })

const signOf = (x: number): string => (x > 0 ? '+' : x < 0 ? '-' : ' ')

describe('the plane', () => {
  for (const [name, query, settings, steps] of [
    ['of the usual network', '', {}, 12],
    ['of another one', '&act=tanh&net=5', { act: 'tanh', net: [5] }, 60],
  ] as const)
    test(`${name} has the ink of the sign of the score, everywhere but on the line between them`, async () => {
      const { page, errors } = await visit(at(`&k=${steps}${query}`))
      await restsAt(page, steps)
      const { width, height, rows } = await inksOf(page, '.plane canvas')
      // Where the page has put the points says which place a dot is of.
      const dots = await dotsOf({ page } as Visit, width)
      const answer = answersOf(settings, steps)
      const score = (column: number, row: number): number => answer(dots.x(column), dots.y(row)).at(-1)!
      /** Dots around, as far as from one computed score to the next: between them it is painted in between. */
      const reach = width / 96
      // Points on the wrong side are ringed, in the ink of the line.
      const rings = dots.points.flatMap(({ place, at }) => {
        const { x, y, kind } = points[place]!
        return answer(x, y).at(-1)! > 0 === (kind === 1) ? [] : [at]
      })
      const count = { '+': 0, '-': 0, wrong: 0, line: 0, all: 0 }
      for (let row = 1; row < height; row += 3)
        for (let column = 1; column < width; column += 3) {
          count.all++
          if (rings.some(([x, y]) => Math.hypot(column - x, row - y) < RING)) continue
          const seen = rows[row]![column] as '+' | '-' | ' '
          const wanted = signOf(score(column + 0.5, row + 0.5))
          if (seen === ' ') count.line++
          else {
            count[seen]++
            if (seen === wanted) continue
            const around = [[-1, -1], [-1, 1], [1, -1], [1, 1]].map(([a, b]) => signOf(score(column + a! * reach, row + b! * reach))) // prettier-ignore
            if (!around.includes(seen)) count.wrong++
          }
        }
      expect(count.wrong).toBe(0)
      // Both are there, and little is neither: the line at 0 and rings.
      for (const sign of ['+', '-'] as const) expect(count[sign]).toBeGreaterThan(count.all / 5)
      expect(count.line).toBeLessThan(count.all / 10)
      expect(errors).toEqual([])
    })
})

/** Which place of the plane a dot of its canvas is, by where its points are drawn. */
async function dotsOf(
  { page }: Pick<Visit, 'page'>,
  width: number,
): Promise<{
  x(column: number): number
  y(row: number): number
  readonly points: readonly { readonly place: number; readonly at: readonly [number, number] }[]
}> {
  const scale = width / (await page.locator('.plane canvas').evaluate((canvas) => canvas.getBoundingClientRect().width))
  const drawn = await page
    .locator('[data-place]')
    .evaluateAll((all) => all.map((one) => [Number(one.dataset['place']), Number(one.getAttribute('cx')), Number(one.getAttribute('cy'))])) // prettier-ignore
  const along = (of: 'x' | 'y', which: 1 | 2): ((dot: number) => number) => {
    const sorted = drawn.toSorted((a, b) => a[which]! - b[which]!)
    const [low, high] = [sorted[0]!, sorted.at(-1)!]
    const [from, to] = [points[low[0]!]![of], points[high[0]!]![of]]
    return (dot) => from + ((to - from) * (dot / scale - low[which]!)) / (high[which]! - low[which]!)
  }
  return {
    x: along('x', 1),
    y: along('y', 2),
    points: drawn.map(([place, x, y]) => ({ place: place!, at: [x! * scale, y! * scale] })),
  }
}

/** What is seen of a neuron: so many dots across and down, of the points and a little around them. */
const [COLUMNS, ROWS, AROUND] = [18, 12, 0.3]
test('what each neuron sees has the signs of what it says, of both kinds', async () => {
  const settings = { act: 'tanh', net: [6, 4] } as const
  const { page, errors } = await visit(at('&k=30&act=tanh&net=6,4'))
  await restsAt(page, 30)
  const { width, rows } = await inksOf(page, '.network canvas')
  const scale = width / (await page.locator('.network canvas').evaluate((one) => one.getBoundingClientRect().width))
  const answer = answersOf(settings, 30)
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, right] = [Math.min(...xs) - AROUND, Math.max(...xs) + AROUND]
  const [bottom, top] = [Math.min(...ys) - AROUND, Math.max(...ys) + AROUND]
  const thumbs = await page
    .locator('[data-neuron]')
    .evaluateAll((all) => all.map(({ style }) => [style.left, style.top, style.width, style.height].map(Number.parseFloat))) // prettier-ignore
  expect(thumbs).toHaveLength(11)
  const wrong: string[] = []
  const count: Record<string, number> = { '+': 0, '-': 0 }
  thumbs.forEach(([x, y, wide, high], neuron) => {
    const said = (column: number, row: number): string =>
      signOf(answer(left + ((right - left) * (column + 0.5)) / COLUMNS, top - ((top - bottom) * (row + 0.5)) / ROWS)[neuron]!) // prettier-ignore
    for (let row = 1; row < ROWS - 1; row++)
      for (let column = 1; column < COLUMNS - 1; column++) {
        const wanted = said(column, row)
        // Between two signs it is smoothed.
        if ([-1, 0, 1].some((a) => [-1, 0, 1].some((b) => said(column + a, row + b) !== wanted))) continue
        const dot = rows[Math.floor(scale * (y! + (high! * (row + 0.5)) / ROWS))]![Math.floor(scale * (x! + (wide! * (column + 0.5)) / COLUMNS))] // prettier-ignore
        // What is next to 0 beside the largest leaves no ink.
        if (dot === ' ') continue
        count[dot!]!++
        if (dot !== wanted) wrong.push(`neuron ${neuron}, ${column}, ${row}: ${dot} for ${wanted}`)
      }
  })
  expect(wrong).toEqual([])
  for (const sign of ['+', '-']) expect(count[sign]).toBeGreaterThan(300)
  expect(errors).toEqual([])
})

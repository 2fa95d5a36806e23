/** What the page shows of the GPT: the numbers of a look belong together, a way through them ends at weights, and a map of letters keeps what lies in a plane. */
import { describe, expect, test } from 'vitest'
import { flattened } from '../../app/gpt/letter-map.js'
import { look, recordingOf } from '../../app/gpt/look.js'
import type { View } from '../../app/gpt/orders.js'
import { Run } from '../../app/gpt/run.js'
import { revive } from '../../app/program/revive.js'
import { readRecording, writeRecording } from '../../src/explain/index.js'

const share: View = { prefix: 'mar', next: 'i', of: 'share', way: [] }

describe('a look', () => {
  const { training } = new Run({ seed: 42, steps: 1000 })
  test('has the gradients of its shares, and leaves none in the weights', () => {
    const { shares, slopes, next } = look(training, 0, share)
    expect(training.alphabet[next]).toBe('i')
    slopes.forEach((slope, k) => expect(slope).toBeCloseTo(shares[k]! - (k === next ? 1 : 0), 14))
    expect(training.model.parameters().every(({ grad }) => grad === 0)).toBe(true)
  })
  test('says what it does not know, and what it does not see', () => {
    const { unknown, isCut, tokens } = look(training, 0, { ...share, prefix: 'A1a'.repeat(9) })
    expect([unknown, isCut]).toEqual([['A', '1'], true])
    expect(tokens.every((token) => token >= 0)).toBe(true)
  })
  test('leads by its first open inputs from a head’s weight to a weight of the model, each line the number that was opened', () => {
    let view: View = { ...share, of: { head: 1, from: 3, to: 0 } }
    for (let k = 0; ; k++) {
      const { lines } = look(training, 0, view)
      expect(lines).toHaveLength(k + 1)
      if (k > 0) expect(lines[k]!.data).toBe(lines[k - 1]!.inputs[view.way[k - 1]!]!.data)
      const last = lines[k]!
      if (last.inputs.some(({ name }) => name !== '')) {
        expect(last.words).toBe('one multiplication')
        expect(last.scopes).toEqual(['attention', 'linear'])
        break
      }
      const way = last.inputs.findIndex(({ isOpen }) => isOpen)
      expect(way).toBeGreaterThanOrEqual(0)
      view = { ...view, way: [...view.way, way] }
    }
  })
  test('goes through a choice to what was chosen: by the likeliest letter too one comes to its score', () => {
    const { next: _, ...likeliest } = share
    for (const view of [share, likeliest]) {
      const ways = [[0], [0, 0], [0, 0, 0], [0, 0, 0, 0]].map((way) => look(training, 0, { ...view, way }).lines)
      expect(ways.flat().some(({ words }) => words.includes('condition'))).toBe(false)
      expect(ways.flat().some(({ rows }) => rows.startsWith('head '))).toBe(true)
    }
  })
  test('of places and ways that there are not ends where they end', () => {
    expect(look(training, 0, { ...share, way: [99, 3] }).lines).toHaveLength(1)
    expect(look(training, 0, { ...share, of: { head: 40, from: 40, to: 40 } }).lines).toHaveLength(1)
  })
  test('can be put on the stage, in part and as a whole: the recording lives again', () => {
    const view: View = { ...share, way: [0] }
    for (const line of [undefined, 0, 1]) {
      const text = writeRecording(recordingOf(training, view, line))
      const { data } = look(training, 0, view).lines[line ?? 0]!
      expect(revive(readRecording(text))?.data).toBe(data)
    }
  })
})

describe('a map of letters', () => {
  test('keeps the distances of what lies in a plane, however it is turned', () => {
    const points = [[0, 0], [4, 0], [0, 1], [4, 2], [1, 1]] as const // prettier-ignore
    const rows = points.map(([a, b]) => [0.6 * a, 0.8 * a, 0.6 * b, 0.8 * b, 7])
    const map = flattened(rows)
    for (const [i, [a, b]] of points.entries())
      for (const [j, [c, d]] of points.entries())
        expect(Math.hypot(map[i]![0] - map[j]![0], map[i]![1] - map[j]![1])).toBeCloseTo(Math.hypot(a - c, b - d), 9)
  })
  test('of rows that do not differ is one point', () => {
    expect(flattened([[1, 2], [1, 2]]).flat().every((x) => x === 0)).toBe(true) // prettier-ignore
  })
})

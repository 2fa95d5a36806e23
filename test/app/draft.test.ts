/** Drafts of several tabs: in whatever order they write, save and hear of each other, no text is overwritten that nobody has seen. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arranged, placeName, readPlacing, writePlacing, type Placing } from '../../app/learn/blocks.js'
import { decided, isChanged, merged, readDraft, readTexts, writeDraft, writeTexts, written, type Draft } from '../../app/learn/draft.js' // prettier-ignore
import { readLesson } from '../../src/lesson/index.js'
import { count, seed } from '../seed.js'

const empty: Draft = new Map()
const textsOf = (draft: Draft, name: string): readonly (string | null)[] =>
  (draft.get(name) ?? []).map(({ text }) => text)

/** Two tabs and the device: each tab has a place of its own there. */
function pair(): { step(tab: 'p' | 'q', what: string, text?: string): void; both(): Draft; shown(tab: 'p' | 'q'): string | null } {
  const tabs = { p: empty, q: empty }
  const places = new Map<string, string>()
  let now = 0
  return {
    step(tab, what, text) {
      const other = tab === 'p' ? 'q' : 'p'
      if (what === 'type') tabs[tab] = written(tabs[tab], 'a', text!, tab, ++now)
      else if (what === 'save') places.set(tab, writeDraft(tabs[tab]))
      else tabs[tab] = merged(tabs[tab], readDraft(places.get(other) ?? writeDraft(empty))!)
    },
    both: () => [...places.values()].reduce((all, text) => merged(all, readDraft(text)!), empty),
    shown: (tab) => tabs[tab].get('a')?.[0].text ?? null,
  }
} // prettier-ignore

describe('two tabs', () => {
  test('of which each types, saves and hears twice lose nothing in any of the 924 orders', () => {
    const steps = ['type', 'save', 'hear', 'type', 'save', 'hear']
    const orders: ('p' | 'q')[][] = []
    const build = (order: ('p' | 'q')[]): void => {
      if (order.length === 12) return void orders.push(order)
      for (const tab of ['p', 'q'] as const) if (order.filter((one) => one === tab).length < 6) build([...order, tab])
    }
    build([])
    expect(orders.length).toBe(924)
    let kept = 0
    const lost: string[] = []
    for (const order of orders) {
      const device = pair()
      const done = { p: 0, q: 0 }
      const last = { p: '', q: '' }
      const seen: Record<string, string[]> = { p: [], q: [] }
      for (const tab of order) {
        const what = steps[done[tab]++]!
        const text = `${tab}${done[tab]}`
        if (what === 'type') {
          // What stood there when it was typed over, its typist had before their eyes.
          const before = device.shown(tab)
          if (before !== null) seen[tab]!.push(before)
          last[tab] = text
        }
        device.step(tab, what, text)
      }
      const left = textsOf(device.both(), 'a')
      for (const tab of ['p', 'q'] as const) {
        const wasSeen = [...seen['p']!, ...seen['q']!].includes(last[tab])
        if (!left.includes(last[tab]) && !wasSeen) lost.push(`${order.join('')}: ${last[tab]} of ${left.join(' ')}`)
      }
      if (left.length === 2) kept++
    }
    expect(lost).toEqual([])
    // Without a conflict anywhere nothing would have been tried.
    expect(kept).toBeGreaterThan(100)
  })
  test('merge to the same texts, in whatever order, however often', () => {
    const step = fc.record({
      tab: fc.constantFrom('p', 'q', 'r'),
      name: fc.constantFrom('a', 'b'),
      text: fc.option(fc.constantFrom('1', '2', '3')),
      what: fc.constantFrom('write', 'decide', 'hear'),
      from: fc.constantFrom('p', 'q', 'r'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const tabs = new Map<string, Draft>(['p', 'q', 'r'].map((tab) => [tab, empty]))
        for (const [k, { tab, name, text, what, from }] of steps.entries()) {
          const own = tabs.get(tab)!
          tabs.set(tab, what === 'hear' ? merged(own, tabs.get(from)!) : (what === 'write' ? written : decided)(own, name, text, tab, k)) // prettier-ignore
        }
        const [p, q, r] = [...tabs.values()] as [Draft, Draft, Draft]
        const all = [merged(p, merged(q, r)), merged(merged(r, q), p), merged(merged(q, p), merged(r, q))]
        const [first, ...rest] = all.map((draft) => ['a', 'b'].map((name) => textsOf(draft, name).toSorted()))
        for (const other of rest) expect(other).toEqual(first)
      }),
      { seed, numRuns: count(500) },
    )
  })
  test('go on showing what they showed; a decision ends it for both', () => {
    const p = written(empty, 'a', 'mine', 'p', 1)
    const q = written(empty, 'a', 'yours', 'q', 2)
    expect(textsOf(merged(p, q), 'a')).toEqual(['mine', 'yours'])
    expect(textsOf(merged(q, p), 'a')).toEqual(['yours', 'mine'])
    // Whoever comes later sees the later one first.
    expect(textsOf(merged(empty, merged(p, q)), 'a')).toEqual(['yours', 'mine'])
    const typed = written(merged(p, q), 'a', 'mine, longer', 'p', 3)
    expect(textsOf(typed, 'a')).toEqual(['mine, longer', 'yours'])
    const over = decided(typed, 'a', 'yours', 'p', 4)
    expect(textsOf(merged(q, over), 'a')).toEqual(['yours'])
    expect(textsOf(merged(typed, over), 'a')).toEqual(['yours'])
  })
})

describe('a kept draft', () => {
  const draft = written(written(empty, 'cell', 'const ünï = "\\" 💙"', 'p', 5), 'cell@', '{"kind":"note"}', 'p', 6)
  const text = writeDraft(draft)
  test('is read as it was written', () => {
    expect(readDraft(text)).toEqual(draft)
  })
  test('is refused when any character of it is another, is missing or comes twice', () => {
    for (let k = 0; k < text.length; k++) {
      expect(readDraft(text.slice(0, k) + String.fromCharCode(text.charCodeAt(k) ^ 1) + text.slice(k + 1))).toBe(undefined) // prettier-ignore
      expect(readDraft(text.slice(0, k) + text.slice(k + 1))).toBe(undefined)
      expect(readDraft(text.slice(0, k))).toBe(undefined)
    }
    expect(readDraft(text + text)).toBe(undefined)
  })
  test('and a link say the same texts', () => {
    expect([...readTexts(writeTexts(draft))].map(([name, [{ text: said }]]) => [name, said])).toEqual([
      ['cell', 'const ünï = "\\" 💙"'],
      ['cell@', '{"kind":"note"}'],
    ])
    expect(isChanged(readTexts('nonsense'))).toBe(false)
    expect(readTexts('[["../x","1"],["ok","2"],["ok"],7,["ok2",8]]').size).toBe(1)
  })
})

describe('a lesson that was arranged', () => {
  const lesson = readLesson('# T\n\n```ts one\n1\n```\n\nBetween.\n\n```ts two\n2\n```\n')
  const seen = (draft: Draft): string =>
    arranged(lesson, draft).map((block) => (block.type === 'prose' ? '¶' : `${block.type} ${block.text}`)).join(', ') // prettier-ignore
  const placed = (draft: Draft, id: string, placing: Placing | null): Draft =>
    written(draft, placeName(id), placing && writePlacing(placing), 'p', 1)
  test('has new cells beside their neighbours, the newest nearest', () => {
    let draft = placed(empty, 'x', { kind: 'code', after: 'one', made: 1 })
    draft = placed(draft, 'y', { kind: 'code', after: 'one', made: 2 })
    draft = placed(draft, 'z', { kind: 'note', before: 'two', made: 3 })
    for (const id of ['x', 'y', 'z']) draft = written(draft, id, id, 'p', 2)
    expect(seen(draft)).toBe('cell 1, cell y, cell x, ¶, note z, cell 2')
    // A neighbour that is gone still says where.
    draft = placed(draft, 'y', { kind: 'gone', after: 'one', made: 2 })
    draft = placed(draft, 'w', { kind: 'code', after: 'y', made: 4 })
    expect(seen(draft)).toBe('cell 1, cell , cell x, ¶, note z, cell 2')
    expect(seen(placed(draft, 'two', { kind: 'gone' }))).toBe('cell 1, cell , cell x, ¶, note z')
    expect(seen(placed(placed(draft, 'two', { kind: 'gone' }), 'two', null))).toContain('cell 2')
  })
  test('keeps a cell that one tab took away while another wrote where it stands', () => {
    const p = placed(empty, 'one', { kind: 'gone' })
    const q = written(empty, placeName('one'), writePlacing({ kind: 'note' }), 'q', 2)
    expect(seen(merged(p, q))).toBe('note 1, ¶, cell 2')
    expect(seen(p)).toBe('¶, cell 2')
  })
  test('is as the lesson says where a place is nonsense', () => {
    for (const text of ['', '7', 'null', '{"kind":"else"}', '{', '[]']) {
      expect(readPlacing(text)).toBe(undefined)
      expect(seen(written(empty, 'one@', text, 'p', 1))).toBe(seen(empty))
    }
  })
})

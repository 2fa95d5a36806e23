/** Source maps lead every word of the output back to its line and column, types in between or not. */
import { SourceMap as NodeMap } from 'node:module'
import { describe, expect, test } from 'vitest'
import { transform } from 'seegrad/operators'

const typed = `#!/usr/bin/env node
import { value, type Value } from 'seegrad'
enum Mode { fast, slow = 4 }
export interface Net<T extends number> { readonly w: T[]; b?: number }
export const f = <T extends number>(net: Net<T>, first: number, last: number = first * 2): number => {
  'use grad'
  const product = (net.w[0] as number) * first! + last // a word: here
  let total: number = product; total += alpha(product, Mode.slow)
  for (let count = 0; count < 3; count++) { total -= beta(count) as number; total **= gamma }
  return total > limit ? Math.max(total, delta, epsilon) : -zeta(total)
}
class Pair { constructor(private readonly left: number, right?: number) { } both(): number { 'use grad'; return this.left * eta - theta } }
declare function beta(x: number): unknown
export const closed = (iota: number, kappa: number): number => { 'use grad'; const lambda = iota * kappa; return lambda * lambda - mu(lambda) }
`
/** Where each word of a text stands, words that stand once. */
function words(text: string): Map<string, { line: number; column: number }> {
  const seen = new Map<string, { line: number; column: number }[]>()
  text.split('\n').forEach((content, line) => {
    for (const { 0: word, index } of content.matchAll(/[A-Za-z]\w*/g))
      seen.set(word, [...(seen.get(word) ?? []), { line, column: index }])
  })
  return new Map([...seen].flatMap(([word, places]) => (places.length === 1 ? [[word, places[0]!]] : [])))
}

describe('the map', () => {
  const { code, map } = transform(typed, { filename: 'net.ts' })
  const node = new NodeMap(map as never)
  const original = typed.split('\n')
  test('names the file and holds its text', () => {
    expect(map).toMatchObject({ version: 3, sources: ['net.ts'], sourcesContent: [typed] })
  })
  test('takes every word of the output that is one of the source to that word', () => {
    const strays: string[] = []
    let found = 0
    code.split('\n').forEach((content, line) => {
      for (const { 0: word, index } of content.matchAll(/[A-Za-z]\w*/g)) {
        if (!/^(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|mu|limit|product|total|count|first|last|net|lambda|iota|kappa|value|export|return|class|both|closed|here)$/.test(word)) continue // prettier-ignore
        // What is in a string of ours is not the author's word.
        if (content[index - 1] === '"' || (content.startsWith('import * as $') && index < content.indexOf('[i] }')))
          continue
        const { originalLine, originalColumn } = node.findEntry(line, index) as { originalLine: number; originalColumn: number } // prettier-ignore
        const there = original[originalLine]?.slice(originalColumn) ?? ''
        found++
        if (!there.startsWith(word) && !isOurs(content, index))
          strays.push(`${line}:${index} ${word} → ${there.slice(0, 12)}`)
      }
    })
    expect(strays).toEqual([])
    expect(found).toBeGreaterThan(60)
  })
  test('takes words that stand once in both to each other', () => {
    // What we import, and what an enum becomes, nobody wrote.
    const here = words(code.replace(/^(import \* as \$|var Mode).*$/gm, ''))
    const there = words(typed)
    let pairs = 0
    for (const [word, { line, column }] of here) {
      const wanted = there.get(word)
      if (!wanted) continue
      const { originalLine, originalColumn } = node.findEntry(line, column) as { originalLine: number; originalColumn: number } // prettier-ignore
      expect([word, originalLine, originalColumn]).toEqual([word, wanted.line, wanted.column])
      pairs++
    }
    expect(pairs).toBeGreaterThan(8)
  })
  test('takes each operator of the runtime to the operator that was written', () => {
    const wanted: Readonly<Record<string, string>> = { 'mul(': '*', 'add(': '+', 'sub(': '-', 'pow(': '**', 'neg(': '-', 'gt(': '>' } // prettier-ignore
    let found = 0
    code.split('\n').forEach((content, line) => {
      for (const { index, 1: called } of content.matchAll(/\$\.(\w+\()/g)) {
        const sign = wanted[called as string]
        if (sign === undefined) continue
        const { originalLine, originalColumn } = node.findEntry(line, index) as { originalLine: number; originalColumn: number } // prettier-ignore
        expect(original[originalLine]?.slice(originalColumn).startsWith(sign)).toBe(true)
        found++
      }
    })
    expect(found).toBeGreaterThan(8)
  })
  test('of JavaScript, too, and of text that is left alone', () => {
    const plain = 'const a = 1\n  const bee = a + 1\n'
    const { code: same, map: whole } = transform(plain, { filename: 'a.js' })
    expect(same).toBe(plain)
    expect(new NodeMap(whole as never).findEntry(1, 8)).toMatchObject({ originalLine: 1, originalColumn: 8 })
  })
  test.each([
    ['at its end', '`of ${a}`'],
    ['at its start', '`${a} of`'],
    ['between holes', '`x${a}${a}x`'],
    ['that is all of it', '`` + a'],
    ['in a type', 'a as `${number}` as string'],
    ['in a hole of another', '`${`${a}`}`'],
    ['beside blanks of all kinds', '`${a}` + "\u205f\u1680"'],
    ['that is none, but looks like one', '[/}`/, "}`", {}, `}`] /* `` */'],
  ])('is not led astray by an empty piece of a template string %s', (_, text) => {
    const source = `export let a: string = "b"\nconst piece = ${text}, here: number = 1\nlet after: number = 2, last = alpha\n`
    const { code, map } = transform(source, { filename: 'a.ts' })
    const lines = code.split('\n')
    expect(lines[1]).toContain(text.replace(/ as .*$/, ''))
    const found = [...words(source)].filter(([word]) => /^(piece|here|after|last|alpha)$/.test(word))
    expect(found).toHaveLength(5)
    for (const [word, { line, column }] of found) {
      const at = (lines[line] as string).search(new RegExp(`\\b${word}\\b`))
      expect([word, new NodeMap(map as never).findEntry(line, at)]).toMatchObject([word, { originalLine: line, originalColumn: column }]) // prettier-ignore
    }
  })
  test('and messages name the place behind an empty piece', () => {
    const refused = 'const a = `${1}`; const b: number = with'
    expect(() => transform(refused, { filename: 'a.ts' })).toThrow(/^a\.ts:1:37: /)
    expect(() =>
      transform(`${refused.slice(0, 18)}function f() { eval("") ; 'use grad' }`, { filename: 'a.ts' }),
    ).toThrow(/^a\.ts:1:45: /)
  })
  test('is left out on request', () => expect(transform(typed, { sourceMap: false }).map).toBe(undefined))
})

/** Whether a word stands in text that was put in: the question whether it is a number, or what it is handed to. */
function isOurs(content: string, index: number): boolean {
  const before = content.slice(0, index)
  return /(typeof |, |\$\.\w+\(| \? | : )[-+]*$/.test(before)
}

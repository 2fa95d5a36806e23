/** What has side effects happens once and in JavaScript's order, on numbers and on Values. */
import { describe, expect, test } from 'vitest'
import { value } from 'seegrad'
import { transform } from 'seegrad/operators'
import { dataOf, transformed, untouched } from './run.js'

/** Each program notes what it does by `log(name, result)`, which gives the result. */
const programs: readonly string[] = [
  `(log, x) => log('a', x) + log('b', 2) * log('c', x)`,
  `(log, x) => (log('a', x) - log('b', 1)) / (log('c', x) ** log('d', 2)) % log('e', 7)`,
  `(log, x) => log('a', x) < log('b', 2) || log('c', x) === log('d', x) && log('e', 0)`,
  `(log, x) => log('a', 0) && log('b', x) || log('c', x) ? log('d', x) : log('e', 1)`,
  `(log, x) => { const o = { v: x }; log('o', o).v += log('v', x); return o.v }`,
  `(log, x) => { const o = { v: x }; log('o', o)[log('k', 'v')] *= log('v', x); return o.v }`,
  `(log, x) => { const o = [x, 2]; let i = 0; o[i++] += o[i++] * log('v', i); return [o[0], i] }`,
  `(log, x) => { const o = { get v() { log('get', 0); return x }, set v(y) { log('set', y) } }; o.v += 1; o.v++; return o.v--  }`,
  `(log, x) => { const o = { get v() { log('get', 0); return x }, set v(y) { log('set', y) } }; return [o.v ||= log('r', 1), o.v &&= log('s', x)] }`,
  `(log, x) => { let y = x; return y + (y = log('y', 5)) + y * (y += x) }`,
  `(log, x) => { let y = x; const set = () => (y = log('set', 9)); return y * set() + y }`,
  `(log, x) => { let y = x; y += (y = log('y', 5)) * 2; return y }`,
  `(log, x) => { let y = x; y *= log('f', () => (y = 100))(); return y }`,
  `(log, x) => { let y = x; return [y++ + y++ * log('y', y), --y - y--, y] }`,
  `(log, x) => Math.max(log('a', x), log('b', 2), log('c', 1)) + Math.hypot(log('d', x), log('e', 4))`,
  `(log, x) => Math.max(...log('xs', [x, 2]), log('b', 1), ...[log('c', x)])`,
  `(log, x) => log('xs', [x, 2]).filter(log('f', (v) => log('v', v) - 2)).length`,
  `(log, x) => log('xs', [x, 1, 2]).sort(log('f', (a, b) => a - b))[0]`,
  `(log, x) => log('xs', [x, 2]).includes(log('x', x)) + log('ys', [x, 2]).indexOf(log('y', 2))`,
  `(log, x) => log('xs', [x])?.filter(log('f', Boolean)).length`,
  `(log, x) => log('none', undefined)?.filter(log('f', Boolean)).length`,
  `(log, x) => log('f', (a) => ({ f: (v) => v * a }))(x).f(log('v', 2), log('w', 3)) - log('z', x)`,
  `(log, x) => { switch (log('d', x)) { case log('a', 1): return 1; case log('b', x): return log('r', x * 2); case log('c', 3): return 3 } }`,
  `(log, x) => { switch (log('d', x * 2)) { default: log('z', 0); case log('a', 1): return log('y', 1); case log('b', 2): } }`,
  `(log, x) => { const f = (a = log('a', x), b = log('b', a * 2)) => log('c', a - b); return f() + f(1) }`,
  `(log, x) => { class P { [log('key', 'a')] = log('a', x * 2); b = log('b', this.a - x); static c = log('c', -x) } return new P().b }`,
  `(log, x) => \`\${log('a', 1)}\${log('b', 'z')}\` + log('c', typeof log('d', x)) + !log('e', x)`,
  `(log, x) => { for (let i = log('init', 0); log('test', i) < 2; i += log('step', 1)) log('body', i * x); }`,
  `(log, x) => { let i = 0; do { log('body', i) } while (log('test', i++ < 1 && x)) ; return i }`,
  `(log, x) => { try { return log('a', x) * null.b + log('never', 1) } catch (e) { return e instanceof TypeError } }`,
  `(log, x) => { const t = log('t', x) * log('u', 2), [u, v = t * log('w', 2)] = [log('v', t)]; return u + v }`,
  `(log, x) => { let { a = log('a', x * 2), ...r } = log('o', { b: x }); return a - r.b }`,
  `(log, x) => (log('a', x), log('b', -x)) * +log('c', x)`,
  `(log, x) => { let y = null; y ??= log('y', x * 2); y ??= log('z', 1); return y - (log('n', undefined) ?? log('m', x)) }`,
  `(log, x) => { const go = (n) => log('n', n) < 1 ? 0 : n * go(n - 1) + go(n - 2) * x; return go(3) }`,
]

const logOf = (f: unknown, x: number): unknown => {
  const seen: unknown[] = []
  const log = (name: string, result: unknown): unknown => {
    seen.push([name, typeof result === 'function' ? 'function' : dataOf(result)])
    return result
  }
  const y = (f as (log: unknown, x: number) => unknown)(log, x)
  return [seen, dataOf(y)]
}

describe('side effects', () => {
  for (const source of programs)
    test(source, () => {
      const plain = untouched(`const f = ${source}`)
      const f = transformed(`const f = ${source}`, { all: true })
      for (const x of [3, 0, 2.5]) {
        expect(logOf(f, x)).toStrictEqual(logOf(plain, x))
        expect(logOf(f, value(x))).toStrictEqual(logOf(plain, x))
      }
      expect((logOf(plain, 3) as unknown[][])[0]?.length).toBeGreaterThan(0)
    })
})

// V8 asks a key twice for its text; the language, and a transformed program, once (ECMA-262, GetValue step 3).
test('a key that is an object becomes text once', () => {
  const source = `(k, x) => { const o = { v: x }; o[k] += 1; o[k] -= x; o[k]++; --o[k]; o[k] ||= 5; return o.v + o[k]++ }`
  const f = transformed(`const f = ${source}`, { all: true }) as (k: unknown, x: number) => unknown
  for (const x of [3, value(3)]) {
    let count = 0
    expect(dataOf(f({ toString: () => (count++, 'v') }, x))).toBe(2)
    expect(count).toBe(6)
  }
})

test('an import is read before what may change it in its own module', () => {
  const { code } = transform(`import { k } from './k.js'; const f = (g) => { 'use grad'; return k * g() }`, { filename: 'f.js' }) // prettier-ignore
  expect(code).toContain('($1 = k, $2 = g(), ')
})

describe('text', () => {
  const texts: Readonly<Record<string, readonly [source: string, x: number, wanted: unknown]>> = {
    'a line without a semicolon does not run on': [`(x) => {\nlet y = x\nlet z = y\nz * y\nx ? y++ : 0\nz ||= y\n+y\n[y].map((v) => v)\n-y\nreturn y * z\n}`, 2, 6], // prettier-ignore
    'an if without braces keeps its one statement': [`(x) => { let y = x; if (x > 1) y++\n else -y; for (;y < 6;) y++; return y }`, 2, 6], // prettier-ignore
    'comments in the way of an operator': [`(x) => x /* * - */ + // -\n /* + */ x`, 2, 4],
    'names of ours that are taken': [`($) => { let $1 = $, $at = 2, $_ = 3; return $ * $1 + $at * $_ * $ }`, 2, 16],
  }
  for (const [title, [source, x, wanted]] of Object.entries(texts))
    test(title, () => {
      const f = transformed(`const f = ${source}`, { all: true }) as (x: number) => unknown
      expect(f(x)).toStrictEqual(wanted)
      expect(dataOf(f(value(x)))).toStrictEqual(wanted)
    })
  test('a Value is printed as it prints itself', () => {
    const f = transformed("const f = (x) => [`${x}!`, 'x = ' + x, x + '', String(x), [x, 1].join('; ')]", { all: true })
    const x = value(2)
    const text = x.toString()
    expect(f(x as never)).toStrictEqual([`${text}!`, `x = ${text}`, text, text, `${text}; 1`])
  })
})

/** Code that knows nothing of Values means the same when it is rewritten: packages from npm, whole, doing what we use them for. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { IProperty } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../../scripts/sources.js'
import { seed } from '../seed.js'
import { twice } from './library.js'

const textsBelow = (folder: string, end: string): [string, string][] =>
  filesBelow(folder)
    .filter((path) => path.endsWith(end))
    .map((path) => [path, readFileSync(path, 'utf8')])

/** What was thrown, or what came. */
function outcome(f: () => unknown): unknown {
  try {
    return f()
  } catch (error) {
    const { name, message } = error as Error
    return { name, message }
  }
}

describe('acorn, rewritten,', async () => {
  const { untouched, transformed, asks } = await twice<typeof import('acorn')>('acorn')
  const tree = (acorn: typeof untouched, code: string): string =>
    JSON.stringify(
      acorn.parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, ranges: true }),
      (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part instanceof RegExp ? String(part) : part),
    )
  test('asks in more than a thousand places', () => expect(asks).toBeGreaterThan(1000))
  test('parses itself to the same tree', () => {
    const code = readFileSync(resolve('node_modules/acorn/dist/acorn.mjs'), 'utf8')
    expect(tree(transformed, code)).toBe(tree(untouched, code))
  })
  test('parses what it became to the same tree', () => {
    const code = readFileSync(resolve('.cache/libraries/acorn.mjs'), 'utf8')
    expect(tree(transformed, code)).toBe(tree(untouched, code))
  })
  test('reads the same tokens and comments', () => {
    const code = readFileSync(resolve('node_modules/marked/lib/marked.esm.js'), 'utf8')
    const tokens = (acorn: typeof untouched): unknown => {
      const [seen, comments]: [unknown[], unknown[]] = [[], []]
      acorn.parse(code, {
        ecmaVersion: 'latest',
        sourceType: 'module',
        onToken: ({ type, start, end }) => seen.push([type.label, start, end]),
        onComment: (...comment) => comments.push(comment),
      })
      return [seen, comments]
    }
    expect(tokens(transformed)).toEqual(tokens(untouched))
  })
  test.each(['let', 'let a, a', 'x = = 1', '`${', '/(/', '"\\u{110000}"', 'a ? b', '0b12', 'class { #a; #a }', 'await = 1', '1_', '({a:1, get a})'])(
    'refuses %j in the same words',
    (code) => {
      const said = outcome(() => tree(untouched, code))
      expect(said).toHaveProperty('message')
      expect(outcome(() => tree(transformed, code))).toEqual(said)
    },
  ) // prettier-ignore
})

describe('marked, rewritten,', async () => {
  const { untouched, transformed, asks } = await twice<typeof import('marked')>('marked')
  const pages = [...textsBelow('docs', '.md'), ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((path): [string, string] => [path, readFileSync(path, 'utf8')])] // prettier-ignore
  test('asks in more than a hundred places', () => expect(asks).toBeGreaterThan(100))
  test.each(pages)('renders %s to the same HTML', (_path, text) => {
    const html = untouched.parse(text)
    expect(html).toMatch(/<h1>/)
    expect(transformed.parse(text)).toBe(html)
  })
  test('gives the same tokens', () => {
    for (const [, text] of pages) expect(transformed.lexer(text)).toEqual(untouched.lexer(text))
  })
  test.each(['1. a\n2. b\n   - c\n\n     d', '| a | b |\n|:-|-:|\n| `1|2` | *x* |', '[a]: <b c> "d"\n[a] ![x](y "z") <i@j.kl>', '- [x] done\n- [ ] not\n\n***a** b*', '    code\n> quote\n> > more\n\nhttps://a.bc ~~d~~'])(
    'renders %j alike',
    (text) => expect(transformed.parse(text, { gfm: true, breaks: true })).toBe(untouched.parse(text, { gfm: true, breaks: true })),
  ) // prettier-ignore
})

describe('magic-string, rewritten,', async () => {
  const { untouched, transformed, asks } = await twice<typeof import('magic-string')>('magic-string')
  const code = readFileSync('src/operators/transform/scope.ts', 'utf8')
  const edited = ({ MagicString, Bundle }: typeof untouched): unknown => {
    const s = new MagicString(code, { filename: 'scope.ts' })
    for (const { index, 0: word } of code.matchAll(/\b(const|return|scope)\b/g))
      if (index % 3 === 0) s.overwrite(index, index + word.length, word.toUpperCase(), { storeName: true })
      else if (index % 3 === 1) s.appendLeft(index, '/* here */').prependRight(index + 2, '\t')
      else s.remove(index, index + 1)
    s.move(0, 60, 400).indent('  ').trim().prepend('// head\n').replaceAll('node', 'leaf')
    const clone = s.snip(100, 900)
    const bundle = new Bundle({ separator: '\n//\n' }).addSource({ filename: 'a.ts', content: s })
    bundle.addSource({ filename: 'b.ts', content: clone }).indent()
    return [
      s.toString(),
      s.generateMap({ source: 'scope.ts', includeContent: true, hires: 'boundary' }).toString(),
      s.generateDecodedMap({ hires: true }).mappings,
      bundle.toString(),
      bundle.generateMap({ file: 'out.js', hires: true }).toString(),
      outcome(() => s.overwrite(5, 5, 'x')),
      outcome(() => new MagicString('abc').move(0, 2, 1)),
    ]
  }
  test('asks in more than a hundred places', () => expect(asks).toBeGreaterThan(100))
  test('gives the same text, maps and refusals', () => expect(edited(transformed)).toEqual(edited(untouched)))
})

/** Numbers with the cases that break sums, sorts and bins. */
const numbers = Array.from({ length: 500 }, (_, k) => Math.sin(k * k) * 10 ** (k % 7)).concat([0, -0, NaN, 1e300])
const clean = numbers.filter((x) => !Number.isNaN(x))

/** The parts of d3 that we use; its types are a package of their own. */
type D3 = Readonly<Record<string, (...given: readonly unknown[]) => any>> // oxlint-disable-line typescript/no-explicit-any

describe('d3-array, rewritten,', async () => {
  const { untouched, transformed, seegrad, asks } = await twice<D3>('d3-array')
  const uses: Readonly<Record<string, (d3: D3) => unknown>> = {
    'sums and means': (d3) => ['sum', 'fsum', 'mean', 'median', 'mode', 'variance', 'deviation', 'min', 'max', 'extent', 'minIndex', 'maxIndex', 'count', 'rank'].map((name) => d3[name]!(numbers)), // prettier-ignore
    cumulations: (d3) => [d3['cumsum']!(clean), d3['fcumsum']!(clean)],
    quantiles: (d3) => [0, 0.1, 0.5, 0.99, 1].map((p) => [d3['quantile']!(numbers, p), d3['quantileSorted']!(clean.toSorted((a, b) => a - b), p), d3['quantileIndex']!(clean, p)]), // prettier-ignore
    ticks: (d3) => [[0, 1, 10], [-7.3, 1e6, 7], [1, 0, 5], [0, 0, 3], [1e-9, 2e-9, 4]].map(([a, b, n]) => [d3['ticks']!(a, b, n), d3['tickStep']!(a, b, n), d3['tickIncrement']!(a, b, n), d3['nice']!(a, b, n)]), // prettier-ignore
    ranges: (d3) => [d3['range']!(10), d3['range']!(0, 1, 0.1), d3['range']!(5, -5, -0.7)],
    bins: (d3) => ['thresholdSturges', 'thresholdScott', 'thresholdFreedmanDiaconis'].map((rule) => d3['bin']!().thresholds(d3[rule])(clean.slice(0, 400))), // prettier-ignore
    bisections: (d3) => [-1e9, 0, 3.3, 1e301].map((x) => [d3['bisectLeft']!([...clean].toSorted((a, b) => a - b), x), d3['bisectCenter']!([...clean].toSorted((a, b) => a - b), x)]), // prettier-ignore
    orders: (d3) => [d3['sort']!(numbers, d3['descending']), d3['quickselect']!([...clean], 40), d3['least']!(numbers), d3['greatest']!(numbers), d3['shuffler']!(() => 0.37)([...clean])], // prettier-ignore
    groups: (d3) => [d3['groups']!(clean, (x: number) => Math.sign(x), (x: number) => Math.trunc(x) % 3), d3['rollups']!(clean, (xs: number[]) => xs.length, Math.sign), [...d3['index']!(['a', 'b'], (x: string) => x)]], // prettier-ignore
    sets: (d3) => [...d3['union']!([1, 2], [2, 3]), ...d3['intersection']!([1, 2], [2, 3]), d3['superset']!([1, 2, 3], [1]), d3['disjoint']!([1], [2]), d3['cross']!([1, 2], [3, 4]), d3['transpose']!([[1, 2], [3, 4]]), d3['zip']!([1, 2], [3])], // prettier-ignore
    blur: (d3) => [
      d3['blur']!(clean.slice(0, 50), 2.5),
      d3['blur2']!({ data: clean.slice(0, 48), width: 8 }, 1.3, 0.4),
    ],
  }
  test('asks in more than a hundred places', () => expect(asks).toBeGreaterThan(100))
  test.each(Object.entries(uses))('gives the same %s', (_name, use) => {
    const wanted = use(untouched)
    expect(wanted).toBeDefined()
    expect(use(transformed)).toEqual(wanted)
  })
  test('has gradients that nobody wrote it for', () => {
    const xs = [1, 2, 4, 9]
    const means = seegrad.grad((list: number[]) => transformed['mean']!(list) as number)(xs)
    expect(means).toEqual(xs.map(() => 1 / 4))
    expect(untouched['variance']!(xs)).toBeCloseTo(38 / 3, 12)
    const slopes = seegrad.grad((list: number[]) => transformed['variance']!(list) as number)(xs)
    expect(slopes).toEqual(xs.map((x) => expect.closeTo((2 / 3) * (x - 4), 12) as number))
  })
})

describe('d3-shape, rewritten,', async () => {
  const { untouched, transformed, asks } = await twice<D3>('d3-shape')
  const points = clean.slice(0, 30).map((y, k) => [k * 3.7, y % 100])
  const curves = Object.keys(untouched).filter((name) => name.startsWith('curve'))
  const wedge = { innerRadius: 3, outerRadius: 10, startAngle: 0.2, endAngle: 5, cornerRadius: 1, padAngle: 0.03 }
  test('asks in more than a hundred places', () => {
    expect(asks).toBeGreaterThan(100)
    expect(curves.length).toBeGreaterThan(15)
  })
  test.each(curves)('draws the same line and area with %s', (curve) => {
    const draw = (d3: D3): unknown => [
      d3['line']!().curve(d3[curve]).defined((p: number[]) => p[0]! < 90 || curve.includes('Bundle'))(points),
      ...(curve.includes('Bundle') ? [] : [d3['area']!().curve(d3[curve]).y0(-1)(points)]),
    ] // prettier-ignore
    expect(draw(untouched)).toEqual([expect.stringMatching(/^M/), ...(curve.includes('Bundle') ? [] : [expect.any(String)])]) // prettier-ignore
    expect(draw(transformed)).toEqual(draw(untouched))
  })
  test('draws the same arcs, pies, radials and links', () => {
    const draw = (d3: D3): unknown => [
      d3['arc']!()(wedge),
      d3['arc']!()({ ...wedge, innerRadius: 0, endAngle: 9 }),
      d3['arc']!().centroid(wedge),
      d3['pie']!().padAngle(0.01)([3, 1, 4, 1, 5, 0]),
      d3['lineRadial']!()(points),
      d3['areaRadial']!().curve(d3['curveCardinalClosed'])(points),
      d3['linkHorizontal']!()({ source: [0, 1], target: [2, 3] }),
      d3['linkRadial']!()({ source: [0, 1], target: [2, 3] }),
      Object.keys(untouched).filter((name) => /^symbol[A-Z]/.test(name) && 'draw' in untouched[name]!).map((name) => d3['symbol']!(d3[name], 50)()),
    ] // prettier-ignore
    expect(draw(transformed)).toEqual(draw(untouched))
  })
  test('stacks alike in every order and offset', () => {
    const rows = points.map(([a, b]) => ({ a: a!, b: Math.abs(b!), c: a! * 2 + 1 }))
    const named = (start: string): string[] => Object.keys(untouched).filter((name) => name.startsWith(start))
    const draw = (d3: D3): unknown =>
      named('stackOrder').flatMap((order) =>
        named('stackOffset').map((offset) => d3['stack']!().keys(['a', 'b', 'c']).order(d3[order]).offset(d3[offset])(rows)),
      ) // prettier-ignore
    expect(draw(untouched)).toHaveLength(named('stackOrder').length * named('stackOffset').length)
    expect(draw(transformed)).toEqual(draw(untouched))
  })
})

describe('fast-check, rewritten,', async () => {
  type FastCheck = typeof import('fast-check')
  const { untouched, transformed, asks } = await twice<FastCheck>('fast-check')
  const properties: Readonly<Record<string, (fc: FastCheck) => unknown>> = {
    'a number': (fc) => fc.property(fc.double({ noNaN: true }), (x) => x * x < 1e8),
    'a list of whole numbers': (fc) => fc.property(fc.array(fc.integer()), (xs) => xs.toSorted((a, b) => b - a).every((x, k) => k < 2 || x < 1000)), // prettier-ignore
    'a text': (fc) => fc.property(fc.string({ unit: 'grapheme' }), (text) => text.length < 4 || !/[a-m]/.test(text)),
    'a record': (fc) => fc.property(fc.record({ a: fc.bigInt(), b: fc.option(fc.float()) }), ({ a, b }) => a < 100n || b === null), // prettier-ignore
    'a tree': (fc) => fc.property(fc.letrec((tie) => ({ tree: fc.oneof({ depthSize: 'small' }, fc.nat(), fc.array(tie('tree'), { maxLength: 3 })) })).tree, (tree) => !JSON.stringify(tree).includes('],[')), // prettier-ignore
    'dates and choices': (fc) => fc.property(fc.date({ noInvalidDate: true }), fc.constantFrom('a', 'b'), fc.uniqueArray(fc.nat(20)), (date, letter, xs) => date.getTime() % 7 !== 3 || letter === 'a' || xs.length < 3), // prettier-ignore
  }
  test('asks in more than a thousand places', () => expect(asks).toBeGreaterThan(1000))
  test.each(Object.entries(properties))(`shrinks %s to the same (seed ${seed})`, (_name, property) => {
    const report = (fc: FastCheck): unknown => {
      const found = fc.check(property(fc) as IProperty<unknown>, { seed, numRuns: 1000 })
      const { failed, counterexample, counterexamplePath, numShrinks, numRuns } = found
      return { failed, counterexample: fc.stringify(counterexample), counterexamplePath, numShrinks, numRuns }
    }
    const wanted = report(untouched)
    expect(wanted).toMatchObject({ failed: true })
    expect(report(transformed)).toEqual(wanted)
  })
  test('draws the same samples', () => {
    const draw = (fc: FastCheck): unknown =>
      fc.stringify(fc.sample(fc.tuple(fc.anything(), fc.emailAddress(), fc.float(), fc.stringMatching(/^a[0-9]{2,4}$/)), { seed, numRuns: 100 })) // prettier-ignore
    expect(draw(transformed)).toBe(draw(untouched))
  })
})

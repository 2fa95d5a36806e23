/** `seegrad draw` and `seegrad plot`: what they show, what they write into files, and what they refuse. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecording } from 'seegrad/explain'
import { read } from '../figures/graphviz.js'
import { pixels } from '../figures/pixels.js'
import { build, here, seegrad } from './seegrad.js'

beforeAll(build)
const folder = mkdtempSync(join(tmpdir(), 'seegrad-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string): string => join(folder, name)

const expression = ['L = (a*b + c) * f', '--at', 'a=2,b=-3,c=10,f=-2'] as const
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length))

describe('seegrad draw', () => {
  test('shows boxes with data and gradients, within 80 characters, without colour where nobody watches', async () => {
    const { code, out, err } = await seegrad(['draw', ...expression])
    expect([code, err]).toEqual([0, ''])
    for (const shown of ['L', '−8', '10', '(×)', '(+)', '▲ ×−3', '▲ ×4']) expect(out).toContain(shown)
    expect(widest(out)).toBeLessThanOrEqual(80)
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/\u001b/)
  })
  test('paints data blue and gradients yellow where colours are asked for, and not where they are forbidden', async () => {
    const { out } = await here(['draw', ...expression], { FORCE_COLOR: '1' })
    expect(out).toContain('\u001b[34m−8\u001b[39m')
    expect(out).toContain('\u001b[33m1\u001b[39m')
    const plain = await here(['draw', ...expression], { FORCE_COLOR: '1', NO_COLOR: '1' })
    expect(plain.out).toBe((await here(['draw', ...expression])).out)
  })
  test('writes svg, png, dot, mermaid, text and a recording, by the ending of the file', async () => {
    for (const name of ['g.svg', 'g.png', 'g.dot', 'g.mmd', 'g.txt', 'g.json']) {
      const { code, out, err } = await here(['draw', ...expression, '-o', file(name)])
      expect([code, out, err]).toEqual([0, '', `Wrote ${file(name)}.\n`])
    }
    const text = (name: string): string => readFileSync(file(name), 'utf8')
    expect(text('g.svg')).toMatch(/^<svg /)
    expect(pixels(readFileSync(file('g.png'))).colours).toBeGreaterThan(50)
    expect(read(text('g.dot')).objects).toHaveLength(10)
    expect(text('g.mmd')).toMatch(/^flowchart LR/)
    expect(text('g.txt')).toContain('−8')
    expect(readRecording(text('g.json')).nodes).toHaveLength(7)
  })
  test('draws a recording, which anybody may have written', async () => {
    const graph = { version: 1, root: 1, nodes: [{ id: 0, label: 'x', data: 3, grad: 6 }, { id: 1, op: 'square', label: 'y', data: 9, grad: 1, inputs: [0] }] } // prettier-ignore
    writeFileSync(file('mine.json'), JSON.stringify(graph))
    const { code, out } = await here(['draw', file('mine.json')])
    expect(code).toBe(0)
    for (const shown of ['x', '3', '×6', 'y', '9']) expect(out).toContain(shown)
  })
  test('names results as they are named, several after each other', async () => {
    const { out } = await here(['draw', 'e = a*b; L = e + a', '--at', 'a=2,b=3', '--json'])
    const { nodes } = JSON.parse(out) as { nodes: { label?: string; grad: number }[] }
    expect(nodes.map(({ label, grad }) => [label, grad])).toEqual([['a', 4], ['b', 2], ['e', 1], ['L', 1]]) // prettier-ignore
  })
  test('prints the numbers as a table, whole', async () => {
    const { out } = await here(['draw', 'x + 1', '--at', 'x=0.1', '--table'])
    expect(out.split('\n').slice(2).map((line) => line.trimEnd())).toEqual(['label  op   data  gradient  operands', 'x            0.1         1', '               1         ·', '       add   1.1         1  x, 1', '']) // prettier-ignore
    const plot = await here(['plot', 'x**2', '--from', '0', '--to', '4', '--table'])
    expect(plot.out).toMatch(/\n {4}x +f\(x\)\n[^]*\n {4}4 +16\n$/)
  })
  test('says where a NaN was born', async () => {
    const { code, out } = await here(['draw', 'log(p) * 2', '--at', 'p=-0.3'])
    expect(code).toBe(0)
    expect(out).toContain('born here: log(−0.3)')
  })
  const more = '(seegrad draw --help says more.)\n'
  const refused: readonly (readonly [string, readonly string[], number, string])[] = [
    ['a variable without a value', ['a*b', '--at', 'a=2'], 2, `error: no value for b: add it to --at, as in --at a=2,b=3.\n  a*b\n    ^\n${more}`],
    ['a value without its variable', ['a*a', '--at', 'a=2,b=1'], 2, 'error: --at: b does not occur in the expression.'],
    ['a name used for two things', ['a = b; a = b', '--at', 'b=1'], 2, 'error: a is used before, for something else: take another name.'],
    ['a program', ['process.exit(3)'], 2, 'error: '],
    ['an option that there is not', ['x', '--at', 'x=1', '--dwon'], 2, "error: unknown option '--dwon'\n(Did you mean --down?)"],
    ['a file that is not there', [file('nosuch.json')], 1, `error: ${file('nosuch.json')}: there is no such file.\n`],
    ['a file that is no recording', [file('bad.json')], 1, `error: ${file('bad.json')}: recording: it is no JSON`],
    ['an ending that says nothing', ['x', '--at', 'x=1', '-o', file('x.jpg')], 1, 'is not known to say what the file shall be. Allowed: .svg, .png'],
    ['a folder that is not there', ['x', '--at', 'x=1', '-o', file('no/x.svg')], 1, 'ENOENT'],
  ] // prettier-ignore
  for (const [what, words, code, says] of refused)
    test(`refuses ${what}`, async () => {
      writeFileSync(file('bad.json'), '{ nodes }')
      const ended = await here(['draw', ...words])
      expect([ended.code, ended.out]).toEqual([code, ''])
      expect(ended.err).toContain(says)
    })
})

describe('seegrad plot', () => {
  test('shows a curve in braille, within 80 characters', async () => {
    const { code, out, err } = await here(['plot', 'tanh(x)', '--from', '-5', '--to', '5', '--derivative'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/[\u2801-\u28ff]/)
    for (const shown of ['f(x)', 'f′(x)', '−0.5', '−4']) expect(out).toContain(shown)
    expect(widest(out)).toBeLessThanOrEqual(80)
  })
  test('prints its numbers as one object', async () => {
    const { out } = await here(['plot', 'a*x**2', '--at', 'a=2', '--from', '0', '--to', '4', '--json'])
    const { columns, rows } = JSON.parse(out) as { columns: string[]; rows: [number, number][] }
    expect(columns).toEqual(['x', 'f(x)'])
    expect(rows.at(-1)).toEqual([4, 32])
  })
  test('draws a tangent with its secants, and maps two variables', async () => {
    const tangent = await here(['plot', 'x**2', '--tangent', '3', '--h', '2', '--from', '0', '--to', '6', '--json'])
    expect((JSON.parse(tangent.out) as { rows: unknown[] }).rows).toEqual([['secant, h = 2', 8], ['secant, h = 1', 7], ['secant, h = 0.5', 6.5], ['tangent', 6]]) // prettier-ignore
    expect((await here(['plot', 'a*b + c', '--at', 'c=10'])).out).toMatch(/10/)
  })
  test('writes files', async () => {
    const { code } = await seegrad(['plot', 'x**2', '-o', file('p.svg')])
    expect(code).toBe(0)
    expect(readFileSync(file('p.svg'), 'utf8')).toMatch(/^<svg /)
  })
  const refused: readonly (readonly [string, readonly string[], number, string])[] = [
    ['an interval of no width', ['1/x', '--from', '1', '--to', '1'], 1, 'from 1 to 1 was given'],
    ['three variables', ['x*y*z'], 2, '3 variables are without a value, x, y, z'],
    ['a misspelt option', ['x', '--form', '3'], 2, "unknown option '--form'\n(Did you mean --from?)"],
    ['an end that is no number', ['x', '--from', 'left'], 2, 'A number is allowed'],
    ['a plot as a recording', ['x', '-o', file('p.json')], 1, 'a plot is no recording'],
    ['a plot as DOT', ['x', '-o', file('p.dot')], 1, 'Take svg, png or text'],
  ]
  for (const [what, words, code, says] of refused)
    test(`refuses ${what}`, async () => {
      const ended = await here(['plot', ...words])
      expect([ended.code, ended.out]).toEqual([code, ''])
      expect(ended.err).toContain(says)
    })
})

/** Every number of the five lecture notes comes out of seegrad, each derivative they state in both modes, and a wrong op would be noticed. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { add, binary, mul, type Binary, type BinaryRow } from 'seegrad'
import { nextUp, wrong } from '../oracle/compare.js'
import { computed, type Fact, facts, nudgeOf, path, type Slope, slopeFailure, titleOf, valueFailure } from './facts.js'
import { type Arithmetic, byMethods, onNumbersBeside, onValues } from './walker.js'

const ways: readonly (readonly [string, Arithmetic])[] = [
  ['ops on Values', onValues],
  ['ops on a Value and a number', onNumbersBeside],
  ['methods', byMethods],
]

test('the facts are the ones that were taken from the notes', () => {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  expect(sha256).toBe('48470a04c7d47202f500b5d1cd4a9897805b2467c1177dd215681d293f56de9b')
  expect(facts.length).toBe(189)
})

describe('ops on Values give every number of the notes', () => {
  for (const fact of facts)
    test(`${titleOf(fact)} is ${fact.value} (${computed(fact) ? fact.tol : 'written down'})`, () => {
      expect(ways.map(([name, way]) => [name, valueFailure(fact, way)])).toEqual(
        ways.map(([name]) => [name, undefined]),
      )
    })
  for (const fact of facts.filter(({ printed }) => printed !== null))
    test(`${titleOf(fact)} ${fact.kind === 'wrong' ? 'is not what the note says' : 'is printed as such'}: ${fact.printed}`, () => {
      const complaint = wrong(Number(fact.printed), fact.value, fact.tol)
      if (fact.kind === 'wrong') expect(complaint).toBeTypeOf('string')
      else expect(complaint).toBe(undefined)
    })
})

const line001 = 'a=2.0;b=-3.0;c=10.0;d=a*b+c'
const neuron = 'x1=2.0;x2=0.0;w1=-3.0;w2=1.0;b=6.881373;x1w1=x1*w1;x2w2=x2*w2;x1w1x2w2=x1w1+x2w2;n=x1w1x2w2+b;o=tanh(n)'
const exact = neuron.replace('6.881373', '6.8813735870195432')
const byExp = exact.replace('tanh(n)', '(exp(2*n)-1)/(exp(2*n)+1)')
const lecture = 'a=2.0;b=-3.0;c=10.0;f=-2.0;e=a*b;d=e+c;L=d*f'
const torch = 'a=5;b=3;c=a+b;d=10;L=c*d'

/** Note and line, which of the facts there, program, of, by, and the nudge if it was one. */
const stated: readonly (readonly [string, number, string, string, string, string, number?])[] = [
  ['000', 45, 'g(1)', 'x=1;f=3*x**2 + 6*x - 1', 'f', 'x'],
  ['000', 45, 'g(0)', 'x=0;f=3*x**2 + 6*x - 1', 'f', 'x'],
  ['000', 45, 'g(-3)', 'x=-3;f=3*x**2 + 6*x - 1', 'f', 'x'],
  ['001', 62, '((2.0 + 0.0001)*-3.0 + 10.0 - 4.0)/0.0001', line001, 'd', 'a', 0.0001],
  ['001', 64, '((2.0 + 0.0001 - 0.0001)*(-3.0 + 0.0001) + 10.0 - 4.0)/0.0001', line001, 'd', 'b', 0.0001],
  ['001', 66, '(2.0*-3.0 + (10.0 + 0.0001) - 4.0)/0.0001', line001, 'd', 'c', 0.0001],
  ['001', 60, '-3.0', line001, 'd', 'a'],
  ['001', 60, '1', line001, 'd', 'c'],
  ['002', 61, '1.0', neuron, 'o', 'o'],
  ['002', 71, '1 - tanh(n)**2', neuron, 'o', 'n'],
  ['002', 93, 'g', neuron, 'o', 'x1w1x2w2'],
  ['002', 94, 'g', neuron, 'o', 'b'],
  ['002', 95, 'g', neuron, 'o', 'x2w2'],
  ['002', 96, 'g', neuron, 'o', 'x1w1'],
  ['002', 115, 'w1*g', neuron, 'o', 'x1'],
  ['002', 116, 'x1*g', neuron, 'o', 'w1'],
  ['002', 117, 'w2*g', neuron, 'o', 'x2'],
  ['002', 118, 'x2*g', neuron, 'o', 'w2'],
  [
    '003',
    29,
    facts.find(({ file, line }) => file.startsWith('003') && line === 29)?.expr ?? '',
    'x=2/3;f=3*x**2 - 4*x + 5',
    'f',
    'x',
    1e-10,
  ],
  ['003', 52, '(2.0*-3.0 + (10.0 + 0.00001) - 4.0)/0.00001', line001, 'd', 'c', 0.00001],
  ['003', 234, 'f', lecture, 'L', 'e'],
  ['003', 236, 'f*b', lecture, 'L', 'a'],
  ['003', 245, '1.0', lecture, 'L', 'L'],
  ['003', 246, 'd', lecture, 'L', 'f'],
  ['003', 247, 'f', lecture, 'L', 'd'],
  ['003', 248, 'f', lecture, 'L', 'c'],
  ['003', 249, 'f', lecture, 'L', 'e'],
  ['003', 250, 'f*b', lecture, 'L', 'a'],
  ['003', 251, 'f*a', lecture, 'L', 'b'],
  ['003', 330, '2', 'a=3.0;b=a+a', 'b', 'a'],
  ...[exact, byExp].flatMap((program) => [
    ['003', 378, '1 - t**2', program, 'o', 'n'] as const,
    ['003', 383, 'w1*(1 - t**2)', program, 'o', 'x1'] as const,
    ['003', 384, 'x1*(1 - t**2)', program, 'o', 'w1'] as const,
    ['003', 385, 'x2*(1 - t**2)', program, 'o', 'w2'] as const,
    ['003', 386, 'w2*(1 - t**2)', program, 'o', 'x2'] as const,
  ]),
  ['004', 114, '2*2', 'x=2;y=3;z=4;f=x**2 + y**3 - z', 'f', 'x'],
  ['004', 209, '5+3', torch, 'L', 'd'],
  ['004', 222, '1.0*10', torch, 'L', 'a'],
  ['004', 222, '1.0*10', torch, 'L', 'b'],
  ['004', 222, '1.0*10', torch, 'L', 'c'],
  ['004', 345, '10', torch, 'L', 'a'],
  ['004', 345, '10', torch, 'L', 'b'],
  ['004', 345, '5+3', torch, 'L', 'd'],
]
const found = (note: string, line: number, expr: string): Fact => {
  const fact = facts.find((fact) => fact.file.startsWith(note) && fact.line === line && fact.expr === expr)
  if (!fact) throw new Error(`no fact ${note}:${line} ${expr}`)
  return fact
}
const slopes: readonly Slope[] = [
  ...stated.map(([note, line, expr, program, of, by, h]) => ({
    fact: found(note, line, expr),
    program,
    of,
    by,
    ...(h && { h }),
  })),
  ...facts.map(nudgeOf).filter((slope) => slope !== undefined),
]

describe('backward() and jvp give every derivative that the notes state or find by nudging, and agree', () => {
  test('nudges of all notes that nudge are found', () => {
    expect(facts.map(nudgeOf).filter((slope) => slope !== undefined).length).toBe(23)
  })
  for (const slope of slopes)
    test(`${titleOf(slope.fact)}: d${slope.of}/d${slope.by} ${slope.h === undefined ? 'is' : 'is what nudging gives,'} ${slope.fact.value}`, () => {
      expect(ways.map(([name, way]) => [name, slopeFailure(slope, way)])).toEqual(
        ways.map(([name]) => [name, undefined]),
      )
    })
})

/** The row of an op under another name, with something in it broken. */
function broken(op: Binary, name: string, change: Partial<BinaryRow>): Binary {
  const { doc, domain, forward, partials, tex } = op as unknown as BinaryRow
  return binary({ doc, domain, forward, partials, tex, ...change, name })
}
const withSign = (sign: '+' | '*', op: Binary): Arithmetic => ({
  ...onValues,
  signs: { ...onValues.signs, [sign]: op },
})
const failures = (arithmetic: Arithmetic): { values: string[]; slopes: string[] } => ({
  values: facts.filter((fact) => valueFailure(fact, arithmetic)).map(titleOf),
  slopes: slopes.filter((slope) => slopeFailure(slope, arithmetic)).map(({ fact }) => titleOf(fact)),
})

describe('a wrong op would be noticed', () => {
  test('the ops as they are give no failure', () => {
    expect(failures(onValues)).toEqual({ values: [], slopes: [] })
  })
  test('a mul whose number is one step too high fails values', () => {
    const op = broken(mul, 'mulTooHigh', { forward: (a, b) => nextUp(a * b) })
    const { values } = failures(withSign('*', op))
    expect(values).toEqual(expect.arrayContaining(['000:27 a*b + c', '002:47 tanh(n)', '004:186 (5+3)*10']))
  })
  test.each<[string, BinaryRow['partials']]>([
    ['is too high by 5e-4', [(_y, _a, b) => mul(b, 1.0005), (_y, a) => a]],
    ['is the wrong input', [(_y, a) => a, (_y, a) => a]],
    ['has the wrong sign', [(_y, _a, b) => b, (_y, a) => mul(-1, a)]],
    ['is one step too high', [(_y, _a, b) => mul(b, 1 + 2 ** -52), (_y, a) => a]],
  ])('a mul whose slope %s fails derivatives and no value', (what, partials) => {
    const op = broken(mul, `mul${what.replaceAll(/\W/g, '')}`, { partials })
    const { values, slopes } = failures(withSign('*', op))
    // The loop of note 004 steps by gradients: its losses are values that hang on slopes.
    expect(values.filter((title) => !/loop/.test(title))).toEqual([])
    expect(slopes.length).toBeGreaterThan(5)
    expect(slopes.some((title) => title.startsWith('003:25'))).toBe(true)
  })
  test('an add that forgets its second input fails derivatives', () => {
    const op = broken(add, 'addForgets', { partials: [() => 1, () => 0] })
    expect(failures(withSign('+', op)).slopes).toContain('003:330 2')
  })
})

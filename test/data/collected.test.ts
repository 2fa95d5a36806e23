/** Data that others collected is theirs, number for number in its sums; splits and batches keep every example once; tables are read or refused with line and column. */
import { describe, expect, test } from 'vitest'
import { batches, csv, digits, iris, moons, names, split, yinYang } from 'seegrad/data'
import { refusal } from '../nn/refusal.js'

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)

describe('iris', () => {
  test('has 150 flowers with the means that the literature prints', () => {
    const { X, y } = iris()
    expect([X.length, y.length]).toEqual([150, 150])
    const means = [0, 1, 2, 3].map((k) => sum(X.map((x) => x[k]!)) / 150)
    const printed = [5.843333333, 3.057333333, 3.758, 1.199333333]
    means.forEach((mean, k) => expect(mean).toBeCloseTo(printed[k]!, 8))
    expect([0, 1, 2].map((kind) => y.filter((each) => each === kind).length)).toEqual([50, 50, 50])
  })
  test('comes in another order, the same for the same seed, each flower once', () => {
    const key = ({ X, y }: ReturnType<typeof iris>): string[] => X.map((x, i) => `${x} ${y[i]}`)
    expect(key(iris({ seed: 3 }))).toEqual(key(iris({ seed: 3 })))
    expect(key(iris({ seed: 3 }))).not.toEqual(key(iris()))
    expect(key(iris({ seed: 3 })).toSorted()).toEqual(key(iris()).toSorted())
  })
})

test('digits are 1,797 of 64 pixels from 0 to 16, with scikit-learn’s sums', () => {
  const { X, y } = digits()
  expect([X.length, new Set(X.map((x) => x.length)).size, X[0]!.length]).toEqual([1797, 1, 64])
  expect([sum(X.flat()), Math.min(...X.flat()), Math.max(...X.flat())]).toEqual([561718, 0, 16])
  expect(Array.from({ length: 10 }, (_, digit) => y.filter((each) => each === digit).length)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]) // prettier-ignore
})

test('names are in small letters, each once', () => {
  expect(names().every((name) => /^[a-z]+$/.test(name))).toBe(true)
  expect(new Set(names()).size).toBe(names().length)
  expect(names({ samples: 5, seed: 1 })).toEqual(names({ samples: 5, seed: 1 }))
})

describe('yin and yang', () => {
  const { X, y } = yinYang({ samples: 600, seed: 4 })
  test('are classes of two hundred points each, inside of the disc', () => {
    expect([0, 1, 2].map((kind) => y.filter((each) => each === kind).length)).toEqual([200, 200, 200])
    expect(X.every(([a, b]) => a * a + b * b <= 1)).toBe(true)
  })
  test('have the dots where they belong, and turn into each other by half a turn', () => {
    const dots = X.filter((_, i) => y[i] === 2)
    expect(dots.every(([a, b]) => (Math.abs(a) - 0.5) ** 2 + b * b < 0.04)).toBe(true)
    const upper = X.flatMap(([, b], i) => (y[i] === 1 ? [b > 0 ? 1 : 0] : []))
    expect(sum(upper)).toBeGreaterThan(0.6 * upper.length)
  })
  test('of seven samples are three, two and two', () => {
    expect(yinYang({ samples: 7, seed: 1, shuffle: false }).y).toEqual([0, 0, 0, 1, 1, 2, 2])
  })
})

describe('splits and batches', () => {
  const set = { X: Array.from({ length: 10 }, (_, i) => [i]), y: Array.from({ length: 10 }, (_, i) => 10 * i) }
  const flat = (parts: readonly { X: number[][] }[]): number[] => parts.flatMap(({ X }) => X.flat())
  test('keep every example once, with its answer', () => {
    const { train, test: held } = split(set, { test: 0.3, seed: 5 })
    expect([train.X.length, held.X.length]).toEqual([7, 3])
    expect(flat([train, held]).toSorted((a, b) => a - b)).toEqual(set.X.flat())
    expect([train, held].every(({ X, y }) => X.every(([x], i) => y[i] === 10 * x!))).toBe(true)
    const dealt = batches(set, 4, { seed: 6 })
    expect(dealt.map(({ X }) => X.length)).toEqual([4, 4, 2])
    expect(flat(dealt).toSorted((a, b) => a - b)).toEqual(set.X.flat())
  })
  test('are the same for the same seed, and others for another; without one batches are in order', () => {
    expect(split(set, { seed: 1 })).toEqual(split(set, { seed: 1 }))
    expect(split(set, { seed: 1 })).not.toEqual(split(set, { seed: 2 }))
    expect(flat(batches(set, 3, { seed: 1 }))).not.toEqual(flat(batches(set, 3, { seed: 2 })))
    expect(flat(batches(set, 3))).toEqual(set.X.flat())
  })
})

describe('a table', () => {
  test('gives numbers, with quotes, blank lines, other separators and line ends', () => {
    expect(csv('a;"b;""c"""\r\n1;2\r\n\r\n" 3";-4e1\r\n', { separator: ';' })).toEqual({ X: [[1], [3]], y: [2, -40], columns: ['a'], target: 'b;"c"' }) // prettier-ignore
  })
  test('takes the target from where it is said, and text as classes', () => {
    expect(csv('kind,x\nb,1\na,2\nb,3', { target: 'kind' })).toEqual({ X: [[1], [2], [3]], y: [0, 1, 0], columns: ['x'], target: 'kind', classes: ['b', 'a'] }) // prettier-ignore
    expect(csv('kind,x,z\nb,1,5\na,2,6', { target: null, columns: ['z', 1] })).toEqual({ X: [[5, 1], [6, 2]], y: [], columns: ['z', 'x'] }) // prettier-ignore
    expect(csv('7,1\n8,2', { target: 0, header: false })).toEqual({
      X: [[1], [2]],
      y: [7, 8],
      columns: ['column 1'],
      target: 'column 0',
    })
  })
  test('says a field of several lines from its first line on', () => {
    expect(refusal(() => csv('a,b\n"x\ny",1\n2'))).toContain('line 4 has 1 field')
  })
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const set = moons({ samples: 4, seed: 0 })
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a ragged table', () => csv('a,b\n1,2\n3,4,5'), 'RangeError: csv: line 3 has 3 fields; 2 are allowed, as many as line 1 has. Is a separator missing?'],
    ['a word among numbers', () => csv('a,b\n1,2\nx,3'), 'RangeError: csv: line 3, a: the string "x" is no finite number. Leave the row out, or put a number there.'],
    ['NaN in a table', () => csv('a,b\nNaN,2'), 'RangeError: csv: line 2, a: the string "NaN" is no finite number.'],
    ['an empty field', () => csv('a,b\n1,2\n ,2'), 'RangeError: csv: line 3, a: the string " " is no finite number.'],
    ['an empty target', () => csv('a,b\n1,x\n1,'), 'RangeError: csv: line 3, b: the string "" is no finite number.'],
    ['an open quote', () => csv('a,b\n"1,2'), 'RangeError: csv: line 2: a quote opens field 1 and none closes it.'],
    ['text after a quote', () => csv('a,b\n"1"2,2'), 'RangeError: csv: line 2: text follows the closing quote of field 1. Double the quotes inside of a field.'],
    ['no table', () => csv(''), 'RangeError: csv: the table has no row below its header; at least one is allowed.'],
    ['a target that is no column', () => csv('a,b\n1,2', { target: 'c' }), 'RangeError: csv: target is the string "c"; a column is allowed: a, b, or its place from 0 to 1.'],
    ['a column that is none', () => csv('a,b\n1,2', { columns: ['b', 'c'] }), 'RangeError: csv: columns names the string "c"; a column is allowed: a, b, or its place from 0 to 1.'],
    ['bytes', () => csv(wrong(new Uint8Array(2))), 'TypeError: csv: the table is a Uint8Array; a string is allowed. Read the file as text first.'],
    ['two separators', () => csv('a', { separator: ', ' }), "TypeError: csv: separator is the string \", \"; one character is allowed, such as ',' or ';'."],
    ['more irises than there are', () => iris({ samples: 151 }), 'RangeError: iris: samples is 151; at most 150 is allowed. There are no more.'],
    ['no digits', () => digits({ samples: 0 }), 'RangeError: digits: samples is 0; a whole number from 1 up is allowed. It counts the examples.'],
    ['noise on irises', () => iris(wrong({ noise: 1 })), 'TypeError: iris: noise is none of its options; { samples, seed } is allowed.'],
    ['a test of nothing', () => split(set, { test: 0.1, seed: 0 }), 'RangeError: split: test is 0.1 of 4 examples; a share between 0 and 1 is allowed that leaves at least one on each side, such as 0.2.'],
    ['a split without a seed', () => split(set, wrong({})), 'TypeError: PythonRandom: the seed is undefined;'],
    ['answers missing', () => batches({ X: [1, 2], y: [1] }, 1), 'RangeError: batches: 2 examples in X and 1 answers in y; one for each is allowed. Make the two lists equally long.'],
    ['a list for examples', () => batches(wrong([1]), 1), 'TypeError: batches: examples are a list of 1; { X, y } with at least one example is allowed, as moons({ seed: 0 }) gives it.'],
    ['batches of none', () => batches(set, 0), 'RangeError: batches: size is 0; a whole number from 1 up is allowed. It counts the examples of a batch.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})

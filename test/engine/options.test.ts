/** An option that does not exist is refused by whoever takes options: misspelt, it would be passed over without a word. */
import { expect, test } from 'vitest'
import * as data from 'seegrad/data'
import * as nn from 'seegrad/nn'
import * as numeric from 'seegrad/numeric'
import * as operators from 'seegrad/operators'
import * as optim from 'seegrad/optim'
import * as random from 'seegrad/random'
import * as seegrad from 'seegrad'

/** The package as JavaScript sees it: nothing is checked before it runs. */
type Loose = (...given: unknown[]) => unknown
const loose = (of: unknown, name: string): Loose => (of as Readonly<Record<string, Loose>>)[name] as Loose
const built = (name: string, ...given: unknown[]): unknown =>
  new (nn as unknown as Readonly<Record<string, new (...given: unknown[]) => unknown>>)[name]!(...given)

const f = (x: number): number => seegrad.mul(x, x)
const y = seegrad.value(2).mul(3)
const set = (name: string, more: string): [string, (options: unknown) => unknown, string] => [
  name,
  (options) => loose(data, name)(options),
  `{ samples, noise, seed${more} }`,
]
const takers: readonly (readonly [who: string, call: (options: unknown) => unknown, allowed: string])[] = [
  ['grad', (options) => loose(seegrad, 'grad')(f, options), '{ argnums }'],
  ['grad', (options) => loose(seegrad, 'valueAndGrad')(f, options), '{ argnums }'],
  ['vmap', (options) => loose(seegrad, 'vmap')(f, options), '{ inAxes }'],
  ['gradients', (options) => loose(seegrad, 'gradients')(y, [], options), '{ createGraph }'],
  ['checkGrads', (options) => loose(seegrad, 'checkGrads')(f, [1], options), '{ order, modes }'],
  ['backward', (options) => (y.backward as Loose).call(y, options), '{ gradient }'],
  ['derivative', (options) => loose(numeric, 'derivative')(f, 1, options), '{ h, method }'],
  ['derivativeWithError', (options) => loose(numeric, 'derivativeWithError')(f, 1, options), '{ h }'],
  ['limitTable', (options) => loose(numeric, 'limitTable')(f, 1, options), '{ hs, method, exact }'],
  ['choices', (options) => (new random.PythonRandom(1).choices as Loose).call(new random.PythonRandom(1), [1], options), '{ weights, cumWeights, k }'], // prettier-ignore
  ['Neuron', (options) => built('Neuron', 2, options), '{ activation, random }'],
  ['Layer', (options) => built('Layer', 2, 2, options), '{ activation, random }'],
  ['MLP', (options) => built('MLP', 2, [1], options), '{ activation, random }'],
  ['transform', (options) => loose(operators, 'transform')('', options), '{ filename, all, sourceMap }'],
  set('moons', ', shuffle'),
  set('circles', ', shuffle, factor'),
  set('gaussians', ', shuffle, centers'),
  set('spirals', ', shuffle, turns'),
  set('xor', ''),
]

test.each(takers)('%s refuses { smaples: 3 } with what it takes (%#)', (who, call, allowed) => {
  expect(() => call({ seed: 1, smaples: 3 })).toThrow(`${who}: ${allowed.includes('seed') ? 'smaples' : 'seed'} is none of its options; ${allowed} is allowed.`) // prettier-ignore
})
test.each(takers)('%s refuses null for its options (%#)', (who, call) => {
  expect(() => call(null)).toThrow(new RegExp(`^${who}: (null|given null)`))
})
test('SGD names all of its options', () => {
  expect(() => loose(optim, 'SGD')([seegrad.value(1)], { rl: 1 })).toThrow(
    /^SGD: rl is none of its options; lr, .* are allowed/,
  )
})
test('an activation is known by its name before a network is built, also where no layer takes it', () => {
  expect(() => built('MLP', 2, [1], { activation: 'tahn' })).toThrow(/^MLP: .*tahn/)
})

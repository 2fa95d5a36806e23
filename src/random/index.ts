/** Seeded generators that draw what CPython's `random` and NumPy's legacy `RandomState` draw. */
export { PythonRandom, type ChoicesOptions } from './python-random.js'
export { NumpyRandom, type Nested, type NestedNumbers, type Size } from './numpy-random.js'
export type { GeneratorState } from './mersenne-twister.js'

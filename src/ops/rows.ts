/** The public rows, file by file: what `import * as rows` sees, methods and types are derived from. */
export * from './arithmetic.js'
export * from './powers.js'
export * from './exponential.js'
export * from './circular.js'
export * from './activations.js'
export * from './piecewise.js'
export * from './comparisons.js'
export * from './reductions.js'

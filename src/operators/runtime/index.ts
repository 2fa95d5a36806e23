/** What transformed code imports: JavaScript's operators on numbers and on Values, kept apart at each place where one stands. */
export * from './arithmetic.js'
export * from './comparisons.js'
export * from './math.js'
export * from './builtins.js'
export * from './methods.js'

/** The room of ops: the row type, the table of rows, and the types of the `Value` they act on. */
export * from './rows.js'
export { binary, interpreter, ops, parametric, reduction, ternary, Traced, unary, type Interpreter } from './define.js'
export { alias, gathered, stopped } from './structure.js'
export { plus, sharedRules, times } from './slopes.js'
export { contains, type Interval } from './interval.js'
export { misuse } from './misuse.js'
export type * from './op.js'
export type { BackwardOptions, Either, OpMethods, Result, Value, ValueApi } from './value.js'

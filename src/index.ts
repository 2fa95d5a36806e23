/** seegrad: numbers that remember where they came from, ops on them, and transforms of functions of them. */
export * from './ops/index.js'
export { binary, ops, reduction, ternary, unary } from './ops/index.js'
export type {
  BackwardOptions, Binary, BinaryRow, Interval, Kink, Numbers, Op, OpMethods, PairReduction, Reduction, ReductionRow, Row, Ternary, TernaryRow, Unary,
  UnaryRow, Value, ValueApi,
} from './ops/index.js' // prettier-ignore
export * from './engine/index.js'

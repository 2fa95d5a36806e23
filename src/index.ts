/** seegrad: numbers that remember where they came from, ops on them, and transforms of functions of them. */
export * from './ops/rows.js'
export { ops } from './ops/table.js'
export { binary, parametric, reduction, ternary, unary } from './ops/index.js'
export type {
  BackwardOptions,
  Binary,
  BinaryRow,
  Either,
  Indexed,
  Interval,
  Kink,
  Numbers,
  Op,
  OpMethods,
  PairReduction,
  Parameter,
  Parameters,
  Parametric,
  ParametricRow,
  Positional,
  Reduction,
  ReductionRow,
  Result,
  Row,
  Ternary,
  TernaryRow,
  Unary,
  UnaryRow,
  Value,
  ValueApi,
  Words,
} from './ops/index.js'
export {
  asValue,
  backward,
  detectAnomaly,
  gradOf,
  graphOf,
  isTrue,
  isValue,
  noGrad,
  replay,
  scope,
  value,
} from './engine/index.js'
export type { Graph, GraphNode, GraphScope } from './engine/index.js'
export * from './transforms/index.js'

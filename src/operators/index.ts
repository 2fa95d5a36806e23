/** The public side of real operators: the rewriting of a text as a function. */
export {
  transform,
  TransformError,
  type SourceMap,
  type Transformed,
  type TransformOptions,
} from './transform/index.js'

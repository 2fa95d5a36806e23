/** Source text in, source text out: real operators for numbers and Values. */
export { compileCell, type CompiledCell, type Defined, type Named } from './cell.js'
export { RUNTIME, transform, type Transformed, type TransformOptions } from './transform.js'
export { TransformError } from './source.js'
export type { SourceMap } from './source-map.js'

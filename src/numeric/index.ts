/** Plain number maths: the elementary functions, evenly spaced numbers, and derivatives by nudging. */
export { derivative, partials, type Method, type NudgeOptions } from './derivative.js'
export { fivePoint } from './difference.js'
export { stencil } from './stencil.js'
export { limitTable, type LimitOptions, type LimitRow } from './limit-table.js'
export { arange, linspace, logspace } from './ranges.js'
export { derivativeWithError, type DerivativeEstimate } from './richardson.js'
export { kernels } from './kernels/index.js'
export * from './kernels/printed.js'

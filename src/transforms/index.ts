/** The room of transforms: functions of trees of numbers turned into their gradients, tangents, Jacobians and checks. */
export { checkGrads, type CheckGradsOptions, type GradReport, type GradRow } from './check-grads.js'
export { custom, type CustomRules } from './custom.js'
export { precision, type Precision, type PrecisionNode } from './precision.js'
export { gather, stopGradient } from './selection.js'
export * from './transforms.js'
export type { ParameterOwner, Tree } from './tree.js'

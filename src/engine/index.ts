/** The room of interpreters: the recording, reverse and forward mode over it, and the transforms made of them. */
export { asValue, backward, gather, gradOf, isTrue, stopGradient } from './control.js'
export { custom, type CustomRules } from './custom.js'
export { isValue, value } from './handle.js'
export { detectAnomaly, noGrad, scope } from './mode.js'
export * from './transforms.js'
export type { ParameterOwner, Tree } from './tree.js'
import './record.js'
import './reverse.js'

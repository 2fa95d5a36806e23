/** The room of optimisers: update rules as rows, the one optimiser that runs them, and schedules of the learning rate. */
export { clipGradNorm, type ClipOptions } from './clipping.js'
export { formula } from './formula.js'
export { Optimizer } from './optimizer.js'
export { rules } from './rule.js'
export type { Hyper, Hypers, Making, Setting, State, UpdateRule } from './rule.js'
export * from './rules.js'
export * from './schedules.js'

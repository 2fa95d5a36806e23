/** Data sets as plain numbers, the same for the same seed: one file each. */
export { circles, type CirclesOptions } from './circles.js'
export { gaussians, type GaussiansOptions } from './gaussians.js'
export type { Labelled, LabelledOptions, Point } from './labelled.js'
export { moons } from './moons.js'
export { spirals, type SpiralsOptions } from './spirals.js'
export { xor } from './xor.js'

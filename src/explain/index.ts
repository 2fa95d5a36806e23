/** The room of explanations: a node, a step or an op said as TeX and as sentences, in the user's own names and numbers. */
export type { Why } from './birth.js'
export { why, type Cause, type CauseNode } from './cause.js'
export {
  explain,
  type ExplainedLeaf,
  type ExplainedStep,
  type ExplainOptions,
  type Explanation,
} from './explanation.js'
export type { Names } from './name.js'
export { plain } from './plain.js'
export { say, type SaidRule, type Saying } from './saying.js'
export {
  momentAt,
  moveTo,
  stepper,
  type BackwardStep,
  type ForwardStep,
  type Moment,
  type SeedStep,
  type Step,
  type Stepper,
  type StepperOptions,
} from './stepper.js'
export { derivatives, derivativeTex, tex, type OpDerivative, type TexOptions } from './tex.js'
export { readRecording, writeRecording, type RecordedNode, type Recording } from './recording.js'

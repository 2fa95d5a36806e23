/** The room where recordings become programs: graph → gradient → simplify → cells → loop nests or straight lines → bytes. */
export { compile, type Compiled, type CompileOptions, type CompileStats, type Verification } from './compile.js'
export { emit, type EmittedModule } from './emit.js'
export { compileStep, type CompiledStep, type CompileStepOptions, type StepResult } from './step.js'
export type { StageLoop, StageNames, StageOp, Stages } from './stages.js'
export type { PassFigure } from './structure.js'
export type { Executor } from './variant.js'

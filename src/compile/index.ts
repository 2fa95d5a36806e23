/** The room where recordings become programs: graph → gradient → simplify → cells → loop nests or straight lines → bytes. */
export type { BackgroundOptions, CodeCache } from './background.js'
export { compile, type Compiled, type CompileOptions, type CompileStats, type Verification } from './compile.js'
export { emit, type EmittedModule } from './emit.js'
export { compileStep, type CompiledStep, type CompileStepOptions } from './step.js'
export type { StepResult } from './stepping.js'
export type { PassFigure } from './structure.js'
export type { Executor } from './variant.js'
export { sparseHessian, sparseJacobian, type SparseMatrix } from './sparse.js'

/** The room of lessons and notebooks: Markdown in, cells and how they depend on each other out, and what runs when. */
export type { Cell, Mistake, Place } from './cell.js'
export { kernelHere, settled, type HereOptions } from './here.js'
export { createKernel, type CellKernel, type KernelOptions } from './kernel.js'
export { cellsOf, readLesson, shownText, type Exercise, type Lesson, type LessonBlock } from './lesson.js'
export { minutesOf } from './minutes.js'
export { readReport, type Failure, type Order, type Report } from './message.js'
export { MODULES } from './modules.js'
export type { CellState, Notebook, Origin } from './notebook.js'
export type { Prose, ProseElement, ProseTag } from './prose.js'
export type { Output, Slider, Stream } from './output.js'
export {
  openNotebook,
  type CellRunner,
  type Kernel,
  type KernelEvents,
  type MakeKernel,
  type RunnerOptions,
} from './runner.js'

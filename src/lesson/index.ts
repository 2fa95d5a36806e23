/** The room of lessons and notebooks: Markdown in, cells and how they depend on each other out, and what runs when. */
export type { Cell, Mistake, Place } from './cell.js'
export { createKernel, type KernelOptions } from './kernel.js'
export { readReport, type Failure, type Order, type Report } from './message.js'
export type { CellState, Notebook, Origin } from './notebook.js'
export type { Output, Slider, Stream } from './output.js'
export {
  openNotebook,
  type CellRunner,
  type Kernel,
  type KernelEvents,
  type MakeKernel,
  type RunnerOptions,
} from './runner.js'

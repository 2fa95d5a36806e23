/** The room of lessons and notebooks: Markdown in, cells and how they depend on each other out, and what runs when. */
export type { Cell, Mistake, Place } from './cell.js'
export type { CellState, Notebook, Origin } from './notebook.js'
export type { Output, Slider, Stream } from './output.js'

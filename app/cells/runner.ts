/** The cells of a page: a notebook whose kernel is in a sandboxed frame. All of it is loaded with the first cell. */
import { openNotebook, type Cell, type CellRunner, type Origin } from '../../src/lesson/index.js'
import { sandbox } from '../sandbox/sandbox.js'

export interface CellsOptions {
  readonly cells: readonly Cell[]
  readonly origin: Origin
  /** How long a cell may keep its thread without a pause, in milliseconds; 1,000 unless said otherwise. */
  readonly patience?: number
  /** Where the files of the page are; beside the page unless said otherwise. */
  readonly base?: string | URL
}
export interface PageCells extends CellRunner {
  /** From now on, more or less patience. */
  setPatience(milliseconds: number): void
}

/** Beside a figure on a narrow page: the page's margins, the rule of the cell and its padding. */
const BESIDE = 50
/** What figures are wide by themselves. */
const FULL = 560
/** Drawn wider than the page is, a figure would shrink, with all its words. */
function room(): number | undefined {
  const wide = document.documentElement.clientWidth - BESIDE
  return wide < FULL ? Math.max(wide, 200) : undefined
}

/** Opens a notebook in the page; nothing runs yet. */
export function openCells({ cells, origin, patience = 1000, base }: CellsOptions): PageCells {
  let patient = patience
  const kernel = sandbox({ ...(base !== undefined && { base }), patience: () => patient, room })
  const runner = openNotebook({ cells, origin, kernel })
  return Object.assign(runner, {
    setPatience(milliseconds: number) {
      patient = milliseconds
    },
  })
}

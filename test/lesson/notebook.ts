/** Notebooks in Node: the same kernel that the page has in its worker, in this process. */
import { kernelHere, openNotebook, type Cell, type CellRunner, type MakeKernel } from '../../src/lesson/index.js'
import { modules } from '../../src/cli/running/lesson.js'
export { settled } from '../../src/lesson/index.js'

export { modules }

/** A kernel in this process; what it says goes through the same cloning and reading as in a page. */
export const kernel: MakeKernel = kernelHere({ modules })

export function open(cells: readonly Cell[]): CellRunner {
  return openNotebook({ cells, origin: 'own', kernel })
}
/** Cells by their ids. */
export function notebook(cells: Readonly<Record<string, string>>): CellRunner {
  return open(Object.entries(cells).map(([id, code]) => ({ id, code })))
}

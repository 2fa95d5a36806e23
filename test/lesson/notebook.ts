/** Notebooks in Node: the same kernel that the page has in its worker, in this process. */
import * as seegrad from 'seegrad'
import * as data from 'seegrad/data'
import * as explain from 'seegrad/explain'
import * as figures from 'seegrad/figures'
import * as nn from 'seegrad/nn'
import * as numeric from 'seegrad/numeric'
import * as optim from 'seegrad/optim'
import * as random from 'seegrad/random'
import {
  createKernel,
  openNotebook,
  readReport,
  type Cell,
  type CellRunner,
  type MakeKernel,
  type Notebook,
} from '../../src/lesson/index.js'

export const modules: Readonly<Record<string, object>> = {
  seegrad,
  'seegrad/numeric': numeric,
  'seegrad/random': random,
  'seegrad/data': data,
  'seegrad/nn': nn,
  'seegrad/optim': optim,
  'seegrad/explain': explain,
  'seegrad/figures': figures,
}

/** A kernel in this process; what it says goes through the same cloning and reading as in a page. */
export const kernelHere: MakeKernel = ({ report }) => {
  let isOver = false
  const kernel = createKernel({
    modules,
    send(said) {
      const read = readReport(structuredClone(said))
      if (!read) throw new Error(`not read: ${JSON.stringify(said).slice(0, 1000)}`)
      queueMicrotask(() => {
        if (!isOver) report(read)
      })
    },
  })
  queueMicrotask(() => report({ type: 'ready' }))
  return {
    send: (order) => void kernel.receive(structuredClone(order)),
    stop() {
      isOver = true
    },
  }
}

export function open(cells: readonly Cell[]): CellRunner {
  return openNotebook({ cells, origin: 'own', kernel: kernelHere })
}
/** Cells by their ids. */
export function notebook(cells: Readonly<Record<string, string>>): CellRunner {
  return open(Object.entries(cells).map(([id, code]) => ({ id, code })))
}

const isBusy = ({ cells, kernel }: Notebook): boolean =>
  kernel === 'starting' || kernel === 'busy' || cells.some(({ status }) => status === 'queued' || status === 'running')

/** The notebook when nothing runs any more. */
export function settled(runner: CellRunner): Promise<Notebook> {
  return new Promise((settle) => {
    const look = (): void => {
      if (isBusy(runner.state)) return
      end()
      settle(runner.state)
    }
    const end = runner.subscribe(look)
    queueMicrotask(look)
  })
}

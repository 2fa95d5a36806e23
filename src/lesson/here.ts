/** A kernel in this process, without a sandbox: for tests and the command line. What it says goes through the same cloning and reading as in a page. */
import { createKernel } from './kernel.js'
import { readReport } from './message.js'
import type { Notebook } from './notebook.js'
import type { CellRunner, MakeKernel } from './runner.js'

/** How a kernel here is made. */
export interface HereOptions {
  /** What cells may import, by name. */
  readonly modules: Readonly<Record<string, object>>
  /** How long a loop of a cell may keep everything waiting, in milliseconds; for ever, unless that is said. */
  readonly patience?: number
}

const BEAT = 100

/** Makes kernels in this process: its cells can reach whatever this process can. */
export function kernelHere({ modules, patience }: HereOptions): MakeKernel {
  return ({ report, died }) => {
    let isOver = false
    const kernel = createKernel({
      modules,
      send(said) {
        const read = readReport(structuredClone(said))
        queueMicrotask(() => {
          if (isOver) return
          if (read) report(read)
          else died(`said what no cell can say and was stopped: ${JSON.stringify(said).slice(0, 1000)}`)
        })
      },
    })
    const breath = setInterval(() => kernel.breathe(), BEAT)
    queueMicrotask(() => report({ type: 'ready' }))
    return {
      send: (order) =>
        void kernel.receive(structuredClone(order.type === 'run' && patience !== undefined ? { ...order, patience } : order)), // prettier-ignore
      stop() {
        isOver = true
        clearInterval(breath)
      },
    }
  }
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

/** A notebook that runs: the machine of session.ts, somebody who listens, and a kernel wherever it is. */
import type { Cell } from './cell.js'
import type { Order, Report } from './message.js'
import type { Notebook, Origin } from './notebook.js'
import { sessionOf, step, type Change, type Session } from './session.js'

/** A kernel that was made, in a worker or here. */
export interface Kernel {
  readonly send: (order: Order) => void
  /** Nothing of it is heard after that. */
  readonly stop: () => void
}
/** What a kernel says, and how it ends by itself. */
export interface KernelEvents {
  readonly report: (report: Report) => void
  /** It was, or has to be, ended: a message for the reader. */
  readonly died: (message: string) => void
  /** None can be made here. */
  readonly lost: (message: string) => void
}
export type MakeKernel = (events: KernelEvents) => Kernel

export interface RunnerOptions {
  readonly cells: readonly Cell[]
  /** Text from a link or a file waits for its reader to run it. */
  readonly origin: Origin
  readonly kernel: MakeKernel
}

/** A notebook in the hands of its reader. */
export interface CellRunner {
  /** As it is now; a cell that has not changed is the same object as before. */
  readonly state: Notebook
  /** Calls back after changes, once for all that happened together; gives the function that ends it. */
  subscribe(listener: (state: Notebook) => void): () => void
  edit(id: string, code: string): void
  /** The text that the cell had at first. */
  reset(id: string): void
  /** Adds a cell behind another, or at the top, and gives its id: a fresh one, unless it had one before. */
  add(after: string | undefined, code?: string, was?: { readonly id: string; readonly original: string }): string
  remove(id: string): void
  move(id: string, by: number): void
  /** Runs a cell, what it needs, and what has run and uses it. */
  run(id: string): void
  runAll(): void
  slide(name: string, value: number): void
  /** Ends what runs; text and outputs stay. */
  interrupt(): void
  /** A new kernel, in which nothing has run. */
  restart(): void
  close(): void
}

/** Opens a notebook; nothing runs yet. */
export function openNotebook({ cells, origin, kernel: make }: RunnerOptions): CellRunner {
  let session: Session = sessionOf(cells, origin)
  let kernel: Kernel | undefined
  let [isClosed, isTold] = [false, true]
  let ids = 0
  const listeners = new Set<(state: Notebook) => void>()

  const tell = (): void => {
    if (!isTold) return
    isTold = false
    queueMicrotask(() => {
      isTold = true
      for (const listener of listeners) listener(session.notebook)
    })
  }
  const change = (what: Change): void => {
    if (isClosed) return
    const { session: after, commands } = step(session, what)
    if (after.notebook !== session.notebook) tell()
    session = after
    for (const command of commands) {
      if (command.type === 'order') kernel?.send(command.order)
      else if (command.type === 'start') kernel = begin()
      else kernel?.stop()
    }
  }
  const begin = (): Kernel => {
    let isOver = false
    const own = (what: Change): void => {
      if (!isOver) change(what)
    }
    const made = make({
      report: (report) => own({ type: 'report', report }),
      died: (message) => own({ type: 'died', message }),
      lost: (message) => own({ type: 'lost', message }),
    })
    return {
      send: made.send,
      stop() {
        isOver = true
        made.stop()
      },
    }
  }
  const freshId = (): string => {
    while (session.links.has(`new-${++ids}`));
    return `new-${ids}`
  }
  return {
    get state() {
      return session.notebook
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    edit: (id, code) => change({ type: 'edit', id, code }),
    reset(id) {
      const cell = session.notebook.cells.find((one) => one.id === id)
      if (cell) change({ type: 'edit', id, code: cell.original })
    },
    add(after, code = '', was) {
      const id = was?.id ?? freshId()
      change({ type: 'add', id, code, original: was?.original, after })
      return id
    },
    remove: (id) => change({ type: 'remove', id }),
    move: (id, by) => change({ type: 'move', id, by }),
    run: (id) => change({ type: 'run', ids: [id] }),
    runAll: () => change({ type: 'run', ids: 'all' }),
    slide: (name, value) => change({ type: 'slide', name, value }),
    interrupt: () => change({ type: 'interrupt' }),
    restart: () => change({ type: 'restart' }),
    close() {
      isClosed = true
      kernel?.stop()
      listeners.clear()
    },
  }
}

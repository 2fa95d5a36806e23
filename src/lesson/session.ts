/** A notebook at work, as a machine of plain data: a change comes in, and the next state and what is to be done come out. */
import type { CompiledCell } from '../operators/transform/index.js'
import type { Cell, Mistake } from './cell.js'
import { ancestorsOf, compiled, dependentsOf, inOrder, linksOf, type Link } from './links.js'
import type { Failure, Order, Report } from './message.js'
import type { CellState, Notebook, Origin } from './notebook.js'

/** What happens to a notebook: by its reader, or by what runs it. */
export type Change =
  | { readonly type: 'edit'; readonly id: string; readonly code: string }
  | {
      readonly type: 'add'
      readonly id: string
      readonly code: string
      readonly original?: string | undefined
      readonly after?: string | undefined
    }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'move'; readonly id: string; readonly by: number }
  | { readonly type: 'run'; readonly ids: readonly string[] | 'all' }
  | { readonly type: 'slide'; readonly name: string; readonly value: number }
  | { readonly type: 'interrupt' }
  | { readonly type: 'restart' }
  | { readonly type: 'report'; readonly report: Report }
  /** The kernel is gone, or is to go, and why that is. */
  | { readonly type: 'died'; readonly message: string }
  /** There is none and will be none. */
  | { readonly type: 'lost'; readonly message: string }

/** What is to be done: make a kernel, end it, or tell it something. */
export type Command =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'order'; readonly order: Order }

interface Running {
  readonly id: string
  readonly run: number
  /** What runs; the text may have changed since. */
  readonly code: string
  /** Whether something that it showed has come. */
  readonly hasShown: boolean
  readonly sliders: CellState['sliders']
}
/** The notebook, and what only the machine needs to know. */
export interface Session {
  readonly notebook: Notebook
  readonly links: ReadonlyMap<string, Link>
  readonly queue: readonly string[]
  readonly running?: Running | undefined
  /** Cells whose names the kernel has. */
  readonly live: ReadonlySet<string>
  /** Where the reader moved sliders to. */
  readonly moved: ReadonlyMap<string, number>
  /** How many runs there were; the last one has this number. */
  readonly runs: number
  /** The last run of each cell in this kernel. */
  readonly last: ReadonlyMap<string, number>
  readonly programs: ReadonlyMap<string, CompiledCell>
}
export interface Step {
  readonly session: Session
  readonly commands: readonly Command[]
}

const fresh = ({ id, code, expected }: Cell, original: string): CellState => ({
  id,
  code,
  ...(expected !== undefined && { expected }),
  status: 'idle',
  isStale: false,
  outputs: [],
  sliders: [],
  defines: [],
  reads: [],
  original,
})

/** A notebook of these cells in which nothing has run. */
export function sessionOf(cells: readonly Cell[], origin: Origin): Session {
  const session: Session = {
    notebook: {
      cells: cells.map((cell) => fresh(cell, cell.code)),
      origin,
      isWaiting: origin !== 'own',
      kernel: 'none',
    },
    links: new Map(),
    queue: [],
    live: new Set(),
    moved: new Map(),
    runs: 0,
    last: new Map(),
    programs: new Map(),
  }
  return linked(session, [])
}

/** The next state after a change. */
export function step(session: Session, change: Change): Step {
  switch (change.type) {
    case 'edit':
      return { session: edited(session, change.id, change.code), commands: [] }
    case 'add':
      return { session: added(session, change), commands: [] }
    case 'remove':
      return removed(session, change.id)
    case 'move':
      return { session: movedCell(session, change.id, change.by), commands: [] }
    case 'run': {
      const ids = change.ids === 'all' ? session.notebook.cells.map(({ id }) => id) : change.ids
      const allowed = withNotebook(session, { isWaiting: false })
      return next(
        queued(
          allowed,
          ids.filter((id) => session.links.has(id)),
        ),
      )
    }
    case 'slide': {
      const moved = new Map(session.moved).set(change.name, change.value)
      const owner = session.notebook.cells.find(({ sliders }) => sliders.some(({ name }) => name === change.name))
      if (!owner) return { session: { ...session, moved }, commands: [] }
      const sliders = owner.sliders.map((one) => (one.name === change.name ? { ...one, value: change.value } : one))
      return next(queued(withCell({ ...session, moved }, owner.id, { sliders }), [owner.id]))
    }
    case 'interrupt':
      return session.running || session.queue.length > 0 ? ended(session, undefined) : { session, commands: [] }
    case 'restart': {
      const { session: stopped, commands } = ended(session, undefined)
      const cells = stopped.notebook.cells.map((cell): CellState => ({
        ...cell,
        status: 'idle',
        isStale: cell.status !== 'idle',
      }))
      return { session: withNotebook(stopped, { cells }), commands }
    }
    case 'died':
      return ended(session, change.message)
    case 'lost': {
      const { session: stopped } = ended(session, change.message)
      return { session: withNotebook(stopped, { kernel: 'lost', trouble: change.message }), commands: [] }
    }
    case 'report':
      return reported(session, change.report)
  }
}

const withNotebook = (session: Session, change: Partial<Notebook>): Session => ({
  ...session,
  notebook: { ...session.notebook, ...change },
})
function withCell(session: Session, id: string, change: Partial<CellState>): Session {
  return withNotebook(session, {
    cells: session.notebook.cells.map((cell) => (cell.id === id ? { ...cell, ...change } : cell)),
  })
}
const cellOf = (session: Session, id: string): CellState | undefined =>
  session.notebook.cells.find((cell) => cell.id === id)
function without(cell: CellState): CellState {
  const { mistake, ...rest } = cell
  return mistake ? rest : cell
}

/** Finds anew what hangs together after texts have changed; what has run and uses the changed ones is stale. */
function linked(session: Session, changed: readonly string[]): Session {
  const links = linksOf(session.notebook.cells)
  const touched = new Set([...changed, ...dependentsOf(changed, session.links), ...dependentsOf(changed, links)])
  const cells = session.notebook.cells.map((cell): CellState => {
    const { defines, reads, mistake } = links.get(cell.id) as Link
    // What was wrong with a run stays until the text is another.
    const isOver = changed.includes(cell.id) || (cell.mistake !== undefined && /^(text|name)$/.test(cell.mistake.kind))
    const shown = mistake ?? (isOver ? undefined : cell.mistake)
    const isStale = cell.isStale || (touched.has(cell.id) && cell.status !== 'idle')
    if (same(cell.defines, defines) && same(cell.reads, reads) && shown === cell.mistake && isStale === cell.isStale)
      return cell
    return { ...without(cell), defines, reads, isStale, ...(shown && { mistake: shown }) }
  })
  return { ...withNotebook(session, { cells }), links }
}
const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, k) => one === b[k])

function edited(session: Session, id: string, code: string): Session {
  const cell = cellOf(session, id)
  if (!cell || cell.code === code) return session
  return linked(withCell(session, id, { code }), [id])
}

function added(session: Session, { id, code, original = code, after }: Extract<Change, { type: 'add' }>): Session {
  if (cellOf(session, id)) return session
  const { cells } = session.notebook
  const at = after === undefined ? 0 : cells.findIndex((cell) => cell.id === after) + 1 || cells.length
  return linked(withNotebook(session, { cells: cells.toSpliced(at, 0, fresh({ id, code }, original)) }), [id])
}

function removed(session: Session, id: string): Step {
  if (!cellOf(session, id)) return { session, commands: [] }
  const { commands, session: quiet } =
    session.running?.id === id ? ended(session, undefined) : { commands: [], session }
  const rest = {
    ...withNotebook(quiet, { cells: quiet.notebook.cells.filter((cell) => cell.id !== id) }),
    queue: quiet.queue.filter((one) => one !== id),
    live: new Set([...quiet.live].filter((one) => one !== id)),
  }
  const forget: Command = { type: 'order', order: { type: 'forget', cell: id } }
  return { session: linked(rest, [id]), commands: commands.length > 0 || !session.live.has(id) ? commands : [forget] }
}

function movedCell(session: Session, id: string, by: number): Session {
  const { cells } = session.notebook
  const from = cells.findIndex((cell) => cell.id === id)
  const to = Math.min(Math.max(from + by, 0), cells.length - 1)
  const cell = cells[from]
  if (!cell || from === to) return session
  return linked(withNotebook(session, { cells: cells.toSpliced(from, 1).toSpliced(to, 0, cell) }), [])
}

/** Puts cells to be run in the queue, what they need before them, and what has run and uses them behind. */
function queued(session: Session, ids: readonly string[]): Session {
  const { links, live, running } = session
  const isReady = (id: string): boolean => {
    const cell = cellOf(session, id)
    return (
      (live.has(id) && cell?.status === 'done' && !cell.isStale) || (running?.id === id && running.code === cell?.code)
    )
  }
  // A cell whose text is wrong keeps what uses it from running, so that nothing below is disturbed.
  const isSound = (id: string): boolean => links.get(id)?.mistake === undefined
  const hasRun = (id: string): boolean => cellOf(session, id)?.status !== 'idle'
  const wanted = ids.filter(isSound)
  const needed = [...ancestorsOf(wanted, links)].filter((id) => !isReady(id) && isSound(id))
  const below = [...dependentsOf([...wanted, ...needed], links)].filter((id) => hasRun(id) && isSound(id))
  const queue = inOrder([...session.queue, ...needed, ...wanted, ...below], links)
  const cells = session.notebook.cells.map((cell): CellState => {
    if (!queue.includes(cell.id) || cell.id === running?.id) return cell
    return { ...cell, status: 'queued', isStale: cell.isStale || cell.status !== 'idle' }
  })
  return { ...withNotebook(session, { cells }), queue }
}

/** Tells the kernel to run what is first in the queue, if it is free; makes it if there is none. */
function next(session: Session): Step {
  const { queue, running, notebook } = session
  const [id, ...rest] = queue
  if (id === undefined || running || notebook.kernel === 'lost') return { session, commands: [] }
  if (notebook.kernel === 'none') return { session: withNotebook(session, { kernel: 'starting' }), commands: [{ type: 'start' }] } // prettier-ignore
  if (notebook.kernel !== 'idle') return { session, commands: [] }
  const cell = cellOf(session, id) as CellState
  const blocked = blockedBy(session, cell)
  if (blocked) {
    const refused = withCell({ ...session, queue: rest }, id, {
      status: 'failed',
      isStale: cell.outputs.length > 0,
      mistake: blocked,
    })
    return next(refused)
  }
  const program = compiled(cell, session.links)
  const run = session.runs + 1
  const taken = notebook.cells.flatMap((other) =>
    other.id === id ? [] : other.sliders.map(({ name }) => [name, other.id] as const),
  )
  const order: Order = { type: 'run', run, cell: id, code: program.code, moved: [...session.moved], taken }
  const begun = {
    ...withNotebook(session, { kernel: 'busy' }),
    queue: rest,
    running: { id, run, code: cell.code, hasShown: false, sliders: [] },
    live: new Set([...session.live].filter((one) => one !== id)),
    runs: run,
    last: new Map(session.last).set(id, run),
    programs: new Map(session.programs).set(id, program),
  }
  return { session: withCell(begun, id, { status: 'running' }), commands: [{ type: 'order', order }] }
}

/** Why a cell cannot run although its own text is right. */
function blockedBy(session: Session, { id }: CellState): Mistake | undefined {
  const link = session.links.get(id) as Link
  if (link.mistake) return link.mistake
  const missing = link.uses.find((use) => !session.live.has(use))
  if (missing === undefined) return undefined
  const place = session.notebook.cells.findIndex((cell) => cell.id === missing) + 1
  const { defines } = session.links.get(missing) as Link
  const name = link.reads.find((one) => defines.includes(one))
  const message = `${name} comes from cell ${place}, which did not get to its end: mend that first.`
  return { kind: 'run', line: 1, column: 1, message, other: { cell: missing, line: 1, column: 1 } }
}

function reported(session: Session, report: Report): Step {
  const { running } = session
  if (report.type === 'beat') return { session, commands: [] }
  if (report.type === 'ready')
    return session.notebook.kernel === 'starting' ? next(withNotebook(session, { kernel: 'idle' })) : { session, commands: [] } // prettier-ignore
  if (!running || report.run !== running.run) return late(session, report)
  const cell = cellOf(session, running.id) as CellState
  switch (report.type) {
    case 'began':
      return { session, commands: [] }
    case 'shown': {
      const outputs = running.hasShown ? [...cell.outputs, ...report.outputs] : report.outputs
      return { session: withCell({ ...session, running: { ...running, hasShown: true } }, cell.id, { outputs }), commands: [] } // prettier-ignore
    }
    case 'slider': {
      const { slider } = report
      const ran = { ...session, running: { ...running, sliders: [...running.sliders, slider] } }
      // Those of the last run stay where they are until this one has ended: the reader may have one in hand.
      const isThere = cell.sliders.some(({ name }) => name === slider.name)
      const sliders = isThere ? cell.sliders.map((one) => (one.name === slider.name ? slider : one)) : [...cell.sliders, slider] // prettier-ignore
      return { session: withCell(ran, cell.id, { sliders }), commands: [] }
    }
    case 'flood':
      return ended(session, 'showed more than anybody can read and was stopped. Show less: every hundredth step, or a plot.') // prettier-ignore
    case 'ended': {
      const { failure, milliseconds } = report
      const isQueued = session.queue.includes(cell.id)
      const done: CellState = {
        ...without(cell),
        status: isQueued ? 'queued' : failure ? (failure.isOver ? 'stopped' : 'failed') : 'done',
        isStale: isQueued || running.code !== cell.code,
        outputs: running.hasShown ? cell.outputs : [],
        sliders: running.sliders,
        milliseconds,
        ...(failure && { mistake: mistakeOf(failure, session, cell.id) }),
      }
      const cells = session.notebook.cells.map((one) => (one.id === cell.id ? done : one))
      const live = failure ? session.live : new Set([...session.live, cell.id])
      return next({ ...withNotebook(session, { cells, kernel: 'idle' }), running: undefined, live })
    }
  }
}

/** What a cell shows when it has ended, from a timer perhaps, is shown as long as it has not run again; all else came too late. */
function late(session: Session, report: Report): Step {
  const [id] = report.type === 'shown' ? ([...session.last].find(([, run]) => run === report.run) ?? []) : []
  const cell = id === undefined ? undefined : cellOf(session, id)
  if (report.type !== 'shown' || !cell || cell.status === 'stopped') return { session, commands: [] }
  return { session: withCell(session, cell.id, { outputs: [...cell.outputs, ...report.outputs] }), commands: [] }
}

/** The place in the cell's own text at which it failed; if that was in a function of another cell, that place too. */
function mistakeOf({ message, frames, isOver }: Failure, session: Session, id: string): Mistake {
  const places = frames.flatMap(({ cell, line, column }) => {
    const place = session.programs.get(cell)?.placeOf(line, column)
    return place ? [{ cell, ...place }] : []
  })
  const { line, column } = places.find(({ cell }) => cell === id) ?? { line: 1, column: 1 }
  const [inner] = places
  return { kind: isOver ? 'limit' : 'run', line, column, message, ...(inner && inner.cell !== id && { other: inner }) }
}

/** The kernel goes: what ran is stopped, what waited waits no longer, and no name is left. */
function ended(session: Session, message: string | undefined): Step {
  const { running, queue, notebook } = session
  const cells = notebook.cells.map((cell): CellState => {
    if (cell.id === running?.id) {
      const mistake: Mistake | undefined =
        message === undefined ? undefined : { kind: 'limit', line: 1, column: 1, message }
      return {
        ...without(cell),
        status: 'stopped',
        isStale: !running.hasShown && cell.outputs.length > 0,
        ...(mistake && { mistake }),
      }
    }
    if (!queue.includes(cell.id)) return cell
    const hadRun = cell.milliseconds !== undefined
    return { ...cell, status: hadRun ? (cell.mistake ? 'failed' : 'done') : 'idle', isStale: hadRun }
  })
  const rest: Session = {
    ...session,
    queue: [],
    running: undefined,
    live: new Set(),
    last: new Map(),
    programs: new Map(),
  }
  if (notebook.kernel === 'none') return { session: withNotebook(rest, { cells }), commands: [] }
  return { session: withNotebook(rest, { cells, kernel: 'starting' }), commands: [{ type: 'stop' }, { type: 'start' }] }
}

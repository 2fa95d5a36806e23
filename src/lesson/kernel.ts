/** What runs cells, one after the other, and says what they show: in the worker of a page and in Node alike. It knows no page and no file. */
import { check } from '../exercise/index.js'
import * as runtime from '../operators/runtime/index.js'
import { inspect } from './inspect.js'
import { most } from './limits.js'
import type { Failure, Order, Report } from './message.js'
import { formula, outputOf, table } from './show.js'
import { sliderOf, type SliderOptions } from './slider.js'
import type { Output, Stream } from './output.js'

/** What cells may import, by name, and where reports go. */
export interface KernelOptions {
  readonly modules: Readonly<Record<string, object>>
  readonly send: (report: Report) => void
}
type Run = Extract<Order, { readonly type: 'run' }>
type Names = Readonly<Record<string, unknown>>
/** What a compiled cell finds. */
interface Host {
  readonly runtime: typeof runtime
  readonly names: Names
  take(module: string, name: string): unknown
  show(result: unknown): void
  tick(): number
}
/** Takes orders one after the other. */
export interface CellKernel {
  receive(order: Order): Promise<void>
  /** To be called now and then: a cell that lets nobody call it is stopped when the run's patience is over. */
  breathe(): void
  /** An error that nobody caught, after its cell had ended perhaps. */
  uncaught(error: unknown): void
}

/** Between two reports of what a cell shows, in milliseconds. */
const PAUSE = 50
const SOURCE = 'seegrad-cell'

/** Makes a kernel. What a cell defines stays until it runs again or is forgotten. */
export function createKernel({ modules, send }: KernelOptions): CellKernel {
  const defined = new Map<string, Names>()
  const watch = createWatch()
  let screen: Screen | undefined
  const run = async (order: Run): Promise<{ readonly failure?: Failure }> => {
    const own = createScreen(order.run, send)
    screen = own
    watch.begin(order.patience ?? Infinity)
    const names = Object.assign({}, ...defined.values(), prelude(order, own, send)) as Names
    const host: Host = {
      runtime,
      names,
      take: (module, name) => taken(modules, module, name),
      show: own.show,
      tick: watch.tick,
    }
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 50
    try {
      // To run a text is what a kernel is for; in the scope of nobody, it sees the globals and what the host has.
      // oxlint-disable-next-line no-eval
      const start = (0, eval)(`${order.code}\n//# sourceURL=${SOURCE}/${order.cell}.ts`) as (
        host: Host,
      ) => Promise<Names>
      defined.set(order.cell, await start(host))
      return {}
    } catch (error) {
      return { failure: failureOf(error, modules) }
    } finally {
      Error.stackTraceLimit = limit
      own.flush()
    }
  }
  return {
    async receive(order) {
      defined.delete(order.cell)
      if (order.type === 'forget') return
      const start = performance.now()
      send({ type: 'began', run: order.run })
      const ending = await run(order)
      send({ type: 'ended', run: order.run, milliseconds: performance.now() - start, ...ending })
    },
    breathe: watch.breathe,
    uncaught(error) {
      screen?.print('error', `not caught: ${failureOf(error, modules).message}`)
      screen?.flush()
    },
  }
}

/** A cell has kept its thread to itself for too long. */
class Overrun extends Error {
  override readonly name = 'Overrun'
}

/** Looks at the clock now and then while loops run; how often, depends on how long a turn takes. */
function createWatch(): { begin(patience: number): void; breathe(): void; tick(): number } {
  let [patient, breath, every, looked] = [Infinity, 0, 1, 0]
  return {
    begin(patience) {
      patient = patience
      breath = looked = performance.now()
      every = 1
    },
    breathe() {
      breath = performance.now()
    },
    tick() {
      const now = performance.now()
      const turn = now - looked
      looked = now
      every = turn < 1 ? Math.min(every * 2, 65_536) : turn > 8 ? Math.max(every >> 2, 1) : every
      if (now - breath > patient)
        throw new Overrun(`this loop kept everything waiting for ${patient / 1000} s and was stopped: has it no end? Give it one, or more time.`) // prettier-ignore
      return every
    },
  }
}

interface Screen {
  readonly show: (result: unknown) => void
  readonly print: (stream: Stream, text: string) => void
  readonly flush: () => void
}

/** Gathers what a cell shows, and sends it now and then. */
function createScreen(run: number, send: (report: Report) => void): Screen {
  let waiting: Output[] = []
  let [sent, outputs, characters] = [-Infinity, 0, 0]
  const flush = (): void => {
    const all = waiting
    waiting = []
    sent = performance.now()
    if (all.length === 0) return
    try {
      send({ type: 'shown', run, outputs: all })
    } catch {
      // A picture or a recording that somebody made by hand, with something in it that no message can carry.
      send({ type: 'shown', run, outputs: all.map(({ text }) => ({ type: 'text', stream: 'result', text })) })
    }
  }
  const add = (output: Output): void => {
    outputs++
    characters += output.text.length
    if (outputs > most.outputs || characters > most.texts) {
      flush()
      send({ type: 'flood', run })
      throw new RangeError(
        `a cell may show ${most.outputs} things and ${most.texts} characters; this one shows more. Show fewer of them.`,
      )
    }
    waiting.push(output)
    if (performance.now() - sent > PAUSE) flush()
  }
  return {
    show(result) {
      const output = outputOf(result)
      if (output) add(output)
    },
    print: (stream, text) => add({ type: 'text', stream, text }),
    flush,
  }
}

function prelude(order: Run, screen: Screen, send: (report: Report) => void): Names {
  const print =
    (stream: Stream) =>
    (...words: unknown[]): void =>
      screen.print(stream, words.map(inspect).join(' '))
  const [log, warn, error] = [print('log'), print('warn'), print('error')]
  const lines = {
    log,
    info: log,
    debug: log,
    warn,
    error,
    table: (rows: readonly unknown[]) => screen.show(table(rows)),
  }
  const moved = new Map(order.moved)
  const taken = new Map(order.taken)
  const asked = new Set<string>()
  const slider = (name: string, options: SliderOptions): number => {
    if (asked.has(name))
      throw new TypeError(`slider: this cell has asked for "${name}" before; give each slider a name of its own.`)
    const other = taken.get(name)
    if (other !== undefined)
      throw new TypeError(`slider: "${name}" is a slider of another cell; give each a name of its own.`)
    if (asked.size >= most.sliders) throw new RangeError(`slider: a cell may have ${most.sliders}.`)
    const made = sliderOf(name, options, moved.get(name))
    asked.add(name)
    send({ type: 'slider', run: order.run, slider: made })
    return made.value
  }
  return { check, console: lines, formula, show: screen.show, slider, table }
}

/** What a module gives under a name. */
function taken(modules: Readonly<Record<string, object>>, module: string, name: string): unknown {
  const all = Object.hasOwn(modules, module) ? modules[module] : undefined
  if (!all)
    throw new TypeError(`import: there is no '${module}' here; ${Object.keys(modules).join(', ')} can be imported.`)
  if (name === '*') return all
  if (Object.hasOwn(all, name)) return (all as Names)[name]
  // A type, which its author need not say: nothing is left of it.
  if (/^\p{Lu}/u.test(name)) return undefined
  throw new TypeError(`import: '${module}' has no ${name}.${homeOf(modules, name)}`)
}
function homeOf(modules: Readonly<Record<string, object>>, name: string): string {
  const home = Object.keys(modules).find((module) => Object.hasOwn(modules[module] as object, name))
  return home === undefined ? '' : ` Write import { ${name} } from '${home}'.`
}

function failureOf(error: unknown, modules: Readonly<Record<string, object>>): Failure {
  const isError = error instanceof Error
  const isOver = error instanceof Overrun
  const said = isOver
    ? error.message
    : isError
      ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`
      : inspect(error)
  const missing =
    isError && error.name === 'ReferenceError' ? /^(\S+) is not defined/.exec(error.message)?.[1] : undefined
  const mend = missing === undefined ? '' : `.${homeOf(modules, missing) || ' No cell defines it.'}`
  const places = isError ? String(error.stack).matchAll(/seegrad-cell\/([\w-]+)\.ts:(\d+):(\d+)/g) : []
  const frames = Array.from(places, ([, cell = '', line, column]) => ({
    cell,
    line: Number(line),
    column: Number(column),
  }))
  return { message: `${said}${mend}`.slice(0, most.text), frames: frames.slice(0, 50), ...(isOver && { isOver }) }
}

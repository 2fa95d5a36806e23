/** One compiled program: for one shape of arguments and one way through the branches. */
import type { Frame } from '../transforms/frame.js'
import type { Delivered } from './background.js'
import { print } from './graph.js'
import { copyInto, misfit } from './into.js'
import { machineFrom, machineOf, type Machine } from './machine.js'
import { loopsOf, pathsOf, printLoops, type Names } from './listing.js'
import { endsOfAll, pathsOfAll } from './mapped.js'
import { residualOf } from './residual.js'
import { builder, hasModule, valuesAmong, writer, type Build, type Write } from './signature.js'
import type { Skeleton } from './skeleton.js'
import { MISS, SCRIPT_NODES, scriptOf, type Script } from './source.js'
import { stagesOf, type StageNames, type Stages } from './stages.js'
import type { Recording } from './trace.js'
import { writtenOf } from './written.js'
import { Clock, computed, explained, made, structureOf, type PassFigure } from './structure.js'
import { hasSingles } from './typed.js'
import type { Verification } from './verdict.js'

/** How a program is executed: as loops, over tables of indices, as one straight line, as JavaScript, or not compiled at all. */
export type Executor = 'nests' | 'table' | 'line' | 'js' | 'eager'

export interface Variant {
  readonly skeleton: Skeleton
  readonly guards: number
  /** Nodes that it computes. */
  readonly nodes: number
  readonly executor: Executor
  readonly why: string
  readonly script: Script | undefined
  readonly machine: Machine | undefined
  readonly wasm: Uint8Array<ArrayBuffer> | undefined
  readonly passes: readonly PassFigure[]
  readonly build: Build
  readonly write: Write
  /** Functions of the module. */
  readonly parts: number
  readonly names: (parameters: readonly string[], result?: string) => Names
  /** Whether it was never compared with the function itself, and has to be: it came from elsewhere, or singles may be rounded on the way. */
  isUnproved: boolean
}

type Ends = Pick<Frame, 'args' | 'out'>

export function variantOf(skeleton: Skeleton, ends: Ends, began: number): Variant {
  const clock = new Clock(began)
  clock.note('recording', skeleton.length)
  const structure = structureOf(skeleton, clock)
  const { program } = structure
  const { length } = program.graph
  const shapes = ends.args.map(({ shape }) => shape)
  const facts = { guards: program.guards.length, nodes: computed(program.graph), isUnproved: hasSingles(ends.args) }
  if (length <= SCRIPT_NODES && !program.batch && !shapes.some(hasModule)) {
    const script = scriptOf({ ...program }, shapes, ends.out.shape)
    if (script) {
      clock.note('JavaScript', length)
      const why = `${length} nodes: a call into WebAssembly costs more than they do`
      const none = { machine: undefined, wasm: undefined, parts: 1 }
      return { ...shared(skeleton, ends), ...none, ...facts, executor: 'js', why, script, passes: clock.passes }
    }
  }
  const { executor, why, bytes: wasm, parts, ...code } = structure.code(clock)
  const machine = machineOf({ ...code, bytes: wasm, parts })
  clock.note('instance', parts)
  return { ...shared(skeleton, ends), ...facts, executor, why, script: undefined, machine, wasm, passes: clock.passes, parts } // prettier-ignore
}
/** Of code that was compiled elsewhere. */
export function variantFrom(skeleton: Skeleton, ends: Ends, code: Delivered): Variant {
  const machine = machineFrom(code.module, code)
  return { ...shared(skeleton, ends), ...code, machine, wasm: code.bytes, script: undefined, isUnproved: true }
}
function shared(skeleton: Skeleton, { args, out }: Ends): Pick<Variant, 'skeleton' | 'build' | 'write' | 'names'> {
  const { batch } = skeleton
  const shapes = args.map(({ shape }) => shape)
  const isValueAt = valuesAmong(shapes, out)
  const names = (parameters: readonly string[], result = 'result'): Names => ({
    inputs: shapes.flatMap((shape, k) => pathsOf(shape, parameters[k] ?? `a${k}`)),
    outputs: batch?.isEach ? pathsOfAll(out.shape, batch.size, result) : pathsOf(out.shape, result),
  })
  if (batch?.isEach) return { skeleton, names, ...endsOfAll(out, isValueAt, batch.size) }
  return { skeleton, names, build: builder(out.shape, isValueAt), write: writer(out.shape) }
}

/** What a program is, as text; `parameters` are the names of the function's own. */
export function explainVariant(
  { skeleton, executor, why, passes, wasm, parts, script, names }: Variant,
  parameters: readonly string[],
): string {
  const lines: string[] = []
  if (wasm) lines.push(`  module: ${wasm.length} bytes, ${parts} functions`)
  if (script) lines.push(script.text)
  else {
    const { program, nests } = made(skeleton)
    if (nests) lines.push(printLoops(program, nests, names(parameters)))
    else if (program.graph.length <= SCRIPT_NODES) lines.push(print(program))
  }
  return explained({ executor, why, passes, modes: skeleton.modes }, ...lines)
}

/** The stages of a program, as data; where its nodes were written if it can be recorded again. */
export function stagesOfVariant(
  { skeleton, executor, why, passes, wasm, script, names }: Variant,
  own: readonly string[],
  { parameters = own, result }: StageNames,
  again?: () => Recording,
): Stages {
  const { program, nests } = made(skeleton, script !== undefined)
  const stages = stagesOf(program, { executor, why, passes, bytes: wasm?.length ?? 0, nests }, names(parameters, result)) // prettier-ignore
  const written = again && writtenOf(program, skeleton, again)
  return written ? { ...stages, written } : stages
}

/** Whether what a fast program has computed follows from its arguments; undefined where it has no loops, and so the bits of an exact one. */
export function residualOfVariant(
  { skeleton, machine, names }: Variant,
  parameters: readonly string[],
): Verification | undefined {
  if (!machine || !skeleton.modes.isFast) return undefined
  const { program, nests } = made(skeleton)
  if (!nests) return undefined
  const { numbers, first } = residualOf(nests, machine.memory)
  if (!first) return { ok: true, numbers }
  const path = loopsOf(program, nests, names(parameters)).nameAt(first.place)
  return { ok: false, numbers, first: { path, eager: first.own, compiled: first.given } }
}

/** Where a result is to be written. */
export interface Target {
  readonly target: unknown
}
export function runScript(
  { call, into: write, arity }: Script,
  args: readonly unknown[],
  into: Target | undefined,
): unknown {
  if (args.length !== arity) return MISS
  return into === undefined ? call(...(args as never[])) : write(into.target, ...(args as never[]))
}

/** What a program gives for these arguments; MISS if its guards do not hold. */
export function attempt(
  { machine, script, guards, build, write }: Variant,
  input: Float64Array,
  args: readonly unknown[],
  into: Target | undefined,
): unknown {
  if (!machine) {
    const plain = (script as Script).call(...(args as never[]))
    return plain === MISS || into === undefined ? plain : copyInto(into.target, plain)
  }
  const { memory, layout } = machine
  memory.set(input)
  machine.run()
  if (guards > 0 && memory[layout.holds / 8] === 0) return MISS
  if (into === undefined) return build(memory, layout.outputs / 8)
  if (write(memory, layout.outputs / 8, into.target)) return into.target
  throw misfit()
}

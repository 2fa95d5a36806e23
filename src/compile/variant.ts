/** One compiled program: for one shape of arguments and one way through the branches. */
import { isValue } from '../engine/index.js'
import type { Frame } from '../transforms/frame.js'
import type { Shape } from '../transforms/tree.js'
import { print, type Program } from './graph.js'
import { machineOf, type Machine } from './machine.js'
import { pathsOf, printLoops, type Names } from './listing.js'
import type { NestProgram } from './nests.js'
import { builder, writer, type Build, type Write } from './signature.js'
import type { Skeleton } from './skeleton.js'
import { SCRIPT_NODES, scriptOf, type Script } from './source.js'
import { stagesOf, type StageNames, type Stages } from './stages.js'
import { Clock, explained, structureOf, type PassFigure } from './structure.js'

/** How a program is executed: as loops, over tables of indices, as one straight line, as JavaScript, or not compiled at all. */
export type Executor = 'nests' | 'table' | 'line' | 'js' | 'eager'

export interface Variant {
  readonly skeleton: Skeleton
  readonly program: Program
  readonly executor: Executor
  readonly why: string
  readonly script: Script | undefined
  readonly machine: Machine | undefined
  readonly wasm: Uint8Array<ArrayBuffer> | undefined
  readonly passes: readonly PassFigure[]
  readonly build: Build
  readonly write: Write
  readonly nests: NestProgram | undefined
  /** Functions of the module. */
  readonly parts: number
  readonly names: (parameters: readonly string[], result?: string) => Names
}

export function variantOf(skeleton: Skeleton, { args, out }: Pick<Frame, 'args' | 'out'>, began: number): Variant {
  const clock = new Clock(began)
  clock.note('recording', skeleton.length)
  const structure = structureOf(skeleton, clock)
  const { program } = structure
  const shapes = args.map(({ shape }) => shape)
  const isPlain = shapes.every((shape) => !hasModule(shape))
  // As from the function itself: of a Module's parameters Values are made.
  const isValueAt = out.leaves.map((x) => !isPlain && isValue(x))
  const shared = { skeleton, program, build: builder(out.shape, isValueAt), write: writer(out.shape) }
  const names = (parameters: readonly string[], result = 'result'): Names => ({
    inputs: shapes.flatMap((shape, k) => pathsOf(shape, parameters[k] ?? `a${k}`)),
    outputs: pathsOf(out.shape, result),
  })
  const { length } = program.graph
  if (length <= SCRIPT_NODES && isPlain) {
    const script = scriptOf({ ...program }, shapes, out.shape)
    if (script) {
      clock.note('JavaScript', length)
      const why = `${length} nodes: a call into WebAssembly costs more than they do`
      const none = { machine: undefined, wasm: undefined, nests: undefined }
      return { ...shared, ...none, names, executor: 'js', why, script, passes: clock.passes, parts: 1 }
    }
  }
  const { executor, why, bytes: wasm, parts, nests, ...code } = structure.code(clock)
  const machine = machineOf({ ...code, bytes: wasm, parts })
  clock.note('instance', parts)
  return { ...shared, names, executor, why, script: undefined, machine, wasm, passes: clock.passes, parts, nests }
}

const hasModule = (shape: Shape): boolean =>
  shape.kind === 'module' || (shape.kind !== 'number' && shape.children.some(hasModule))

/** What a program is, as text; `parameters` are the names of the function's own. */
export function explainVariant(
  { program, executor, why, passes, wasm, parts, script, nests, names }: Variant,
  parameters: readonly string[],
): string {
  const lines: string[] = []
  if (wasm) lines.push(`  module: ${wasm.length} bytes, ${parts} functions`)
  if (script) lines.push(script.text)
  else if (nests) lines.push(printLoops(program, nests, names(parameters)))
  else if (program.graph.length <= SCRIPT_NODES) lines.push(print(program))
  return explained({ executor, why, passes }, ...lines)
}

/** The stages of a program, as data. */
export function stagesOfVariant(
  { program, executor, why, passes, wasm, nests, names }: Variant,
  own: readonly string[],
  { parameters = own, result }: StageNames,
): Stages {
  return stagesOf(program, { executor, why, passes, bytes: wasm?.length ?? 0, nests }, names(parameters, result))
}

/** One compiled program: for one shape of arguments and one way through the branches. */
import { isValue } from '../engine/index.js'
import type { Frame } from '../transforms/frame.js'
import type { Shape } from '../transforms/tree.js'
import { print, type Program } from './graph.js'
import { choose } from './cost.js'
import { lineOf } from './line.js'
import { machineOf, type Machine } from './machine.js'
import { nestCodeOf } from './nest-code.js'
import { nestsOf, printNests, type NestProgram } from './nests.js'
import type { Reading } from './read.js'
import { builder, writer, type Build, type Write } from './signature.js'
import { simplify } from './simplify.js'
import { SCRIPT_NODES, scriptOf, type Script } from './source.js'

/** How a program is executed: as loops, over tables of indices, as one straight line, as JavaScript, or not compiled at all. */
export type Executor = 'nests' | 'table' | 'line' | 'js' | 'eager'

/** How long a pass took, in milliseconds, and what it left. */
export interface PassFigure {
  readonly pass: string
  readonly milliseconds: number
  readonly nodes: number
}

export interface Variant {
  readonly reading: Reading
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
}

export function variantOf(reading: Reading, frame: Frame, began: number): Variant {
  const args = frame.args.map(({ shape }) => shape)
  const out = frame.out.shape
  const passes: PassFigure[] = []
  let last = began
  const note = (pass: string, nodes: number): void => {
    const time = performance.now()
    passes.push({ pass, milliseconds: time - last, nodes })
    last = time
  }
  note('recording → graph and gradient', reading.graph.length)
  const program = simplify(reading)
  const { graph } = program
  note('simplify', graph.length)
  const isPlain = args.every((shape) => !hasModule(shape))
  // As from the function itself: of a Module's parameters Values are made.
  const isValueAt = frame.out.leaves.map((x) => !isPlain && isValue(x))
  const shared = { reading, program, build: builder(out, isValueAt), write: writer(out) }
  if (graph.length <= SCRIPT_NODES && isPlain) {
    const script = scriptOf({ ...program }, args, out)
    if (script) {
      note('JavaScript', graph.length)
      const why = `${graph.length} nodes: a call into WebAssembly costs more than they do`
      return {
        ...shared,
        executor: 'js',
        why,
        script,
        machine: undefined,
        wasm: undefined,
        passes,
        parts: 1,
        nests: undefined,
      }
    }
  }
  const nests = nestsOf(program)
  note('cells and nests', nests.nests.length)
  const { executor, why } = choose(program, nests)
  const compiled = executor === 'line' ? lineOf(program) : nestCodeOf(nests)
  note('WebAssembly', graph.length)
  const machine = machineOf(compiled)
  note('instance', graph.length)
  const { bytes: wasm, parts } = compiled
  return {
    ...shared,
    executor,
    why,
    script: undefined,
    machine,
    wasm,
    passes,
    parts,
    nests: executor === 'line' ? undefined : nests,
  }
}

const hasModule = (shape: Shape): boolean =>
  shape.kind === 'module' || (shape.kind !== 'number' && shape.children.some(hasModule))

/** What a program is, as text. */
export function explainVariant({ program, executor, why, passes, wasm, parts, script, nests }: Variant): string {
  const lines = [
    `executor ${executor}: ${why}`,
    ...passes.map(({ pass, milliseconds, nodes }) => `  ${pass}: ${nodes} nodes, ${milliseconds.toFixed(1)} ms`),
  ]
  if (wasm) lines.push(`  module: ${wasm.length} bytes, ${parts} functions`)
  if (script) lines.push(script.text)
  else if (nests) lines.push(printNests(nests))
  else if (program.graph.length <= SCRIPT_NODES) lines.push(print(program))
  return lines.join('\n')
}

/** Straight-line WebAssembly: every node once, in functions of bounded size; what is used in one function only stays in its locals. */
import { Body, F64, I32, Module } from './assembler.js'
import { functionAt, type Fn } from './functions.js'
import { INPUT, NUMBER, type Program } from './graph.js'
import { holdsNode } from './guards.js'
import { callImport, isSmall, keptParameters, KernelLibrary, writeKernel, writeSingle } from './kernel-code.js'
import { layoutOf, type Layout } from './layout.js'
import { EXACT, numberIn, precisionOf, type Modes, type Precision } from './modes.js'

/** A module, where its numbers lie, and what of JavaScript it calls. */
export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly layout: Layout
  readonly imports: readonly Fn[]
  readonly modes: Modes
  /** Functions that it consists of, kernels not counted. */
  readonly parts: number
}

/** Nodes a function; browsers take 50,000 locals and bodies of 7 MB, and compile small ones side by side. */
const PART = 1500
/** How deep expressions are nested in each other. */
const DEEP = 40

export function lineOf(program: Program): Compiled {
  return new Line(program).compiled()
}

class Line {
  private readonly module = new Module()
  private readonly library: KernelLibrary
  private readonly layout: Layout
  private readonly precision: Precision
  private readonly holds: number
  private readonly partOf: Int32Array
  private readonly uses: Int32Array
  /** How nodes are kept: 0 computed where they are used, 1 in a local, 2 in memory too. */
  private readonly kept: Uint8Array
  private readonly address: Int32Array
  private readonly imports: Fn[] = []
  private readonly importAt = new Map<number, number>()
  private readonly outputsOf = new Map<number, number[]>()
  private body = new Body([])
  private locals = new Map<number, number>()

  constructor(private readonly program: Program) {
    this.holds = holdsNode(program)
    const { graph } = program
    this.layout = layoutOf(program)
    this.precision = precisionOf(program.modes ?? EXACT)
    this.partOf = new Int32Array(graph.length)
    this.uses = new Int32Array(graph.length)
    this.kept = new Uint8Array(graph.length)
    this.address = new Int32Array(graph.length)
    this.split()
    this.library = new KernelLibrary(this.module, (this.keep() + 7) & ~7)
    this.declareImports()
  }

  private split(): void {
    const { graph } = this.program
    let part = 0
    let weight = 0
    for (let i = 0; i < graph.length; i++) {
      const fn = graph.functionAt(i)
      if (fn) weight += fn.isList ? graph.operandsOf(i).length : 1
      this.partOf[i] = part
      if (weight < PART) continue
      part++
      weight = 0
    }
  }

  /** Decides what is kept where; gives the first free byte. */
  private keep(): number {
    const { graph, outputs } = this.program
    const { kept, uses, partOf, address, layout } = this
    const { bytes } = this.precision
    const depth = new Int32Array(graph.length)
    const keep = (i: number, how: number): void => {
      if (graph.functionAt(i)) kept[i] = Math.max(kept[i] as number, how)
    }
    for (let i = 0; i < graph.length; i++) {
      const fn = graph.functionAt(i)
      if (!fn) continue
      const twice = fn.kernel && !fn.isList && isSmall(fn.kernel) ? keptParameters(fn.kernel) : []
      graph.operandsOf(i).forEach((operand, k) => {
        if (++(uses as Int32Array)[operand]! > 1 || twice[k] || fn.isList) keep(operand, 1)
        if (partOf[operand] !== partOf[i]) keep(operand, 2)
        if (kept[operand] === 0) depth[i] = Math.max(depth[i] as number, 1 + (depth[operand] as number))
      })
      if ((depth[i] as number) > DEEP) keep(i, 1)
    }
    outputs.forEach((i, k) => {
      keep(i, 1)
      this.outputsOf.set(i, [...(this.outputsOf.get(i) ?? []), bytes * (layout.outputs / 8 + k)])
    })
    if (this.holds >= 0) {
      keep(this.holds, 1)
      this.outputsOf.set(this.holds, [...(this.outputsOf.get(this.holds) ?? []), bytes * (layout.holds / 8)])
    }
    let top = bytes * (layout.rest / 8)
    for (let i = 0; i < graph.length; i++) {
      if (kept[i] !== 2) continue
      address[i] = top
      top += bytes
    }
    return top
  }

  private declareImports(): void {
    const { graph } = this.program
    for (let i = 0; i < graph.length; i++) {
      const fn = graph.functionAt(i)
      if (!fn || fn.kernel || this.importAt.has(fn.code)) continue
      const takes = fn.isList ? [I32] : Array.from(graph.operandsOf(i), () => F64)
      this.importAt.set(fn.code, this.module.import(fn.name, takes, [F64]))
      this.imports.push(fn)
    }
  }

  compiled(): Compiled {
    const { graph } = this.program
    const parts: number[] = []
    const finish = (): void => {
      if (this.body.length > 0) parts.push(this.module.add(this.body, []))
      this.body = new Body([])
      this.locals = new Map()
    }
    let part = 0
    for (let i = 0; i < graph.length; i++) {
      if (this.partOf[i] !== part) {
        finish()
        part = this.partOf[i] as number
      }
      this.statement(i)
    }
    finish()
    const run = new Body([])
    for (const index of parts) run.call(index)
    this.module.add(run, [], 'run')
    return {
      bytes: this.module.bytes(this.library.top),
      layout: this.layout,
      imports: this.imports,
      modes: this.program.modes ?? EXACT,
      parts: parts.length,
    }
  }

  private statement(i: number): void {
    const { body, kept, address } = this
    const { scalar, type } = this.precision
    const stored = this.outputsOf.get(i) ?? []
    if (kept[i] !== 0) {
      this.compute(i)
      const local = body.local(type)
      this.locals.set(i, local)
      body.set(local)
      if (kept[i] === 2)
        body
          .i32(0)
          .get(local)
          .memory(`${scalar}.store`, address[i] as number)
    }
    for (const at of stored) {
      body.i32(0)
      this.value(i)
      body.memory(`${scalar}.store`, at)
    }
  }

  /** Leaves the value of a node on the stack. */
  private value(i: number): void {
    const { body, kept, partOf, address, precision } = this
    const { graph } = this.program
    const { scalar, bytes, type } = precision
    const code = graph.code[i] as number
    const local = this.locals.get(i)
    if (local !== undefined) body.get(local)
    else if (code === NUMBER) numberIn(body, graph.data[i] as number, precision)
    else if (code === INPUT) body.i32(0).memory(`${scalar}.load`, bytes * (graph.data[i] as number))
    else if (kept[i] === 0) this.compute(i)
    else {
      // From another part.
      body.i32(0).memory(`${scalar}.load`, address[i] as number)
      if ((this.uses[i] as number) < 2 || partOf[i] === undefined) return
      const held = body.local(type)
      body.tee(held)
      this.locals.set(i, held)
    }
  }

  private compute(i: number): void {
    const { body, library } = this
    const fn = functionAt(this.program.graph.code[i] as number)
    const operands = this.program.graph.operandsOf(i)
    const { kernel } = fn
    const { precision } = this
    const parameters = Array.from(operands, (operand) => () => this.value(operand))
    if (kernel && !fn.isList) {
      if (precision.dtype === 'f32') writeSingle(library, body, kernel, parameters, precision)
      else if (isSmall(kernel)) writeKernel(library, body, kernel, parameters, Infinity)
      else {
        const index = library.function(kernel)
        for (const write of parameters) write()
        body.call(index)
      }
      return
    }
    callImport(body, this.importAt.get(fn.code) as number, fn.isList, parameters, precision, this.layout.lists)
  }
}

/** Many leaves as one row of numbers, copied run by run: leaves that were made one after the other lie side by side. */
import type { Chunk } from '../engine/chunk.js'
import type { Handle } from '../engine/index.js'
import { change } from '../engine/tape.js'

type Numbers = Float64Array | Float32Array

interface Run {
  readonly chunk: Chunk
  readonly from: number
  to: number
}

/** Copies between leaves and an array. */
export class Leaves {
  private readonly runs: Run[] = []
  /** When they were last set from here. */
  private setAt = -1
  constructor(handles: readonly Handle[]) {
    for (const { segment, index } of handles) {
      const last = this.runs.at(-1)
      if (last?.chunk === segment.chunk && last.to === index) last.to++
      else this.runs.push({ chunk: segment.chunk, from: index, to: index + 1 })
    }
  }
  /** How often it was said, of any leaf beside them, whether it requires a gradient: as long as this stays, so does what all of them require. */
  get turned(): number {
    let turned = 0
    for (const { chunk } of this.runs) turned += chunk.turned
    return turned
  }
  read(into: Numbers, at: number): void {
    let next = at
    for (const { chunk, from, to } of this.runs) {
      into.set(chunk.data.subarray(from, to), next)
      next += to - from
    }
  }
  readGradients(into: Numbers, at: number): void {
    let next = at
    for (const { chunk, from, to } of this.runs) {
      if (chunk.grad) into.set(chunk.grad.subarray(from, to), next)
      else into.fill(0, next, next + to - from)
      next += to - from
    }
  }
  /** Sets data, as by hand: what was computed from these leaves no longer fits them. */
  write(numbers: Numbers, at: number): void {
    const time = change()
    let next = at
    for (const { chunk, from, to } of this.runs) {
      chunk.data.set(numbers.subarray(next, next + to - from), from)
      chunk.changed ??= new Float64Array(chunk.capacity)
      // Whoever set one of them since has noted the same time.
      if (time !== this.setAt) chunk.changed.fill(time, from, to)
      next += to - from
    }
    this.setAt = time
  }
  writeGradients(numbers: Numbers, at: number): void {
    let next = at
    for (const { chunk, from, to } of this.runs) {
      chunk.gradients().set(numbers.subarray(next, next + to - from), from)
      next += to - from
    }
  }
  zeroGradients(): void {
    for (const { chunk, from, to } of this.runs) chunk.grad?.fill(0, from, to)
  }
}

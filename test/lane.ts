/** A lane for test files that fill the machine by themselves: one at a time of them, beside whatever else runs. */
import { ForksPoolWorker, type PoolOptions, type PoolWorker, type WorkerRequest } from 'vitest/node'

/** Files of the page that mostly wait by the clock: they need no turn. */
const idle = ['memory', 'train-memory', 'faults'].map((name) => `/test/page/${name}.test.ts`)
export const needsTurn = (file: string): boolean => !idle.some((name) => file.endsWith(name))

/** Settled when the one that was begun last is at its end. */
let free: Promise<void> = Promise.resolve()

/** A process of its own for each file, as ever; it waits with the file until it is its turn. */
class InTurn extends ForksPoolWorker {
  #end: () => void = () => {}
  #isOver = false

  override send(message: WorkerRequest): void {
    if (message.type === 'run' && message.context.files.some(({ filepath }) => needsTurn(filepath)))
      void this.#run(message)
    else {
      if (message.type === 'stop') this.#leave()
      super.send(message)
    }
  }

  override async stop(): Promise<void> {
    this.#leave()
    await super.stop()
  }

  async #run(message: WorkerRequest): Promise<void> {
    const before = free
    free = new Promise((resolve) => (this.#end = resolve))
    await before
    // Ended while it waited.
    if (this.#isOver) this.#end()
    else super.send(message)
  }

  #leave(): void {
    this.#isOver = true
    this.#end()
  }
}

export const oneAtATime = {
  name: 'one at a time',
  createPoolWorker: (options: PoolOptions): PoolWorker => new InTurn(options),
}

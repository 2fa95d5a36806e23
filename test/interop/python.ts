/** A Python with PyTorch, which takes longer to load than most programs to run: it is loaded once, and each program runs in a copy of that process. */
import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** How a program ended, and what it wrote. */
export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Python {
  /** Runs a program with these words, in a folder. */
  run(words: readonly string[], cwd?: string): Promise<Ran>
  close(): void
}

/** A Python with PyTorch; undefined where there is none. Debian's package is for Debian's Python, which need not be the first one on the path. */
export async function findPython(): Promise<Python | undefined> {
  for (const program of ['/usr/bin/python3', 'python3']) {
    const python = await started(program)
    if (python) return python
  }
  return undefined
}

async function started(program: string): Promise<Python | undefined> {
  const env = { ...process.env, OMP_NUM_THREADS: '1', CUDA_VISIBLE_DEVICES: '', PYTHONDONTWRITEBYTECODE: '1' }
  const child = spawn(program, [resolve('test/interop/forks.py')], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  // No such program, or one without PyTorch: it ends before it says anything.
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const { done } = await answers.next()
  return done ? undefined : talking(child, async () => (await answers.next()).value as string | undefined)
}

function talking({ stdin }: ChildProcess, answer: () => Promise<string | undefined>): Python {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(words, cwd = '.') {
      const ran = last.then(async () => {
        stdin!.write(`${JSON.stringify({ words, cwd: resolve(cwd) })}\n`)
        const line = await answer()
        if (line === undefined) throw new Error(`Python ended while it ran ${words.join(' ')} in ${cwd}`)
        return JSON.parse(line) as Ran
      })
      last = ran.catch(() => {})
      return ran
    },
    close: () => void stdin!.end(),
  }
}

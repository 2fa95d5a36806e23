/** Where PyTorch is installed, the fixtures that it wrote are computed anew: another version, another machine, the same numbers. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

// Debian's package is for Debian's Python, which need not be the first one on the path.
const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
)

describe.skipIf(python === undefined)('PyTorch on this machine gives what is written in', () => {
  test.each(['engine', 'sgd'])('fixtures/%s.json', { timeout: 120_000 }, (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'seegrad-pytorch-'))
    try {
      mkdirSync(join(folder, 'fixtures'))
      const script = resolve(`scripts/fixtures/${name}.py`)
      const { status, stderr } = spawnSync(python as string, [script], { cwd: folder, encoding: 'utf8' })
      expect(stderr + status).toMatch(/0$/)
      const [there, here] = [join(folder, 'fixtures', `${name}.json`), `fixtures/${name}.json`].map((file) =>
        numbersOf(JSON.parse(readFileSync(file, 'utf8'))),
      ) as [number[], number[]]
      expect(here.length).toBeGreaterThan(10)
      expect(there.length).toBe(here.length)
      here.forEach((x, k) => expect(Math.abs(there[k]! - x)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(x))))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

function numbersOf(x: unknown): number[] {
  if (typeof x === 'number') return [x]
  return typeof x === 'object' && x !== null ? Object.values(x).flatMap(numbersOf) : []
}

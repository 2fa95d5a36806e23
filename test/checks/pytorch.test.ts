/** Where PyTorch is installed, the fixtures that it wrote are computed anew, and what is exported is run, in one process and in two: another version, another machine, the same numbers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadSafetensors, type PyTorchTwin } from 'seegrad/interop'
import { Module } from 'seegrad/nn'
import { findPython } from '../interop/python.js'
import { answered, ours, unpacked, written } from '../interop/run-twins.js'
import { allOps, coarse, opTwins, printed, randomTwins, trained, twins } from '../interop/twins.js'
import { record } from '../record.js'
import { long, seed } from '../seed.js'

const python = await findPython()
afterAll(() => python?.close())

describe.skipIf(python === undefined)('PyTorch on this machine gives what is written in', () => {
  test.each(['engine', 'sgd'])('fixtures/%s.json', { timeout: 120_000 }, async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'seegrad-pytorch-'))
    try {
      mkdirSync(join(folder, 'fixtures'))
      const script = resolve(`scripts/fixtures/${name}.py`)
      const { status, stderr } = await python!.run([script], folder)
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

const off = (a: readonly number[], b: readonly number[]): number => {
  expect(a.length).toBe(b.length)
  const size = Math.max(1, ...b.map(Math.abs))
  return Math.max(0, ...a.map((x, k) => Math.abs(x - b[k]!) / size))
}

describe.skipIf(python === undefined)('PyTorch on this machine', () => {
  test('gets seegrad’s values, slopes, losses and trained weights of everything that is exported', { timeout: 300_000 }, async () => {
    const made = Object.entries(twins).map(([name, make]) => [name, make()] as const)
    const programs = Object.fromEntries(made.map(([name, twin]) => [name, printed(twin)]))
    const { of } = await answered(python!, programs)
    for (const [name, twin] of made) {
      const theirs = unpacked(of[name]!)
      const mine = ours(programs[name]!)
      if (twin.options.args) {
        expect(off([theirs.value], [mine.value]), `${name}`).toBeLessThanOrEqual(1e-12)
        expect(off(theirs.slopes, mine.slopes), `${name}`).toBeLessThanOrEqual(1e-12)
        expect(theirs.ends, `${name}`).toBe(0)
      }
      if (twin.steps === undefined) continue
      const { losses, weights } = trained(twin)
      expect(theirs.first, `${name}`).toBe(0)
      expect(off(theirs.losses, losses), `${name}`).toBeLessThanOrEqual(1e-12)
      expect(off(theirs.weights, weights), `${name}`).toBeLessThanOrEqual(1e-12)
    }
  })
  test(`gets seegrad’s values and slopes of every op, at points of seed ${seed}`, { timeout: 300_000 }, async () => {
    const exact = allOps.filter(({ name }) => !coarse.has(name))
    const programs = Object.fromEntries(exact.flatMap((op) => opTwins(op, seed, 4).map((twin, k) => [`${op.name}.${k}`, printed(twin)] as const)))
    const { of } = await answered(python!, programs)
    for (const [name, program] of Object.entries(programs)) {
      const [theirs, mine] = [unpacked(of[name]!), ours(program)]
      expect(off([theirs.value], [mine.value]), `${name}`).toBeLessThanOrEqual(1e-12)
      expect(off(theirs.slopes, mine.slopes), `${name}`).toBeLessThanOrEqual(1e-12)
    }
  })

  test(`gets seegrad’s values and slopes of random programs, of seed ${seed}`, { timeout: 300_000 }, async () => {
    const drawn = randomTwins(seed, long ? 400 : 16)
    const programs = Object.fromEntries(drawn.map((twin, k) => [`random.${k}`, printed(twin)]))
    const { of } = await answered(python!, programs)
    drawn.forEach(({ sizes }, k) => {
      const [theirs, mine] = [unpacked(of[`random.${k}`]!), ours(programs[`random.${k}`]!)]
      expect(off([theirs.value], [mine.value]), `program ${k}`).toBeLessThanOrEqual(1e-12)
      const apart = mine.slopes.map((slope, i) => Math.abs(slope - theirs.slopes[i]!) / Math.max(1, sizes[i]!))
      expect(Math.max(0, ...apart), `program ${k}`).toBeLessThanOrEqual(1e-12)
    })
  })

  /** Runs a training script, in so many processes. */
  async function run(folder: string, name: string, processes: number, ...words: readonly string[]): Promise<string> {
    // Debian 12’s torchrun falls over flags of its own that are not given.
    const spread = ['-m', 'torch.distributed.run', '-r', '1', '-t', '1', '--log_dir', join(folder, `logs-${processes}`), '--rdzv_backend=c10d', '--rdzv_endpoint=localhost:0', `--nproc_per_node=${processes}`]
    const { status, stdout, stderr } = await python!.run([...(processes > 1 ? spread : []), `train_${name}.py`, ...words], folder)
    expect(status, `${stderr}`).toBe(0)
    return stdout
  }
  const weightsIn = (file: string): number[] => [...loadSafetensors(readFileSync(file)).tensors.values()].flatMap(({ data }) => Array.from(data))
  const few = [['moons'], ['gpt', '--batch', '3'], ['yinYang', '--batch', '1']] as const
  // One of the three a day: each is five processes that load PyTorch.
  const spread: readonly (readonly [name: string, ...words: string[]])[] = long ? [...few, ['digits'], ['fit'], ['huber'], ['l1'], ['bce']] : [few[seed % few.length]!]
  const apart: number[] = []
  for (const [name, ...words] of spread)
    test(`trains ${[name, ...words].join(' ')} in two processes to the weights of one, which seegrad loads`, { timeout: 300_000 }, async () => {
      const twin = twins[name]!()
      await written({ [name]: printed(twin) }, async ([folder]) => {
        await run(folder!, name, 1, '--save', 'one.safetensors', ...words)
        await run(folder!, name, 2, '--save', 'two.safetensors', ...words)
        const [one, two] = ['one', 'two'].map((file) => weightsIn(join(folder!, `${file}.safetensors`))) as [number[], number[]]
        const before = weightsIn(join(folder!, `${name}.safetensors`))
        expect(off(one, before)).toBeGreaterThan(1e-4)
        apart.push(off(two, one))
        expect(off(two, one)).toBeLessThanOrEqual(1e-12)
        if (!(twin.subject instanceof Module)) return
        loadSafetensors(readFileSync(join(folder!, 'two.safetensors')), twin.subject)
        expect(twin.subject.parameters().map(({ data }) => data)).toEqual(two)
      })
    })
  test('all of them', () => {
    expect(apart.length).toBe(spread.length)
    record('Two processes of PyTorch beside one', { trainings: apart.length, 'largest distance of their weights': Math.max(...apart) })
  })
  test('goes on from a checkpoint to the same bits', { timeout: 300_000 }, async () => {
    const program: PyTorchTwin = printed(twins['mse']!())
    await written({ mse: program }, async ([folder]) => {
      const straight = await run(folder!, 'mse', 1, '--json', '--save', 'straight.safetensors')
      const first = await run(folder!, 'mse', 1, '--json', '--steps', '5', '--every', '5', '--save', 'kept.safetensors')
      const rest = await run(folder!, 'mse', 1, '--json', '--resume', 'kept.safetensors.pt', '--save', 'kept.safetensors')
      expect(first + rest).toBe(straight)
      expect(weightsIn(join(folder!, 'kept.safetensors'))).toEqual(weightsIn(join(folder!, 'straight.safetensors')))
    })
  })
  test('refuses weights that are damaged or another model’s', { timeout: 300_000 }, async () => {
    const [from, other] = [printed(twins['linear']!()), printed(twins['layer']!())]
    const damaged = from.weights.with(from.weights.length - 3, 7)
    const files = (weights: Uint8Array): PyTorchTwin => ({ ...from, files: new Map([...from.files, ['linear.safetensors', weights]]) })
    await written({ damaged: files(damaged), other: files(other.weights) }, async (folders) => {
      const said = await Promise.all(folders.map((folder) => python!.run(['linear.py'], folder)))
      expect(said.map(({ status }) => status)).toEqual([1, 1])
      expect(said[0]!.stderr).toContain('the checksum is wrong. Get the file anew.')
      expect(said[1]!.stderr).toContain('names or shapes of its weights are not those of the model')
    })
  })
}) // prettier-ignore

function numbersOf(x: unknown): number[] {
  if (typeof x === 'number') return [x]
  return typeof x === 'object' && x !== null ? Object.values(x).flatMap(numbersOf) : []
}

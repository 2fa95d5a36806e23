/** Trainings from the command line: what they learn, their files, and that one that was stopped goes on to the same bits. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSafetensors } from 'seegrad/interop'
import { PythonRandom } from 'seegrad/random'
import { record } from '../record.js'
import { long, seed } from '../seed.js'

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}
interface Printed {
  readonly steps: readonly { readonly step: number; readonly loss: number; readonly accuracy?: number }[]
  readonly samples?: readonly string[]
  readonly test?: { readonly accuracy: number }
}
const folder = mkdtempSync(join(tmpdir(), 'seegrad-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
})

function seegrad(words: readonly string[], node: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...node, 'dist/cli/main.js', ...words])
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text))
    child.on('close', (code, signal) => resolve({ code: code ?? -1, out, err: signal ? `${err}killed by ${signal}` : err }))
  })
} // prettier-ignore
const trained = async (...words: readonly string[]): Promise<Printed> => {
  const { code, out, err } = await seegrad(['train', ...words, '--json'])
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as Printed
}

describe('seegrad train names', () => {
  const fixture = JSON.parse(readFileSync('fixtures/microgpt.json', 'utf8')) as { losses: number[] }
  test('has PyTorch’s losses, whatever the number of steps, and makes up as many names as are asked for', async () => {
    const { steps, samples } = await trained('names', '--steps', '12', '--samples', '3')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, k) => k))
    expect(steps.filter(({ loss }, k) => !(Math.abs(loss - fixture.losses[k]!) <= 1e-12))).toEqual([])
    expect(samples?.length).toBe(3)
  })
  test('learns from a file of one’s own, blank lines passed over', async () => {
    writeFileSync(at('own.txt'), '\n anna \r\nhannah\n\nnan\n')
    const { steps, samples } = await trained('names', '--data', at('own.txt'), '--steps', '60', '--samples', '5')
    expect(steps.at(-1)!.loss).toBeLessThan(0.7 * steps[0]!.loss)
    expect(samples!.every((name) => /^[ahn]*$/.test(name))).toBe(true)
  })
})

describe('a training learns what it is for:', () => {
  const cases: readonly (readonly [string, number, readonly string[]])[] = [
    ['iris', 0.93, []],
    ...(long ? [['spirals', 1, []], ['yin-yang', 0.9, []], ['digits', 0.97, []]] as const : []),
    ['digits', 0.8, ['--steps', '60']],
  ] // prettier-ignore
  for (const [name, least, words] of cases)
    test(`${[name, ...words].join(' ')} answers ${100 * least} % of the test rightly`, async () => {
      const { steps, test } = await trained(name, ...words)
      expect(test!.accuracy).toBeGreaterThanOrEqual(least)
      expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss)
    })
})

describe('a training that is saved and resumed ends with the bits of one that never stopped:', () => {
  const cases = { moons: ['12', '5'], iris: ['9', '4'], digits: ['50', '46'], names: ['9', '4'] } as const
  for (const [name, [all, first]] of Object.entries(cases))
    test(name, async () => {
      const [whole, half, rest] = ['whole', 'half', 'rest'].map((part) => at(`${name}-${part}`)) as [string, string, string] // prettier-ignore
      const at42 = ['--seed', '42', '--samples', '0']
      const once = await trained(name, '--steps', all, '--save', whole, ...at42)
      await trained(name, '--steps', first, '--save', half, ...at42)
      const again = await trained(name, '--steps', all, '--resume', half, '--save', rest, '--samples', '0')
      expect(again.steps).toEqual(once.steps.slice(Number(first)))
      expect(readFileSync(rest).equals(readFileSync(whole))).toBe(true)
      const { tensors } = loadSafetensors(readFileSync(rest))
      expect([...tensors.keys()].some((key) => key.startsWith('optimizer.'))).toBe(name !== 'moons')
    })
})

test('Ctrl-C keeps the model and says how to go on', async () => {
  const path = at('stopped')
  const stop = "process.on('newListener', (name) => name === 'SIGINT' && setTimeout(() => process.kill(process.pid, name), 900))" // prettier-ignore
  const { code, out, err } = await seegrad(['train', 'iris', '--steps', '100000', '--save', path], ['--import', `data:text/javascript,${encodeURIComponent(stop)}`]) // prettier-ignore
  expect([code, out]).toEqual([130, ''])
  const [, steps] = /^Stopped after (\d+) of 100000 steps\. They are in \S+: --resume \S+ goes on\.\n$/.exec(err) ?? []
  const { metadata } = loadSafetensors(readFileSync(path))
  expect([metadata.get('task'), metadata.get('step')]).toEqual(['iris', steps])
})

test('a file is the old one or the new one, whenever its writer is killed between opening and renaming', async () => {
  const wanted = long ? 1000 : 100
  const random = new PythonRandom(seed)
  // Files of the same name and another length, full of 1 or of 2, written in turn as fast as the disk lets them.
  const writer = `
    import { writeWhole } from ${JSON.stringify(join(process.cwd(), 'dist/cli/whole-file.js'))}
    const files = [1, 2].map((x) => Buffer.alloc(x * 1e6, x))
    for (let k = 0; ; k++) writeWhole(process.argv[1], files[k % 2])`
  let [killed, between] = [0, 0]
  const kill = async (path: string): Promise<void> => {
    const beside = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith(`${basename(path)}.`))
    const child = spawn(process.execPath, ['--input-type=module', '--eval', writer, path])
    // From the moment on that it has opened its first file or one of the next, a random while more.
    while (beside().length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    if (random.random() < 0.2) await new Promise((resolve) => setTimeout(resolve, random.uniform(0, 9)))
    else for (const end = performance.now() + random.uniform(0, 1); performance.now() < end;);
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
    killed++
    const found = readFileSync(path)
    expect([1, 2].filter((x) => found.equals(Buffer.alloc(x * 1e6, x)))).toHaveLength(1)
    // What was being written lies beside the file just when the kill came before the renaming.
    if (beside().length > 0) between++
    for (const name of beside()) rmSync(at(name))
  }
  const killing = async (path: string): Promise<void> => {
    writeFileSync(path, Buffer.alloc(1e6, 1))
    while (between < wanted) await kill(path)
  }
  await Promise.all(['killed-1', 'killed-2'].map((name) => killing(at(name))))
  record('Writers killed', { kills: killed, 'between opening and renaming': between, 'files lost or torn': 0 })
})

describe('seegrad sample', () => {
  beforeAll(async () => {
    await trained('names', '--steps', '5', '--save', at('names'), '--samples', '0')
    await trained('moons', '--steps', '1', '--save', at('moons'))
  })
  test('makes up names, the same for the same seed', async () => {
    const [one, two, other] = await Promise.all(['1', '1', '2'].map((seed) => seegrad(['sample', at('names'), '--samples', '4', '--seed', seed]))) // prettier-ignore
    expect([one!.code, one!.err, one!.out.trimEnd().split('\n').length]).toEqual([0, '', 4])
    expect(two).toEqual(one)
    expect(other!.out).not.toBe(one!.out)
  })
  test('prints one object by --json', async () => {
    const { out } = await seegrad(['sample', at('names'), '--json', '--samples', '2'])
    expect((JSON.parse(out) as Printed).samples?.length).toBe(2)
  })
  test('refuses a temperature of 0', async () => {
    const { code, err } = await seegrad(['sample', at('names'), '--temperature', '0'])
    expect([code, err.split('\n')[0]]).toEqual([2, "error: option '--temperature <number>' argument '0' is invalid. A number above 0 is allowed."]) // prettier-ignore
  })
})

describe('work that fails says why, with code 1:', () => {
  const broken = at('broken')
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['a file that is not there', ['train', 'names', '--data', at('none')], 'was not read: ENOENT'],
    ['a file without names', ['train', 'names', '--data', at('empty')], 'the data has no name; at least one is needed, each on a line of its own.'],
    ['data that is no text', ['train', 'names', '--data', at('bytes')], 'A text file with one name a line is allowed.'],
    ['a damaged model', ['sample', broken], 'was not loaded: the checksum is wrong'],
    ['a model of other work', ['sample', at('moons')], 'is a training of moons; one of names is allowed'],
    ['a file that is no training', ['train', 'moons', '--resume', at('plain')], 'holds no training of seegrad'],
    ['a resumption of other work', ['train', 'iris', '--resume', at('moons')], 'is a training of moons with seed 1337; go on with these, or leave --resume out.'],
    ['a resumption with another seed', ['train', 'moons', '--resume', at('moons'), '--seed', '3'], 'is a training of moons with seed 1337'],
    ['a resumption that has no step left', ['train', 'moons', '--resume', at('moons'), '--steps', '1'], 'has taken 1 steps of 1 already; ask for more by --steps.'],
    ['a resumption on other data', ['train', 'names', '--resume', at('names'), '--data', at('own.txt')], 'was trained otherwise: its alphabet is another. Give the same --data and --steps as before.'],
    ['a resumption over more steps than the rate falls', ['train', 'names', '--resume', at('names'), '--steps', '2000'], 'was trained otherwise: its number of steps is another.'],
    ['a folder that is not there', ['train', 'moons', '--steps', '1', '--save', at('no/where')], 'was not written: ENOENT'],
  ] // prettier-ignore
  beforeAll(async () => {
    writeFileSync(at('empty'), '\n \n')
    writeFileSync(at('bytes'), Uint8Array.of(0xff, 0xfe))
    writeFileSync(at('own.txt'), 'anna\n')
    const { saveSafetensors } = await import('seegrad/interop')
    writeFileSync(at('plain'), saveSafetensors(new Map([['a', { shape: [], data: Float64Array.of(1) }]])))
    await trained('moons', '--steps', '1', '--save', at('moons'))
    await trained('names', '--steps', '1', '--save', at('names'), '--samples', '0')
    const bytes = readFileSync(at('names'))
    bytes[bytes.length - 9]! ^= 16
    writeFileSync(broken, bytes)
  })
  for (const [what, words, says] of cases)
    test(what, async () => {
      const { code, out, err } = await seegrad(words)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain('error: ')
      expect(err).toContain(says)
    })
  test('--data for what takes none, with code 2', async () => {
    const { code, err } = await seegrad(['train', 'moons', '--data', 'x'])
    expect([code, err.split('\n')[0]]).toEqual([2, 'error: moons takes no --data: its points are drawn from --seed. Only names do.']) // prettier-ignore
  })
})

/** Trainings from the command line: what they learn, their files, and that one that was stopped goes on to the same bits. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSafetensors } from 'seegrad/interop'
import { PythonRandom } from 'seegrad/random'
import { record } from '../record.js'
import { count, long, seed } from '../seed.js'
import { build, here, seegrad, type Ended } from './seegrad.js'

interface Printed {
  readonly steps: readonly { readonly step: number; readonly loss: number; readonly accuracy?: number }[]
  readonly samples?: readonly string[]
  readonly test?: { readonly accuracy: number } | { readonly rmse: number }
}
const folder = mkdtempSync(join(tmpdir(), 'seegrad-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(build)

/** Points near the origin and far from it, the kind between their coordinates. */
function tableOf(rows: number): string {
  const random = new PythonRandom(1)
  const points = Array.from({ length: rows }, () => [random.uniform(0, 2), random.uniform(0, 2)] as const)
  return `x,kind,y\n${points.map(([x, y]) => `${x},${x * x + y * y > 2 ? 'far' : 'near'},${y}`).join('\n')}\n`
}
/** From so many steps on they are compiled meanwhile, in threads that only the built program has. */
const COMPILED = 50
/** What a training prints: in a process of its own, or here, where that makes no difference. */
const trained = async (...words: readonly string[]): Promise<Printed> => {
  const isShort = Number(words[words.indexOf('--steps') + 1]) < COMPILED
  const { code, out, err } = await (isShort ? here : seegrad)(['train', ...words, '--json'])
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
  // The commands of docs/training.md, and shorter ones of them for every day.
  const whole: readonly (readonly [string, number, readonly string[]])[] = [['moons', 1, []], ['iris', 0.93, []], ['spirals', 1, []], ['yin-yang', 0.95, []], ['digits', 0.97, []]] // prettier-ignore
  const short: readonly (readonly [string, number, readonly string[]])[] = [['iris', 0.93, []], ['spirals', 0.9, ['--steps', '120']], ['yin-yang', 0.75, ['--steps', '60']], ['digits', 0.8, ['--steps', '60']]] // prettier-ignore
  for (const [name, least, words] of long ? whole : short)
    test(`${[name, ...words].join(' ')} answers ${100 * least} % of the test rightly`, async () => {
      const started = performance.now()
      const { steps, test } = await trained(name, ...words)
      const seconds = Math.round((performance.now() - started) / 100) / 10
      const accuracy = test && 'accuracy' in test ? test.accuracy : steps.at(-1)!.accuracy!
      expect(accuracy).toBeGreaterThanOrEqual(least)
      expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 2)
      const [from, to] = [steps[0]!, steps.at(-1)!].map(({ loss }) => loss.toPrecision(3)) as [string, string]
      if (long) record('Trainings', { training: `seegrad train ${name}, ${steps.length} steps`, outcome: `loss ${from} → ${to}, ${(100 * accuracy).toFixed(1)} % ${test ? 'of the test' : 'of the points'}`, seconds }) // prettier-ignore
    })
})

describe('a training that is saved and resumed ends with the bits of one that never stopped:', () => {
  const cases = { moons: ['12', '5'], iris: ['50', '46'], digits: ['9', '4'], names: ['9', '4'] } as const
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

describe('Ctrl-C keeps the model and says how to go on, to the bits of a training that was never stopped:', () => {
  // The program believes that somebody watches it, and so shows its progress: at its second step it is sent the signal, from outside.
  const watched = "Object.defineProperty(process.stderr, 'isTTY', { value: true })"
  function stopped(...words: readonly string[]): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(watched)}`, 'dist/cli/main.js', ...words], { env: { ...process.env, TERM: 'xterm' } }) // prettier-ignore
      let [out, err] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
      child.stderr.setEncoding('utf8').on('data', (text) => {
        if (!child.killed && (err += text).split('\r').length > 2) child.kill('SIGINT')
        else if (child.killed) err += text
      })
      child.on('close', (code) => resolve({ code: code ?? -1, out, err: err.split('\r\u001b[K').at(-1)! }))
    })
  }
  const cases: readonly (readonly string[])[] = [
    ['moons', '--steps', '100000'],
    ['spirals', '--steps', '100000'],
    ['yin-yang', '--steps', '100000', '--lr', '0.02'],
    ['iris', '--steps', '100000'],
    ['digits', '--steps', '100000'],
    ['names', '--samples', '0'],
    ['csv', '--data', at('wide.csv'), '--hidden', '32,32', '--target', 'kind'],
  ]
  beforeAll(() => writeFileSync(at('wide.csv'), tableOf(200)))
  for (const words of cases)
    test(words[0]!, async () => {
      const [path, rest, whole] = ['stopped', 'rest', 'whole'].map((part) => at(`${words[0]!}-${part}`)) as [string, string, string] // prettier-ignore
      const { code, out, err } = await stopped('train', ...words, '--save', path)
      expect([code, out]).toEqual([130, ''])
      const [, done = '', total] = new RegExp(`^Stopped after (\\d+) of (\\d+) steps\\. They are in ${path}: seegrad train ${words[0]!} --resume ${path} --save ${path} goes on\\.\n$`).exec(err) ?? [] // prettier-ignore
      const { metadata } = loadSafetensors(readFileSync(path))
      expect([metadata.get('task'), metadata.get('step'), metadata.get('steps')]).toEqual([words[0], done, total])
      // Words that a file keeps need not be said again; the data must be.
      const data = words.includes('--data') ? ['--data', at('wide.csv')] : []
      const steps = ['--steps', String(Number(done) + 3)]
      const again = await trained(words[0]!, ...data, ...steps, '--resume', path, '--save', rest, '--samples', '0')
      const once = await trained(...words, ...steps, '--save', whole)
      expect(again.steps).toEqual(once.steps.slice(Number(done)))
      expect(again.steps).toHaveLength(3)
      expect(readFileSync(rest).equals(readFileSync(whole))).toBe(true)
    })
})

test('a file is the old one or the new one, whenever its writer is killed between opening and renaming', async () => {
  const wanted = count(1000)
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
    for (;;) {
      await kill(path)
      if (between >= wanted) return
    }
  }
  await Promise.all(['killed-1', 'killed-2'].map((name) => killing(at(name))))
  record('Writers killed', { kills: killed, 'between opening and renaming': between, 'files lost or torn': 0 })
})

describe('a table of one’s own', () => {
  const [csvs, quantities] = [at('kinds.csv'), at('quantities.csv')]
  beforeAll(() => {
    writeFileSync(csvs, tableOf(200))
    const random = new PythonRandom(2)
    const rows = Array.from({ length: 200 }, () => [random.uniform(0, 5), random.uniform(0, 5)] as const)
    writeFileSync(
      quantities,
      `x;y;z\n${rows.map(([x, y]) => `${x};${y};${(100 + 3 * x - 2 * y).toFixed(3)}`).join('\n')}\n`,
    )
  })
  test('is learned, kept, and its model answers new rows by the names of their columns', async () => {
    const { test } = await trained('csv', '--data', csvs, '--target', 'kind', '--save', at('kinds'))
    expect('accuracy' in test! && test.accuracy).toBeGreaterThanOrEqual(0.9)
    writeFileSync(at('new.csv'), 'note,y,x\nfirst,1.9,1.8\nsecond,0.1,0.2\n')
    const { out } = await here(['predict', at('kinds'), '--data', at('new.csv')])
    expect(out).toMatch(/^row +kind +sure\n1 +far +\d+\.\d %\n2 +near +\d+\.\d %\n$/)
    const { answers } = JSON.parse((await here(['predict', at('kinds'), '--data', at('new.csv'), '--json'])).out) as { answers: { answer: string; share: number }[] } // prettier-ignore
    expect(answers.map(({ answer }) => answer)).toEqual(['far', 'near'])
    expect(answers.every(({ share }) => share > 0.5 && share <= 1)).toBe(true)
  })
  test('may have quantities to be answered, in units of their own', async () => {
    const { test, steps } = await trained(
      'csv',
      '--data',
      quantities,
      '--separator',
      ';',
      '--hidden',
      '8',
      '--save',
      at('z'),
    )
    expect('rmse' in test! && test.rmse).toBeLessThan(0.5)
    expect(steps.every(({ accuracy }) => accuracy === undefined)).toBe(true)
    writeFileSync(at('xy'), '1;1\n4;2\n')
    const { out } = await here(['predict', at('z'), '--data', at('xy'), '--separator', ';', '--no-header', '--json'])
    const { answers } = JSON.parse(out) as { answers: { answer: number }[] }
    expect(answers.map(({ answer }, k) => Math.abs(answer - [101, 108][k]!) < 1)).toEqual([true, true])
  })
  test('may have numbers for names of classes', async () => {
    writeFileSync(at('numbers'), tableOf(60).replaceAll('far', '7').replaceAll('near', '-1'))
    const { steps } = await trained(
      'csv',
      '--data',
      at('numbers'),
      '--target',
      'kind',
      '--classes',
      '--steps',
      '5',
      '--save',
      at('seven'),
    )
    expect(steps[0]!.accuracy).toBeTypeOf('number')
    const { out } = await here(['predict', at('seven'), '--data', at('numbers')])
    expect(
      Array.from(out.matchAll(/^\d+ +(\S+)/gm), ([, kind]) => kind).every((kind) => kind === '7' || kind === '-1'),
    ).toBe(true)
  })
})

test('a training says where its model is, what to do with it there, and when it was not kept', async () => {
  const { out } = await here(['train', 'iris', '--steps', '2', '--save', at('said')])
  expect(out).toContain(
    `\nThe model is in ${at('said')}. seegrad predict ${at('said')} --data FILE answers the rows of a table.\n`,
  )
  const resumed = await here(['train', 'iris', '--steps', '4', '--resume', at('said')])
  expect(resumed.out).toContain(`\n${at('said')} is as it was: --save FILE keeps what was learned since.\n`)
})

describe('seegrad sample', () => {
  beforeAll(async () => {
    await trained('names', '--steps', '5', '--save', at('names'), '--samples', '0')
    await trained('moons', '--steps', '1', '--save', at('moons'))
  })
  test('makes up names, the same for the same seed', async () => {
    const [one, two, other] = await Promise.all(['1', '1', '2'].map((seed) => here(['sample', at('names'), '--samples', '4', '--seed', seed]))) // prettier-ignore
    expect([one!.code, one!.err, one!.out.trimEnd().split('\n').length]).toEqual([0, '', 4])
    expect(two).toEqual(one)
    expect(other!.out).not.toBe(one!.out)
  })
  test('prints one object by --json', async () => {
    const { out } = await here(['sample', at('names'), '--json', '--samples', '2'])
    expect((JSON.parse(out) as Printed).samples?.length).toBe(2)
  })
  test('refuses a temperature of 0', async () => {
    const { code, err } = await here(['sample', at('names'), '--temperature', '0'])
    expect([code, err.split('\n')[0]]).toEqual([2, "error: option '--temperature <number>' argument '0' is invalid. A number above 0 is allowed."]) // prettier-ignore
  })
})

describe('work that fails says why, with code 1:', () => {
  const broken = at('broken')
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['a file that is not there', ['train', 'names', '--data', at('none')], 'was not read: ENOENT'],
    ['a file without names', ['train', 'names', '--data', at('empty')], 'the file has no name; at least one is needed, each on a line of its own.'],
    ['data that is no text', ['train', 'names', '--data', at('bytes')], 'A text file is allowed, in UTF-8.'],
    ['a damaged model', ['sample', broken], 'was not loaded: the checksum is wrong'],
    ['a model of other work', ['sample', at('moons')], 'is a training of moons; one of names is allowed'],
    ['a file that is no training', ['train', 'moons', '--resume', at('plain')], 'holds no training of seegrad'],
    ['a resumption of other work', ['train', 'iris', '--resume', at('moons')], 'is a training of moons with seed 1337; go on with these, or leave --resume out.'],
    ['a resumption with another seed', ['train', 'moons', '--resume', at('moons'), '--seed', '3'], 'is a training of moons with seed 1337'],
    ['a resumption that has no step left', ['train', 'moons', '--resume', at('moons'), '--steps', '1'], 'has taken 1 steps of 1 already; ask for more by --steps.'],
    ['a resumption on other data', ['train', 'names', '--resume', at('names'), '--steps', '2', '--data', at('own.txt')], 'was trained otherwise: its alphabet is another. Give the same --data as before.'],
    ['a resumption over more steps than the rate falls', ['train', 'names', '--resume', at('names'), '--steps', '2000'], 'was trained otherwise: its learning rate falls over 1000 steps, and with these --steps over 2000. Begin anew, without --resume.'],
    ['a resumption at another rate', ['train', 'moons', '--resume', at('moons'), '--steps', '3', '--lr', '0.5'], 'was trained otherwise: --lr was not given.'],
    ['a resumption on another table', ['train', 'csv', '--resume', at('kinds'), '--steps', '401', '--data', at('far.csv')], 'its learning rate falls over 400 steps, and with these --steps over 401'],
    ['a ragged table', ['train', 'csv', '--data', at('ragged')], 'ragged: line 3 has 2 fields; 3 are allowed, as many as line 1 has. Is a separator missing?'],
    ['NaN in a table', ['train', 'csv', '--data', at('nan')], 'nan: line 3, b: the string "NaN" is no finite number. Leave the row out, or put a number there.'],
    ['a target that is no column', ['train', 'csv', '--data', at('far.csv'), '--target', 'z'], 'far.csv: target is the string "z"; a column is allowed: x, kind, y, or its place from 0 to 2.'],
    ['a table of one column', ['train', 'csv', '--data', at('far.csv'), '--separator', ';'], 'the table has the one column x,kind,y; at least one is needed beside what is to be answered.'],
    ['a table of four rows', ['train', 'csv', '--data', at('four')], 'the table has 4 rows; at least 5 are needed'],
    ['a class that is always the same', ['train', 'csv', '--data', at('same')], 'b is always x; at least two classes are needed to tell apart.'],
    ['classes that never come again', ['train', 'csv', '--data', at('other')], 'b is another in every row; classes that come again are needed.'],
    ['rows without a column of the model', ['predict', at('kinds'), '--data', at('four')], 'The model looks at x, y.'],
    ['a model that answers no tables', ['predict', at('moons'), '--data', at('four')], 'is a training of moons, which does not answer tables.'],
    ['a rate at which it diverges', ['train', 'moons', '--lr', '1e200'], 'the loss became NaN at step 1, and no number after it would mean anything. Infinity was born in mul'],
    ['a folder for a file', ['train', 'moons', '--save', folder], 'could not be written: it is a folder. Nothing was trained yet.'],
    ['a folder that is not there', ['train', 'moons', '--steps', '1', '--save', at('no/where')], 'could not be written: ENOENT'],
  ] // prettier-ignore
  beforeAll(async () => {
    writeFileSync(at('empty'), '\n \n')
    writeFileSync(at('bytes'), Uint8Array.of(0xff, 0xfe))
    writeFileSync(at('own.txt'), 'anna\n')
    writeFileSync(at('ragged'), 'a,b,c\n1,2,x\n3,4\n')
    writeFileSync(at('nan'), 'a,b,c\n1,2,x\n3,NaN,y\n')
    writeFileSync(at('four'), 'a,b\n1,2\n1,2\n1,2\n1,2\n')
    writeFileSync(at('same'), `a,b\n${'1,x\n'.repeat(6)}`)
    writeFileSync(at('other'), `a,b\n${Array.from('abcdef', (letter) => `1,${letter}\n`).join('')}`)
    writeFileSync(at('far.csv'), tableOf(30))
    await trained('csv', '--data', at('far.csv'), '--target', 'kind', '--steps', '1', '--save', at('kinds'))
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
      const { code, out, err } = await here(words)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain('error: ')
      expect(err).toContain(says)
    })
  const words: readonly (readonly [string, readonly string[], string])[] = [
    ['--data for what takes none', ['moons', '--data', 'x'], 'error: moons takes no --data: it is drawn from --seed or comes with seegrad. names and csv do.'],
    ['--target for what is no table', ['names', '--target', 'x'], 'error: names takes no --target. Only csv does.'],
    ['a table that is not given', ['csv'], 'error: csv needs --data FILE: a table whose last column, or the one that --target names, is to be answered from the others.'],
    ['a rate of ∞', ['moons', '--lr', 'Infinity'], "error: option '--lr <number>' argument 'Infinity' is invalid. A finite number above 0 is allowed."],
    ['a layer of no units', ['csv', '--hidden', '8,0'], "error: option '--hidden <sizes>' argument '8,0' is invalid. A whole number from 1 up is allowed."],
    ['a file for a data set', ['flowers.csv'], "error: unknown data set 'flowers.csv'.\n(Did you mean csv --data flowers.csv?)"],
  ] // prettier-ignore
  for (const [what, said, says] of words)
    test(`${what}, with code 2`, async () => {
      const { code, out, err } = await here(['train', ...said])
      expect([code, out, err]).toEqual([2, '', `${says}\n(seegrad train --help says more.)\n`])
    })
})

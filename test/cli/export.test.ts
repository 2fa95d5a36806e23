/** `seegrad export`: a trained model as a program for PyTorch, with its weights, its data and its script. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSafetensors, saveSafetensors } from 'seegrad/interop'
import { findPython } from '../interop/python.js'
import { build, here, seegrad } from './seegrad.js'

const folder = mkdtempSync(join(tmpdir(), 'seegrad-export-'))
const at = (...names: string[]): string => join(folder, ...names)
afterAll(() => rmSync(folder, { recursive: true }))

const models = ['moons', 'yin-yang', 'digits', 'names']
beforeAll(async () => {
  await build()
  for (const name of models) await here(['train', name, '--steps', '6', '--save', at(`${name}.safetensors`)])
  writeFileSync(at('own.txt'), 'anna\nhannah\nnan\n')
  await here(['train', 'names', '--data', at('own.txt'), '--steps', '3', '--save', at('own.safetensors')])
})

const python = await findPython()
afterAll(() => python?.close())
/** Where PyTorch is, the program says itself whether it has seegrad's numbers. */
async function judged(where: string, program: string, ...words: readonly string[]): Promise<void> {
  if (python === undefined) return
  const { status, stdout, stderr } = await python.run([program, ...words], where)
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^seegrad \S+\nPyTorch \S+\n\d+ slopes, at most \S+ apart\n$/)
}

describe('a model of', () => {
  for (const model of models)
    test(model, async () => {
      const name = model.replace('-', '_')
      const out = at(`${name}-pytorch`)
      const {
        code,
        out: printed,
        err,
      } = await seegrad(['export', at(`${model}.safetensors`), '--to', 'pytorch', '-o', out])
      expect([code, err]).toEqual([0, ''])
      const files = [`${name}.py`, `${name}.safetensors`, `${name}.data.safetensors`, `train_${name}.py`]
      expect(printed.trim().split('\n')).toEqual(files.map((file) => join(out, file)))
      expect(readdirSync(out).toSorted()).toEqual(files.toSorted())
      // The weights are those of the model, without what its optimiser remembered, and say where they come from.
      const from = loadSafetensors(readFileSync(at(`${model}.safetensors`)))
      const to = loadSafetensors(readFileSync(join(out, `${name}.safetensors`)))
      expect([...to.tensors]).toEqual([...from.tensors].filter(([key]) => !key.startsWith('optimizer.')))
      const said = ({ metadata }: typeof to): unknown =>
        [...metadata].filter(([key]) => key !== 'seegrad.crc32').toSorted()
      expect(said(to)).toEqual(said(from))
      await judged(out, `${name}.py`)
      await judged(out, `train_${name}.py`, '--check')
    })
  test('names speaks from its exported weights as from its own', async () => {
    const [one, two] = await Promise.all(
      [at('names.safetensors'), at('names-pytorch', 'names.safetensors')].map((file) => here(['sample', file, '--samples', '4'])),
    )
    expect(two).toEqual(one)
  }) // prettier-ignore
  test('names that learned from a file of one’s own is exported with that file', async () => {
    const words = ['export', at('own.safetensors'), '--to', 'pytorch', '-o', at('own'), '--name', 'own', '--json']
    expect((await seegrad(words)).err).toContain('was trained otherwise: its alphabet is another. Give the same --data')
    const { code, out } = await seegrad([...words, '--data', at('own.txt')])
    expect([code, JSON.parse(out)]).toEqual([0, { folder: at('own'), files: ['own.py', 'own.safetensors', 'own.data.safetensors', 'train_own.py'] }]) // prettier-ignore
    await judged(at('own'), 'train_own.py', '--check')
  })
})

test('a model of one’s own table is exported with it, whatever it was told', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `${k};${(k * 7) % 5};${3 * k + 1}`)
  writeFileSync(at('own.csv'), ['a;b;c', ...rows, ''].join('\n'))
  for (const [name, words] of [['quantity', []], ['classes', ['--target', 'b', '--classes', '--hidden', '4']]] as const) {
    const file = at(`${name}.safetensors`)
    await here(['train', 'csv', '--data', at('own.csv'), '--separator', ';', ...words, '--steps', '3', '--save', file])
    const { code, out } = await seegrad(['export', file, '--to', 'pytorch', '--data', at('own.csv'), '-o', at(name), '--json'])
    expect([code, JSON.parse(out)]).toEqual([0, { folder: at(name), files: ['my_csv.py', 'my_csv.safetensors', 'my_csv.data.safetensors', 'train_my_csv.py'] }])
    await judged(at(name), 'train_my_csv.py', '--check')
  }
  const { code, err } = await seegrad(['export', at('quantity.safetensors'), '--to', 'pytorch'])
  expect([code, err.split('\n')[0]]).toEqual([2, 'error: csv needs --data FILE: the table that it was trained on.'])
}) // prettier-ignore

describe('what is wrong ends with a reason and what to do:', () => {
  const model = at('moons.safetensors')
  const bare = at('bare.safetensors')
  beforeAll(() => {
    writeFileSync(at('cut.safetensors'), readFileSync(model).subarray(0, 500))
    writeFileSync(bare, saveSafetensors(new Map([['w', { shape: [1], data: Float64Array.of(1) }]])))
    const metadata = { task: '__proto__', seed: '1', step: '1', steps: '1' }
    writeFileSync(at('strange.safetensors'), saveSafetensors(new Map(), { metadata }))
  })
  const cases: readonly (readonly [what: string, words: readonly string[], code: number, says: string])[] = [
    ['no place', [model], 2, "required option '--to <place>' not specified"],
    ['a place misspelt', [model, '--to', 'pytorhc'], 2, "unknown place 'pytorhc'. Allowed: pytorch.\n(Did you mean pytorch?)"],
    ['an option misspelt', [model, '--to', 'pytorch', '--nmae', 'x'], 2, "unknown option '--nmae'\n(Did you mean --name?)"],
    ['a name with a blank', [model, '--to', 'pytorch', '--name', 'my moons'], 2, 'A name that Python can import is allowed: letters, digits and _, none of its own words and modules.'],
    ['a word of Python', [model, '--to', 'pytorch', '--name', 'class'], 2, 'A name that Python can import is allowed'],
    ['no such file', [at('none.safetensors'), '--to', 'pytorch'], 1, 'was not loaded: ENOENT'],
    ['a file cut short', [at('cut.safetensors'), '--to', 'pytorch'], 1, 'Nothing was loaded: get the file anew.'],
    ['a file of something else', [bare, '--to', 'pytorch'], 1, 'holds no training of seegrad; a file that seegrad train … --save FILE wrote is allowed. Of a model of your own, toPyTorch(model) of seegrad/interop prints the program.'],
    ['a training that is not known', [at('strange.safetensors'), '--to', 'pytorch'], 1, 'is a training of "__proto__", which this version does not know.'],
    ['data for points', [model, '--to', 'pytorch', '--data', at('own.txt')], 2, 'moons takes no --data'],
    ['a folder in which the model lies', [model, '--to', 'pytorch', '-o', folder], 1, 'would be written over by what is made of it. Give another folder by --output, or another --name.'],
    ['a folder that is a file', [model, '--to', 'pytorch', '-o', at('own.txt')], 1, 'was not made:'],
  ] // prettier-ignore
  for (const [what, words, code, says] of cases)
    test(what, async () => {
      const before = readFileSync(model)
      const ended = await here(['export', ...words])
      expect(ended.err).toContain(says)
      expect([ended.code, ended.out]).toEqual([code, ''])
      expect(readFileSync(model).equals(before)).toBe(true)
    })
  test('--help says how it is used', async () => {
    const { code, out } = await seegrad(['export', '--help'])
    expect(code).toBe(0)
    expect(out).toContain('torchrun --nproc_per_node=2 moons-pytorch/train_moons.py')
  })
})

/** Exported programs, run by a Python that has PyTorch. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSafetensors, type PyTorchTwin } from 'seegrad/interop'
import type { Python } from './python.js'

/** What PyTorch got of one program. */
export interface Answer {
  readonly value: number
  readonly slopes: readonly number[]
  /** What the program says of itself: 0 if it found seegrad's numbers. */
  readonly ends?: number
  /** Likewise of the first loss of the training script. */
  readonly first?: number
  readonly losses: readonly number[]
  readonly weights: readonly number[]
}
/** The same as the fixture has it, numbers as base64 of doubles. */
export type Packed = Readonly<Record<string, string | number>>

const doubles = (text: unknown): number[] => {
  const bytes = Buffer.from((text as string | undefined) ?? '', 'base64')
  return Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(8 * k))
}
export const unpacked = (of: Packed): Answer => ({
  ...(of as object),
  value: of['value'] as number,
  slopes: doubles(of['slopes']),
  losses: doubles(of['losses']),
  weights: doubles(of['weights']),
})

/** Programs that are kept whole, to be read. */
export const shown: readonly string[] = ['lecture.py', 'hostile.py', 'loops.py', 'moons.py', 'train_moons.py', 'moonsRecorded.py', 'sequential.py', 'gpt.py', 'train_gpt.py', 'train_fit.py'] // prettier-ignore
/** The name of the twin that a file belongs to. */
export const nameOf = (file: string): string => file.replace(/^train_|\.py$/g, '')

/** Where a file is kept: under its name in kebab-case. */
export const keptAt = (file: string): string => `fixtures/pytorch/${file.replaceAll(/_|(?=[A-Z])/g, '-').toLowerCase()}`

/** By which a printed program and its script are known again, to the letter. */
export const fingerprint = ({ program, training = '' }: PyTorchTwin): string =>
  createHash('sha256').update(program).update(training).digest('hex').slice(0, 20)

/** Seegrad's own numbers, which lie beside the program. */
export function ours({ files }: PyTorchTwin): Pick<Answer, 'value' | 'slopes'> {
  const [, bytes] = [...files].find(([name]) => name.endsWith('.data.safetensors')) ?? []
  const { tensors } = loadSafetensors(bytes as Uint8Array)
  const slopes = [...tensors].filter(([name]) => name.startsWith('slope.')).flatMap(([, { data }]) => Array.from(data))
  return { value: tensors.get('value')?.data[0] ?? NaN, slopes }
}

/** Writes programs into folders of their own, for as long as `use` runs. */
export async function written<T>(
  twins: Readonly<Record<string, PyTorchTwin>>,
  use: (folders: readonly string[]) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'seegrad-twins-'))
  try {
    const folders = Object.entries(twins).map(([name, { files }]) => {
      const folder = join(root, name)
      mkdirSync(folder)
      for (const [file, content] of files) writeFileSync(join(folder, file), content)
      return folder
    })
    return await use(folders)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** What PyTorch gets of programs, by name. Throws what Python says. */
export function answered(
  python: Python,
  twins: Readonly<Record<string, PyTorchTwin>>,
): Promise<{ by: string; of: Readonly<Record<string, Packed>> }> {
  return written(twins, async (folders) => {
    const { status, stdout, stderr } = await python.run(['scripts/fixtures/pytorch.py', ...folders])
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as { by: string; of: Readonly<Record<string, Packed>> }
  })
}

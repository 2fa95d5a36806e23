/** Programs that a random test has found wrong: kept as files in fixtures/found, and tried again in every run. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { seed } from '../seed.js'
import type { Program } from './program.js'

const folder = 'fixtures/found'

/** The programs kept under a kind, with the names of their files. */
export function found(kind: string): [file: string, program: Program][] {
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files
    .filter((file) => file.startsWith(`${kind}-`))
    .map((file) => [file, JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Program])
}

/** Keeps a program that failed; the error to throw says seed, round, complaint and file. */
export function keep(kind: string, round: number, program: Program, complaint: string): Error {
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/${kind}-${seed}-${round}.json`
  writeFileSync(file, `${JSON.stringify(program)}\n`)
  return new Error(
    `seed ${seed}, round ${round}: ${complaint}\nthe program is kept as ${file}: ${JSON.stringify(program)}`,
  )
}

/** Runs a check of a program that was drawn in some round; if it throws, the program is kept. */
export function checkKeeping(kind: string, round: number, program: Program, check: (program: Program) => void): void {
  try {
    check(program)
  } catch (error) {
    throw keep(kind, round, program, error instanceof Error ? error.message : String(error))
  }
}

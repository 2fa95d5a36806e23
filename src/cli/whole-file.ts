/** Files that are whole at any moment, whatever happens to who writes them. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from './failure.js'

/** Writes bytes so that the path has the old file or the new one at any moment: beside it, through to the disk, then renamed. */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const beside = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(beside, 'w')
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch (error) {
    rmSync(beside, { force: true })
    throw new Failure(`${path} was not written: ${(error as Error).message}`)
  }
}

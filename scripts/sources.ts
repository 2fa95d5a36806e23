/** The files of the repository, found by walking it: a clone need not have git installed. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Source } from './law.js'

// What .gitignore names, and git's own folder (a plain file in a linked checkout).
const ignored = new Set(['.git', 'node_modules', 'dist', '.cache', 'coverage'])

/** Paths of all files below a folder of the repository, in a fixed order. */
export function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry): readonly string[] => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (ignored.has(entry.name) || /\.(tgz|log)$/.test(entry.name)) return []
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** The same with their text; files that are not text are left out. */
export function sourcesBelow(folder: string): readonly Source[] {
  return filesBelow(folder)
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))
}

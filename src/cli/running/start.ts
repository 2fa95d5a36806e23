/** The first thing in the process of a program that `seegrad run` runs: makes Node ask the hooks, then begins the program as if Node had been given it. */
import { pathToFileURL } from 'node:url'
import { hook } from '../../register/hook.js'

const [node = '', , all, path = '', ...words] = process.argv
process.argv = [node, path, ...words]
hook({ all: all === 'all' })
try {
  await import(pathToFileURL(path).href)
} catch (error) {
  // A text that could not be rewritten says itself where and why; whatever else is thrown is the program's, and Node shows it.
  if ((error as Error | undefined)?.name !== 'TransformError') throw error
  process.stderr.write(`error: ${(error as Error).message}\n`)
  process.exit(1)
}

/** `npm start`: from a bare clone to the page in the browser, in one command. Words after it go to the command line: `npm start -- train moons`. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, checkNode, install, refuse } from './ready.mjs'

const main = 'dist/cli/main.js'

checkNode()
install()
if (build() !== 0) refuse('The build failed: what the compiler says is above.')
if (!existsSync(main)) refuse('There is no command line yet: src/cli/main.ts is missing.')

const words = process.argv.slice(2)
// In this process: what is to end ends with it, whoever ends it.
process.argv = [process.execPath, resolve(main), ...(words.length > 0 ? words : ['open'])]
await import(pathToFileURL(resolve(main)).href)

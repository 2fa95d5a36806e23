import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const room = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

/** The public entries, as tests import them: the same names a user writes, straight from the sources. */
const alias = ['numeric', 'random', 'data', 'nn', 'optim'].map((name) => ({ find: `seegrad/${name}`, replacement: room(`${name}/index.ts`) }))
alias.push({ find: 'seegrad', replacement: room('index.ts') })

export default defineConfig({ resolve: { alias }, test: { include: ['test/**/*.test.ts'], testTimeout: 120_000 } })

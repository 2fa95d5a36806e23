/** Hands the page the published losses of micrograd's demo, as the fixture that the tests read has them. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

const NAME = 'virtual:published'

export function published(root: string): Plugin {
  return {
    name: 'seegrad-published',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined
      const path = resolve(root, 'fixtures/moons-training.json')
      this.addWatchFile(path)
      const { steps } = JSON.parse(readFileSync(path, 'utf8')) as { steps: readonly { readonly loss: number }[] }
      return `export default ${JSON.stringify(steps.map(({ loss }) => loss))}`
    },
  }
}

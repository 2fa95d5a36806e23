/** `npm run golden`: writes fixtures/public-types.txt, the public names and their types, so that no change of them goes unseen. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { publicTypes } from './surface.js'

export const goldenFile = 'fixtures/public-types.txt'

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync('fixtures', { recursive: true })
  writeFileSync(goldenFile, publicTypes())
}

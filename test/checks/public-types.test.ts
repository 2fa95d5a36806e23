/** The public names and their types are those of fixtures/public-types.txt: nobody's program breaks unseen. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { goldenFile } from '../../scripts/public-types.js'
import { publicTypes } from '../../scripts/surface.js'

test('the public types are as written down (npm run golden writes them anew: say why in the changelog)', () => {
  const golden = existsSync(goldenFile) ? readFileSync(goldenFile, 'utf8') : ''
  expect(publicTypes()).toBe(golden)
})

/** The gallery: every picture is as its file shows it, well formed, not blank, and the same scene in every format. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SaxesParser } from 'saxes'
import { render, type Mark } from 'seegrad/figures'
import { galleryPage, page, picture, pictureFile } from '../../scripts/gallery.js'
import { gallery } from './gallery.js'
import { pixels } from './pixels.js'

/** The words of a scene, those too small for a terminal left out. */
const words = (marks: readonly Mark[]): readonly string[] =>
  marks.flatMap((mark) =>
    mark.type === 'group'
      ? mark.isFine || mark.isCoarse
        ? []
        : words(mark.marks)
      : mark.type === 'text'
        ? mark.spans.map(({ text }) => text.trim())
        : [],
  )

/** The table that an SVG carries, as a parser of XML finds it. */
function tableIn(svg: string): readonly (readonly string[])[] {
  const parser = new SaxesParser()
  const tables: string[] = []
  let words = ''
  parser.on('opentag', () => (words = ''))
  parser.on('text', (text) => (words += text))
  parser.on('closetag', ({ name }) => name === 'metadata' && tables.push(words))
  parser.write(svg).close()
  expect(tables).toHaveLength(1)
  return tables[0]!.split('\n').map((line) => line.split('\t'))
}
const squeezed = (words: string): string => words.replace(/\s+/g, ' ').trim()

for (const which of gallery)
  describe(which.name, () => {
    const figure = which.figure()
    test('is drawn as its file shows it', async () => {
      expect(await picture(which)).toBe(
        existsSync(pictureFile(which)) ? readFileSync(pictureFile(which), 'utf8') : 'no file: npm run gallery',
      )
    })
    test('is well-formed XML with a title, a description and no reference', async () => {
      const svg = await picture(which)
      const seen: string[] = []
      const parser = new SaxesParser()
      parser.on('error', (error) => {
        throw error
      })
      parser.on('opentag', ({ name }) => seen.push(name))
      parser.write(svg).close()
      expect(seen.slice(0, 4)).toEqual(['svg', 'title', 'desc', 'metadata'])
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
        /<script|href|url\(|https?:|\son\w+=|NaN"|undefined/,
      )
    })
    test.each(['light', 'dark'] as const)('is a PNG that is not blank, %s', async (theme) => {
      expect(pixels(await render(figure, { format: 'png', theme, scale: 1 })).colours).toBeGreaterThan(30)
    })
    test('says in SVG and in the terminal what its one scene says', async () => {
      const [svg, text] = [
        await render(figure, { format: 'svg' }),
        await render(figure, { format: 'text', width: 2000 }),
      ]
      const missing = words(figure.marks).filter((word) => word !== '' && !text.includes(word))
      // Where two words meet in one character, the later one stands.
      expect(missing.length).toBeLessThanOrEqual(0.1 * words(figure.marks).length)
      for (const word of words(figure.marks))
        expect(svg).toContain(word.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`))
    })
    test('keeps to the width of a terminal', async () => {
      for (const width of [40, 60, 80, 120]) {
        const lines = (await render(figure, { format: 'text', width })).split('\n')
        expect(lines.filter((line) => [...line].length > width)).toEqual([])
      }
      if (which.name !== 'loss') return
      expect(await render(figure, { format: 'text', width: 60 })).toMatch(/test 0\.0139[^]*train 0\.0131/)
    })
    test('has one table of data, in SVG and in the terminal', async () => {
      const told = tableIn(await render(figure, { format: 'svg' }))
      const shown = await render(figure, { format: 'text', table: true })
      const [title, , ...lines] = shown.trimEnd().split('\n')
      expect(title).toBe(figure.title)
      expect(lines.map(squeezed)).toEqual(told.map((row) => squeezed(row.join(' '))))
      expect(told[0]).toEqual(figure.table.columns)
      const cell = (x: string | number | null): string => (x === null ? '·' : String(x))
      expect(told.slice(1)).toEqual(figure.table.rows.map((row) => row.map(cell)))
    })
    test('is plain data: a copy through JSON prints the same', async () => {
      const copy = JSON.parse(JSON.stringify(figure)) as typeof figure
      for (const format of ['svg', 'text'] as const)
        expect(await render(copy, { format })).toBe(await render(figure, { format }))
      expect(copy.table).toEqual(JSON.parse(JSON.stringify(which.figure().table)))
    })
    test('has a table with as many cells in each row as there are columns', () => {
      const { columns, rows } = figure.table
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter((row) => row.length !== columns.length)).toEqual([])
    })
  })

test('the page shows all of them, and there are no other pictures', async () => {
  expect(await page()).toBe(readFileSync(galleryPage, 'utf8'))
  expect(
    readdirSync('docs/pictures')
      .map((file) => `docs/pictures/${file}`)
      .toSorted(),
  ).toEqual(gallery.map(pictureFile).toSorted())
})

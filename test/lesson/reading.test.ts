/** The reader's measure: how long lessons and sentences are, words explained where they first appear, and links that lead somewhere. */
import { describe, expect, test } from 'vitest'
import { minutesOf } from '../../src/lesson/index.js'
import { course, languages, passagesOf, sentencesOf, translations, wordsOf } from './course.js'
import { glossary } from './glossary.js'

const MOST_MINUTES = 12
const MOST_WORDS = 30
const names = course.map(({ name }) => name)

test('the course has its thirteen lessons, in their order', () => {
  expect(names).toEqual(['derivative', 'nudging', 'partial-derivatives', 'value-and-graph', 'chain-rule', 'backward', 'neuron', 'gradient-descent', 'pytorch', 'own-rules', 'higher-derivatives', 'moons', 'compile']) // prettier-ignore
})

for (const { file, name, language, markdown, lesson } of [...course, ...translations])
  describe(file, () => {
    const passages = passagesOf(lesson)
    test(`takes at most ${MOST_MINUTES} minutes`, () => {
      expect(minutesOf(markdown)).toBeGreaterThan(3)
      expect(minutesOf(markdown)).toBeLessThanOrEqual(MOST_MINUTES)
    })
    test(`has no sentence of more than ${MOST_WORDS} words`, () => {
      const sentences = passages.flatMap(({ text }) => sentencesOf(text))
      expect(sentences.length).toBeGreaterThan(20)
      expect(sentences.filter((sentence) => wordsOf(sentence) > MOST_WORDS)).toEqual([])
    })
    test('has links that lead to lessons of the course', () => {
      const links = passages.flatMap((passage) => passage.links)
      expect(links.length).toBeGreaterThan(0)
      const wanted = language === '' ? /^#\/learn\/([\w-]+)$/ : /^#\/learn\/([\w-]+)(?:\?v=1&lang=([a-z]{2}))?$/
      for (const link of links) {
        const [, to, into] = wanted.exec(link) ?? []
        expect(names).toContain(to)
        if (into !== undefined)
          expect(translations.map((one) => `${one.language} ${one.name}`)).toContain(`${into} ${to}`)
      }
    })
    test('loses no link on the way from Markdown', () => {
      const written = markdown.replaceAll(/^(`{3,}).*\n[^]*?^\1$/gm, '').match(/\]\(/g)?.length ?? 0
      expect(passages.flatMap(({ links }) => links)).toHaveLength(written)
    })
    test('leads on to the next lesson, and the last one to none', () => {
      const next = names[names.indexOf(name) + 1]
      const links = passages.at(-1)?.links.map((link) => link.split('?')[0])
      expect(links).toEqual(next === undefined ? [] : [`#/learn/${next}`])
    })
    test('has a picture to touch, two exercises and a bug hunt', () => {
      const cells = lesson.blocks.flatMap((block) => (block.type === 'cell' ? [block] : []))
      expect(cells.filter(({ cell }) => /\bslider\(/.test(cell.code)).length).toBeGreaterThanOrEqual(1)
      expect(cells.filter(({ exercise }) => exercise && !exercise.isHunt).length).toBeGreaterThanOrEqual(2)
      expect(cells.filter(({ exercise }) => exercise?.isHunt).length).toBeGreaterThanOrEqual(1)
    })
    test('begins with words, and has a cell after at most three paragraphs', () => {
      const [first, second] = lesson.blocks
      expect([first?.type, second?.type]).toEqual(['prose', 'cell'])
      expect(first?.type === 'prose' ? passagesOf({ title: '', blocks: [first] }).length : 99).toBeLessThanOrEqual(3)
    })
  })

describe('a word of the glossary', () => {
  const all = course.flatMap(({ name, lesson }) => passagesOf(lesson).map((passage) => ({ name, ...passage })))
  for (const [word, { lesson, forms = new RegExp(`\\b${word}s?\\b`, 'i') }] of Object.entries(glossary))
    test(`${word} is explained where it first appears`, () => {
      const isExplained = ({ bold }: { readonly bold: readonly string[] }): boolean => bold.some((one) => one.toLowerCase().replace(/s$/, '') === word.toLowerCase().replace(/s$/, '')) // prettier-ignore
      const explained = all.findIndex(isExplained)
      expect(all[explained]?.name).toBe(lesson)
      const before = all.slice(0, explained).filter(({ plain }) => forms.test(plain))
      expect(before.map(({ name, text }) => `${name}: ${text}`)).toEqual([])
    })
  test('is whatever is set in bold', () => {
    const known = new Set(Object.keys(glossary).map((word) => word.toLowerCase().replace(/s$/, '')))
    const bold = all.flatMap((passage) => passage.bold.map((one) => one.toLowerCase().replace(/s$/, '')))
    expect(bold.filter((one) => !known.has(one))).toEqual([])
  })
})

describe('translations', () => {
  test('are there', () => {
    expect(languages).toContain('es')
  })
  for (const { file, name, markdown, lesson, language } of translations)
    test(`${file} has the cells, exercises and outputs of the original`, () => {
      const original = course.find((one) => one.name === name)!
      expect(original?.file).toBe(file.replace(`${language}/`, ''))
      const shape = (one: typeof lesson): unknown[] =>
        one.blocks.flatMap((block) => (block.type === 'cell' ? [[block.cell.id, block.exercise?.isHunt, block.exercise?.wrong.length, block.exercise?.hints.length]] : [])) // prettier-ignore
      expect(shape(lesson)).toEqual(shape(original.lesson))
      const headings = (text: string): number => text.match(/^## /gm)?.length ?? 0
      expect(headings(markdown)).toBe(headings(original.markdown))
    })
})

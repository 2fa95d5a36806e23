/** The lessons as the tests read them: the folder is the register, and each folder in it a language. */
import { readdirSync, readFileSync } from 'node:fs'
import { readLesson, type Lesson, type Prose } from '../../src/lesson/index.js'

export interface CourseLesson {
  readonly name: string
  /** Below lessons/. */
  readonly file: string
  /** '' for English. */
  readonly language: string
  readonly markdown: string
  readonly lesson: Lesson
}
const named = /^\d\d-[a-z0-9-]+\.md$/

function lessonsOf(language: string): readonly CourseLesson[] {
  const folder = language === '' ? '' : `${language}/`
  return readdirSync(`lessons/${folder}`)
    .filter((file) => named.test(file))
    .toSorted()
    .map((file) => {
      const markdown = readFileSync(`lessons/${folder}${file}`, 'utf8')
      return {
        name: file.replace(/^\d+-|\.md$/g, ''),
        file: `${folder}${file}`,
        language,
        markdown,
        lesson: readLesson(markdown),
      }
    })
}
/** In the order in which they are read. */
export const course: readonly CourseLesson[] = lessonsOf('')
export const languages: readonly string[] = readdirSync('lessons', { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
export const translations: readonly CourseLesson[] = languages.flatMap(lessonsOf)

/** A paragraph, an entry of a list or of a table, a heading or a hint: what is read in one go. */
export interface Passage {
  readonly text: string
  /** Without code and the words of links; of a heading nothing. */
  readonly plain: string
  /** What is set in bold in it. */
  readonly bold: readonly string[]
  readonly links: readonly string[]
}
const GROUPS = new Set(['ul', 'ol', 'blockquote', 'table', 'thead', 'tbody', 'tr'])

export function passagesOf({ blocks }: Lesson): readonly Passage[] {
  return blocks.flatMap((block) =>
    block.type === 'prose' ? passages(block.nodes) : (block.exercise?.hints ?? []).flatMap(passages),
  )
}
function passages(nodes: readonly Prose[]): readonly Passage[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string' || node.tag === 'pre' || node.tag === 'hr') return []
    if (
      GROUPS.has(node.tag) ||
      (node.tag === 'li' && node.children.some((child) => typeof child !== 'string' && child.tag === 'p'))
    )
      return passages(node.children)
    const [bold, links]: [string[], string[]] = [[], []]
    const text = textOf(node, bold, links).replaceAll(/\s+/g, ' ').trim()
    const plain = /^h\d$/.test(node.tag) ? '' : textOf(node, [], [], true).replaceAll(/\s+/g, ' ')
    return text === '' ? [] : [{ text, plain, bold, links }]
  })
}
/** A formula is one word, whatever is in it. */
function textOf(node: Prose, bold: string[], links: string[], isPlain: boolean = false): string {
  if (typeof node === 'string') return node
  if (isPlain && (node.tag === 'code' || node.tag === 'a')) return '…'
  if (node.tag === 'tex') return node.display ? '' : '𝑓'
  if (node.tag === 'br') return ' '
  const text = node.children.map((child) => textOf(child, bold, links, isPlain)).join('')
  if (node.tag === 'strong') bold.push(text.replaceAll(/\s+/g, ' '))
  if (node.href !== undefined) links.push(node.href)
  return text
}
/** A sentence ends where a full stop, a question or an exclamation mark is followed by a space or the end. */
export const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.?!]["”)»]?)\s+/u)
export const wordsOf = (text: string): number => text.match(/[\p{L}\p{N}𝑓][\p{L}\p{N}'’.,_()=-]*/gu)?.length ?? 0

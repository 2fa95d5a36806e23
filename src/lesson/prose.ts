/** The text of a lesson between its cells, as a tree of plain data: there is no HTML in it, so nothing to be cleaned. */
import { Marked, type Token, type TokenizerExtension, type Tokens } from 'marked'

/** Elements that prose is made of, by the names that HTML has for them; `tex` is a formula. */
export type ProseTag =
  | 'p' | 'h2' | 'h3' | 'h4' | 'ul' | 'ol' | 'li' | 'blockquote' | 'pre' | 'code' | 'em' | 'strong' | 'del' | 'a' | 'br' | 'hr'
  | 'table' | 'thead' | 'tbody' | 'tr' | 'th' | 'td' | 'tex' // prettier-ignore
export type Prose = string | ProseElement
export interface ProseElement {
  readonly tag: ProseTag
  readonly children: readonly Prose[]
  /** Of `a`: a place in this page (`#…`), or an address that begins with https:. */
  readonly href?: string
  /** Of `tex`: its text, and whether it has a line of its own. */
  readonly tex?: string
  readonly display?: boolean
  /** Of `ol`: the first number. */
  readonly start?: number
}

/** Deeper, nobody reads. */
const DEEPEST = 30

/** Formulas stand between dollar signs, `$x$` in a line and `$$x$$` on one of their own; no other sign means anything there. */
const formulas: TokenizerExtension = {
  name: 'tex',
  level: 'inline',
  start: (source) => source.indexOf('$'),
  tokenizer(source) {
    const [raw, displayed, inline] = /^\$\$([^$]+)\$\$|^\$(?![\s$])([^$\n]*[^$\s])\$(?!\d)/.exec(source) ?? []
    const text = displayed ?? inline
    return raw === undefined || text === undefined
      ? undefined
      : { type: 'tex', raw, text, display: displayed !== undefined }
  },
}
const marked = new Marked({ gfm: true, extensions: [formulas] })

export const lexed = (markdown: string): readonly Token[] => marked.lexer(markdown)

/** Block after block as prose; what Markdown would pass on as HTML is shown as the text that it is. */
export function proseOf(tokens: readonly Token[], depth: number = 0): readonly Prose[] {
  if (depth > DEEPEST) return ['…']
  const inside = (inner: readonly Token[] | undefined): readonly Prose[] => proseOf(inner ?? [], depth + 1)
  return tokens.flatMap((token): readonly Prose[] => {
    switch (token.type) {
      case 'space':
      case 'def':
        return []
      case 'heading': {
        const { depth: level, tokens: inner } = token as Tokens.Heading
        return [element(level <= 2 ? 'h2' : level === 3 ? 'h3' : 'h4', inside(inner))]
      }
      case 'paragraph': {
        return [element('p', inside((token as Tokens.Paragraph).tokens))]
      }
      case 'list': {
        const { ordered, start, items } = token as Tokens.List
        const children = items.map((item) => element('li', inside(item.tokens)))
        const list = element(ordered ? 'ol' : 'ul', children)
        return [ordered && typeof start === 'number' && start !== 1 ? { ...list, start } : list]
      }
      case 'blockquote':
      case 'strong':
      case 'em':
      case 'del':
        return [element(token.type, inside((token as Tokens.Strong).tokens))]
      case 'code':
        return [element('pre', [(token as Tokens.Code).text])]
      case 'codespan':
        return [element('code', [(token as Tokens.Codespan).text])]
      case 'br':
      case 'hr':
        return [element(token.type, [])]
      case 'link': {
        const { href, tokens: inner } = token as Tokens.Link
        const children = inside(inner)
        return /^(https:\/\/|#)[^\s\p{Cc}]*$/u.test(href) ? [{ ...element('a', children), href }] : children
      }
      case 'image':
        return [(token as Tokens.Image).text]
      case 'table': {
        const { header, rows } = token as Tokens.Table
        const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td'): ProseElement =>
          element('tr', cells.map((cell) => element(tag, inside(cell.tokens)))) // prettier-ignore
        return [
          element('table', [
            element('thead', [row(header, 'th')]),
            element('tbody', rows.map((cells) => row(cells, 'td'))), // prettier-ignore
          ]),
        ]
      }
      case 'text': {
        const { tokens: inner, text } = token as Tokens.Text
        return inner ? inside(inner) : [decoded(text)]
      }
      case 'tex':
        return [{ ...element('tex', []), tex: String(token['text']).trim(), display: token['display'] === true }]
      case 'escape':
        return [(token as Tokens.Escape).text]
      default:
        return [token.raw]
    }
  })
}

const element = (tag: ProseTag, children: readonly Prose[]): ProseElement => ({ tag, children })

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' }
const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')

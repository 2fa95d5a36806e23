/** Text in the making: slices of the source and what is put between them, each knowing where it comes from. */

/** A run of the source's own characters. */
export interface Slice {
  readonly from: number
  readonly to: number
}
/** New text that stands for what is at that offset of the source. */
export interface Insert {
  readonly text: string
  readonly at: number
}
export type Text = Slice | Insert | readonly Text[]

const isWord = (character: string | undefined): boolean => character !== undefined && /[\w$\P{ASCII}]/u.test(character)

/** The pieces in order; neighbouring slices are one, and no new word grows onto one of the source: `return[x]+''`. */
export function flatten(text: Text, code: string): readonly (Slice | Insert)[] {
  const pieces: (Slice | Insert)[] = []
  const visit = (part: Text): void => {
    if (Array.isArray(part)) return (part as readonly Text[]).forEach(visit)
    const piece = part as Slice | Insert
    const last = pieces.at(-1)
    if ('text' in piece) {
      if (piece.text === '') return
      const isGrown = last && 'to' in last && isWord(code[last.to - 1]) && isWord(piece.text[0])
      pieces.push(isGrown ? { text: ` ${piece.text}`, at: piece.at } : piece)
    } else if (piece.from < piece.to) {
      if (last && 'from' in last && last.to === piece.from)
        pieces[pieces.length - 1] = { from: last.from, to: piece.to }
      else pieces.push(piece)
    }
  }
  visit(text)
  return pieces
}

export const written = (pieces: readonly (Slice | Insert)[], code: string): string =>
  pieces.map((piece) => ('text' in piece ? piece.text : code.slice(piece.from, piece.to))).join('')

/** The first character that a text comes out with, and whether it is new. */
export function opens(text: Text, code: string): string {
  const [first] = flatten(text, code)
  return first === undefined ? '' : 'text' in first ? first.text.charAt(0) : code.charAt(first.from)
}

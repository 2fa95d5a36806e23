/** What is wrong in an expression, shown below it. */

/** A refusal of an expression that was given on the command line, or of what it comes to. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
  constructor(
    message: string,
    /** The expression. */
    readonly text: string,
    /** Where it is wrong: a place in it, from 0. */
    readonly at: number,
    /** Its words are fine, but there is no number at this point. */
    readonly isOutside: boolean = false,
  ) {
    super(message)
  }
  /** The message, and below it the line of the expression with a mark under the place. */
  shown(): string {
    const before = this.text.slice(0, this.at).split(/\r\n|[\n\r\u2028\u2029]/)
    const line = this.text.split(/\r\n|[\n\r\u2028\u2029]/)[before.length - 1] as string
    const column = (before.at(-1) as string).length
    // A long line is shown around the place.
    const from = Math.max(0, column - 50)
    // Nothing that a terminal would obey.
    const part = line.slice(from, from + 75).replace(/[\p{Cc}\p{Cf}]/gu, '·')
    return `${this.message}\n  ${part}\n  ${' '.repeat(column - from)}^`
  }
}

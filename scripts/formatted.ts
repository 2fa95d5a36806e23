/** Text as `npm run format` leaves it: what programs print into files that people read. */
import { readFileSync } from 'node:fs'
import { format, type FormatConfig, type Oxfmtrc } from 'oxfmt'

/** The text of a file, whose name says what it is written in; what the style says may be set otherwise. */
export async function formatted(file: string, text: string, otherwise: FormatConfig = {}): Promise<string> {
  const { overrides: _, ignorePatterns: __, ...style } = JSON.parse(readFileSync('.oxfmtrc.json', 'utf8')) as Oxfmtrc
  const { code, errors } = await format(file, text, { ...style, ...otherwise })
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  return code
}

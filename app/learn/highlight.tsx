/** The colours of code at rest: words of the language bold, numbers blue since they are data, comments pale; a mistake underlined. */
import type { JSX } from 'preact'
import type { Mistake } from '../../src/lesson/index.js'

const words = 'const let var function return if else for while of in import from export new class extends type interface async await break continue true false null undefined typeof throw try catch'.split(' ') // prettier-ignore
const tokens = new RegExp(`(?<comment>//[^\\n]*|/\\*[^]*?\\*/)|(?<text>'(?:[^'\\\\\\n]|\\\\.)*'|"(?:[^"\\\\\\n]|\\\\.)*"|\`(?:[^\`\\\\]|\\\\.)*\`)|(?<word>\\b(?:${words.join('|')})\\b(?!:))|(?<number>\\b\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?\\b)`, 'g') // prettier-ignore
const looks = { comment: 'c', text: 's', word: 'k', number: 'n' } as const

export function highlighted(code: string, mistake: Mistake | undefined): (string | JSX.Element)[] {
  return code.split('\n').flatMap((line, k, all) => {
    const parts: (string | JSX.Element)[] = []
    let from = 0
    for (const { 0: found, index, groups } of line.matchAll(tokens)) {
      const kind = (Object.keys(looks) as (keyof typeof looks)[]).find((one) => groups?.[one] !== undefined)!
      parts.push(line.slice(from, index), <span class={looks[kind]}>{found}</span>)
      from = index + found.length
    }
    parts.push(line.slice(from))
    const whole = mistake?.line === k + 1 ? [<span class="wrong">{parts}</span>] : parts
    return k === all.length - 1 ? whole : [...whole, '\n']
  })
}

/** A line with its names replaced by their numbers, and what it comes to: L = (2 · −3 + 10) · −2 = −8. */
import type { JSX } from 'preact'
import { number } from './number.js'

const signs: Readonly<Record<string, string>> = { '*': '·', '-': '−' }
/** Longer lines say only what they come to. */
const LONGEST = 48

export function Substituted({
  text,
  point,
  data,
}: {
  readonly text: string
  readonly point: ReadonlyMap<string, number>
  readonly data: number
}): JSX.Element {
  const last = text.split(';').findLast((part) => part.trim() !== '') ?? text
  const [, name, body = last] = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?![=>])(.*)$/su.exec(last) ?? []
  const isShort = body.trim().length <= LONGEST && !text.trim().replace(/;\s*$/, '').includes(';')
  const tokens =
    body.trim().match(/[\p{ID_Start}$_][\p{ID_Continue}$]*|[\d.]+(?:e[+-]?\d+)?|\*\*|[<>=!]=+|&&|\|\||\S/gsu) ?? []
  return (
    <output class="result">
      {name !== undefined && (
        <>
          <var>{name}</var> ={' '}
        </>
      )}
      {isShort && point.size > 0 && (
        <>
          {tokens.map((token, k) => {
            const x = point.get(token)
            if (x !== undefined || /^[\d.]/.test(token))
              return (
                <span key={k} class="d num">
                  {x === undefined ? token : number(x)}
                </span>
              )
            if (token === ',') return ', '
            const sign = signs[token] ?? token
            // A sign at the beginning, after another one or after a bracket belongs to what follows.
            const isOwn = k === 0 || /^([-+*/%<>=&|?:!,([]|\*\*)$/.test(tokens[k - 1]!)
            return /^[-+*/%<>=&|?:]/.test(token) && !isOwn ? ` ${sign} ` : sign
          })}{' '}
          ={' '}
        </>
      )}
      <span class={Number.isFinite(data) ? 'd num' : 'bad num'}>{number(data)}</span>
    </output>
  )
}

/** What comes next: how likely each letter is, and beneath it how the loss moves with its score if one of them follows. */
import type { JSX } from 'preact'
import { fixed } from '../picture/number.js'
import type { Seen } from './orders.js'
import { END, letterOf } from './saying.js'
import { NumberTable } from './table.js'

/** More letters are not drawn: the likeliest are. */
const MOST = 40
const [TALL, ROW, DEEP, EDGE] = [132, 40, 72, 6]

export interface NextLettersProps {
  readonly seen: Seen
  readonly alphabet: readonly string[]
  readonly isNarrow: boolean
  choose(token: number): void
}

export function NextLetters({ seen, alphabet, isNarrow, choose }: NextLettersProps): JSX.Element {
  const { shares, slopes, next } = seen
  const tokens = shares.map((_, token) => token)
  const shown =
    tokens.length <= MOST
      ? tokens
      : tokens.toSorted((a, b) => (b === next ? 1 : 0) - (a === next ? 1 : 0) || shares[b]! - shares[a]!).slice(0, MOST).toSorted((a, b) => a - b) // prettier-ignore
  const width = isNarrow ? 344 : 624
  const pitch = (width - 2 * EDGE) / shown.length
  const bar = Math.min(pitch * 0.7, 28)
  const most = Math.max(...shares, 0.05)
  const floor = 22 + TALL
  const line = floor + ROW
  const x = (k: number): number => EDGE + (k + 0.5) * pitch
  const top = new Set([...shown].toSorted((a, b) => shares[b]! - shares[a]!).slice(0, isNarrow ? 3 : 5))
  const name = (token: number): string => letterOf(alphabet, token)
  const best = tokens.reduce((a, b) => (shares[b]! > shares[a]! ? b : a), 0)
  return (
    <>
      <svg
        class="letters"
        role="img"
        viewBox={`0 0 ${width} ${line + DEEP}`}
        aria-label={`What comes next. Likeliest: ${name(best)}, ${fixed(shares[best]!, 2)}. If it is ${name(next)}, the gradient of its score is ${fixed(slopes[next]!, 2)}.`}
      >
        <path class="axis" d={`M0 ${floor}H${width}`} />
        <path class="axis faint" d={`M0 ${line}H${width}`} />
        {shown.map((token, k) => {
          const height = (shares[token]! / most) * TALL
          const slope = slopes[token]!
          return (
            <g key={token} class="pick" onClick={() => choose(token)}>
              <rect class="hit" x={EDGE + k * pitch} y={0} width={pitch} height={line + DEEP} />
              <rect class="bar" x={x(k) - bar / 2} y={floor - height} width={bar} height={height} />
              {top.has(token) && (
                <text class="share" x={x(k)} text-anchor="middle" y={floor - height - 6}>
                  {fixed(shares[token]!, 2)}
                </text>
              )}
              {token === next && <rect class="chosen" x={x(k) - Math.max(bar, 12) / 2 - 2} y={floor + 6} width={Math.max(bar, 12) + 4} height={24} rx={3} />}
              <text class={`letter${token === next ? ' now' : ''}`} text-anchor="middle" x={x(k)} y={floor + 23}>
                {name(token)}
              </text>
              <Arrow x={x(k)} y={line} slope={slope} />
              {token === next && (
                <text class="slope" x={x(k) + (k > shown.length - 5 ? -8 : 8)} y={line + Math.max(14, -slope * (DEEP - 12))} text-anchor={k > shown.length - 5 ? 'end' : 'start'}>
                  {fixed(slope, 2)}
                </text>
              )}
            </g>
          )
        })}
      </svg>
      {shown.length < tokens.length && (
        <p class="cap">
          The {MOST} likeliest of {tokens.length} letters; the table has all.
        </p>
      )}
      <NumberTable
        columns={['letter', 'share p', 'gradient of its score']}
        rows={() => tokens.map((token) => [name(token), fixed(shares[token]!, 4), fixed(slopes[token]!, 4)])}
      />
    </>
  )
} // prettier-ignore

/** Up where the loss grows with the score, down where it falls: the length is the gradient. */
function Arrow({ x, y, slope }: { readonly x: number; readonly y: number; readonly slope: number }): JSX.Element {
  const length = Math.abs(slope) * (DEEP - 12)
  const way = slope < 0 ? 1 : -1
  const head = Math.min(3.5, Math.max(1.5, length))
  const tip = y + way * Math.max(length, head)
  return (
    <path class="arrow" d={`M${x} ${y}V${tip - way * head} M${x} ${tip}l${-head} ${-way * head * 1.4}h${2 * head}z`} />
  )
}

/** The same choice for keys. */
export function NextChoice({ seen, alphabet, choose }: Omit<NextLettersProps, 'isNarrow'>): JSX.Element {
  return (
    <select
      aria-label="The letter that is taken to follow"
      value={String(seen.next)}
      onChange={(event) => choose(Number(event.currentTarget.value))}
    >
      {seen.shares.map((_, token) => (
        <option key={token} value={String(token)}>
          {letterOf(alphabet, token) === END ? `${END} the end` : letterOf(alphabet, token)}
        </option>
      ))}
    </select>
  )
}

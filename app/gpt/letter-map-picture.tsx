/** The letters as the model has placed them: each is sixteen numbers, drawn along the two directions in which they differ most. */
import type { JSX } from 'preact'
import { fixed } from '../picture/number.js'
import { letterOf } from './saying.js'
import { NumberTable } from './table.js'

const [WIDE, HIGH, EDGE] = [400, 300, 18]

export function LetterMap({
  map,
  alphabet,
}: {
  readonly map: readonly (readonly [number, number])[]
  readonly alphabet: readonly string[]
}): JSX.Element {
  const most = Math.max(1e-12, ...map.flat().map(Math.abs))
  const x = (at: number): number => WIDE / 2 + (at / most) * (WIDE / 2 - EDGE)
  const y = (at: number): number => HIGH / 2 - (at / most) * (HIGH / 2 - EDGE)
  return (
    <>
      <svg
        class="letter-map"
        role="img"
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        aria-label={`${map.length} letters as points: those that lie near each other are alike to the model. The table has where they lie.`}
      >
        <path class="grid" d={`M0 ${HIGH / 2}H${WIDE}M${WIDE / 2} 0V${HIGH}`} />
        {map.map(([a, b], token) => (
          <text
            key={token}
            class={token === alphabet.length ? 'letter end' : 'letter'}
            x={x(a)}
            y={y(b) + 5}
            text-anchor="middle"
          >
            {letterOf(alphabet, token)}
          </text>
        ))}
      </svg>
      <NumberTable
        columns={['letter', 'across', 'up']}
        rows={() => map.map(([a, b], token) => [letterOf(alphabet, token), fixed(a, 4), fixed(b, 4)])}
      />
    </>
  )
}

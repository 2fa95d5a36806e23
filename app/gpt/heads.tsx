/** Where each letter looks: a picture for each head, and one table of all their weights. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { attention, livePicture, type Figure } from '../../src/figures/index.js'
import { fixed } from '../picture/number.js'
import type { Seen } from './orders.js'
import { NumberTable } from './table.js'

export function Heads({
  heads,
  letters,
}: {
  readonly heads: Seen['attention']
  readonly letters: readonly string[]
}): JSX.Element {
  return (
    <>
      <div class={`heads${letters.length > 8 ? ' large' : ''}`}>
        {heads.map((rows, h) => (
          <div key={h}>
            <Picture
              figure={attention(
                // A share may be above 1 by its last digit.
                rows.map((row) => row.map((weight) => Math.min(1, weight))),
                { tokens: letters, title: `Head ${h + 1}` },
              )}
            />
            <p class="cap">head {h + 1}</p>
          </div>
        ))}
      </div>
      <NumberTable
        columns={['head', 'from', 'at', 'weight']}
        rows={() =>
          heads.flatMap((rows, h) =>
            rows.flatMap((row, from) =>
              row.map((weight, at) => [String(h + 1), letters[from]!, letters[at]!, fixed(weight, 4)]),
            ),
          )
        }
      />
    </>
  )
}

function Picture({ figure }: { readonly figure: Figure }): JSX.Element {
  const box = useRef<SVGSVGElement>(null)
  const draw = useRef<((figure: Figure) => void) | undefined>(undefined)
  useLayoutEffect(() => {
    if (!draw.current) {
      const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'g')
      box.current!.replaceChildren(drawing)
      draw.current = livePicture<SVGElement>(drawing, document)
    }
    draw.current(figure)
  }, [figure])
  return (
    <svg
      ref={box}
      role="img"
      aria-label={`${figure.title}. ${figure.description}`}
      viewBox={`0 0 ${figure.width} ${figure.height}`}
      style={{ maxWidth: `${figure.width}px` }}
    />
  )
}

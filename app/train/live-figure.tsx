/** A figure that changes often: its picture is touched only where it differs, its table is made when it is opened. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Figure } from '../../src/figures/index.js'
import { Plot } from '../lab/plot.js'
import { TableOutput } from '../picture/figure-output.js'

export function LiveFigure({ figure }: { readonly figure: Figure }): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  return (
    <figure>
      <Plot figure={figure} x={[0, 1]} />
      <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>As a table</summary>
        {isOpen && <TableOutput table={figure.table} />}
      </details>
    </figure>
  )
}

/** The numbers of a picture for who would rather read: written only when they are asked for. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { TableOutput } from '../picture/figure-output.js'

export function NumberTable({
  columns,
  rows,
}: {
  readonly columns: readonly string[]
  rows(): readonly (readonly (string | number | null)[])[]
}): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As a table</summary>
      {isOpen && <TableOutput table={{ columns, rows: rows() }} />}
    </details>
  )
}

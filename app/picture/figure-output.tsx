/** A figure in the page, and its numbers as a table for who would rather read. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { livePicture, type Figure, type Table } from '../../src/figures/index.js'
import { reachable } from '../markup/reachable.js'
import { number } from './number.js'

/** A figure, with its numbers as a table for who would rather read. */
export function FigureOutput({ figure }: { readonly figure: Figure }): JSX.Element {
  const box = useRef<SVGSVGElement>(null)
  useLayoutEffect(() => {
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'g')
    box.current!.replaceChildren(drawing)
    livePicture<SVGElement>(drawing, document)(figure)
  }, [figure])
  return (
    <figure>
      <svg
        ref={box}
        role="img"
        aria-label={`${figure.title}. ${figure.description}`}
        viewBox={`0 0 ${figure.width} ${figure.height}`}
        style={{ maxWidth: `${figure.width}px`, width: '100%' }}
      />
      <details class="numbers">
        <summary>As a table</summary>
        <TableOutput table={figure.table} />
      </details>
    </figure>
  )
}

const MOST_ROWS = 200
/** A table, its numbers in a line. */
export function TableOutput({ table: { columns, rows } }: { readonly table: Table }): JSX.Element {
  const frame = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => reachable(frame.current!, 'Table'), [])
  const isNumbers = columns.map((_, j) => rows.length > 0 && rows.every((row) => typeof row[j] === 'number'))
  return (
    <div class="table" ref={frame}>
      <table>
        <thead>
          <tr>
            {columns.map((column, j) => (
              <th key={column} scope="col" class={isNumbers[j] ? 'num' : ''}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, k) => (
            <tr key={k}>
              {row.map((entry, j) => (
                <td key={j} class={typeof entry === 'number' ? 'd num' : ''}>
                  {typeof entry === 'number' ? number(entry) : (entry ?? '')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p class="q">and {(rows.length - MOST_ROWS).toLocaleString('en')} rows more</p>}
    </div>
  )
}

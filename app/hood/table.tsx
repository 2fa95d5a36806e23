/** The picture as a table: for whom it is no picture, and to be copied. */
import type { JSX } from 'preact'
import { linesOfPart, listed, madeOf } from './lit.js'
import type { Located } from './written.js'

export function LoopTable({ drawing }: { readonly drawing: Located }): JSX.Element {
  const { blocks, nodes } = drawing
  const hasLines = drawing.places.length > 0
  return (
    <details class="hood-table">
      <summary>The picture as a table</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="Loops as a table">
        <table>
          <caption class="sr">The loops that are drawn, of {nodes} nodes</caption>
          <thead>
            <tr>
              <th scope="col">loop</th>
              <th scope="col">cells</th>
              <th scope="col">nodes</th>
              <th scope="col">of each cell</th>
              {hasLines && <th scope="col">written in</th>}
            </tr>
          </thead>
          <tbody>
            {blocks.map((block, k) => (
              <tr key={k}>
                <th scope="row" class="code">
                  {block.text}
                </th>
                <td>{block.cells.toLocaleString('en')}</td>
                <td>{(block.cells * (block.factors + block.own)).toLocaleString('en')}</td>
                <td>{madeOf(block, drawing)}</td>
                {hasLines && <td>{listed(linesOfPart({ loop: k }, drawing).map((line) => `line ${line}`)) || '–'}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

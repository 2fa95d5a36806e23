/** The picture as a table: for whom it is no picture, and to be copied. */
import type { JSX } from 'preact'
import type { Drawing } from './drawing.js'
import { madeOf } from './lit.js'

export function LoopTable({ drawing }: { readonly drawing: Drawing }): JSX.Element {
  const { blocks, nodes } = drawing
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
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

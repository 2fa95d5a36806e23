/** The table of ops with what only a compiler reads of their rows. */
import { ops as table, type Op } from './index.js'
import { written, type Written } from './steps.js'

function readable(): ReadonlyMap<string, Op & Written> {
  const give = ({ name, steps, unrolled, flows }: Written & { readonly name: string }): Op =>
    Object.assign(table.get(name) as Op, { steps, unrolled, flows })
  // What a program adds to the table, and in the sources everything, stands in the rows.
  for (const op of table.values()) give((op as unknown as { readonly row: Parameters<typeof give>[0] }).row)
  written(give)
  return table as ReadonlyMap<string, Op & Written>
}

/** The table: every op by name, with its steps. */
export const ops: ReadonlyMap<string, Op & Written> = /* @__PURE__ */ readable()

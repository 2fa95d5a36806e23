/** The table of ops with all that its rows say: who uses it takes the words along. */
import { ops as table, type Op } from './index.js'
import { words, type Words } from './words.js'

/** Called as a pure function, so that bundlers leave it out together with the words where nobody reads the table. */
function spoken(): ReadonlyMap<string, Op & Words> {
  words(({ name, doc, symbol, tex, prec = 4, kinks, taught, math, folds, hint, torch }) =>
    Object.assign(table.get(name) as Op, { doc, symbol, tex, prec, kinks, taught, math, folds, hint, torch }),
  )
  return table as ReadonlyMap<string, Op & Words>
}

/** The table: every op by name, in order of definition. */
export const ops: ReadonlyMap<string, Op & Words> = /* @__PURE__ */ spoken()

/** Over how many equally long lists an op of lists goes: its inputs are the one after the other. */
export const listsOf = (op: Op): number =>
  (op as unknown as { readonly row: { readonly lists?: number } }).row.lists ?? 1

/** Which files of tests run in a process that they share with others: all that take seconds, but for those that leave behind what others would see. To begin a process and load seegrad takes longer than most of them. */
import { slow } from './order.js'

/** Files that register an op, replace a module, count what is said once in a process, load seegrad twice or leave a thread that compiles: test/left.ts names most that are missing here. */
const leaving = [
  'cli/divergence', 'compile/compile', 'compile/misuse', 'compile/updates', 'engine/foreign', 'engine/recording-op', 'facts/notes', 'ops/parameters',
] // prettier-ignore
/** Files whose branches are replayed: one that was taken at the very end of a segment of the recording may not be noticed, so these begin at its beginning. */
const placed = ['engine/replay', 'operators/constructs']

/** Files that have a process of their own. */
export const apart: readonly string[] = [...slow, ...[...leaving, ...placed].map((name) => `test/${name}.test.ts`)]

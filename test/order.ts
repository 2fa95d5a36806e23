/** The order in which test files are begun: those that take long first, so that none is left alone at the end, and the page's lane filled all along. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { needsTurn } from './lane.js'

/** Files that take long, the longest first; whatever else there is takes seconds. The first two need nothing that is built: it is built meanwhile. */
const slow = [
  'compile/differential', 'engine/random-graphs',
  'cli/training', 'page/faults', 'page/access', 'checks/code', 'page/memory', 'page/train-memory', 'cli/command', 'page/course', 'app/cells',
  'page/lessons', 'page/train', 'page/gpt', 'app/escapes', 'checks/pytorch', 'compile/workloads',
  'engine/memory', 'ops/derivatives', 'cli/export', 'figures/layout', 'page/gpt-runs', 'ops/check-grads', 'page/stage', 'ops/ulps',
  'checks/training-page', 'page/alone', 'checks/lint-rule', 'cli/lesson', 'checks/programs', 'page/newcomer', 'page/hood', 'page/jupyter',
  'checks/documentation', 'checks/package', 'page/ops', 'page/typing', 'compile/batch', 'compile/step', 'page/viewport', 'checks/running',
  'ops/long-lists', 'page/lab', 'page/cells', 'interop/pytorch', 'engine/sessions', 'checks/types', 'ops/exact', 'app/markup',
  'figures/gallery', 'ops/bit-patterns', 'engine/nested', 'engine/depth', 'numeric/kernels',
].map((name) => `test/${name}.test.ts`) // prettier-ignore
const place = ({ moduleId }: TestSpecification): number => {
  const at = slow.findIndex((name) => moduleId.endsWith(name))
  return at < 0 ? slow.length : at
}

/** How many other files are begun for each of the lane: about as much work. */
const BESIDE = 2

export default class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = files.toSorted((a, b) => place(a) - place(b))
    const isInLane = ({ project, moduleId }: TestSpecification): boolean =>
      project.name === 'page' && needsTurn(moduleId)
    const lane = sorted.filter(isInLane)
    const others = sorted.filter((file) => !isInLane(file))
    const pairs = lane.flatMap((file, k) => [file, ...others.slice(BESIDE * k, BESIDE * (k + 1))])
    return Promise.resolve([...pairs, ...others.slice(BESIDE * lane.length)])
  }
}

/** The order in which test files are begun: those that take long first, so that none is left alone at the end, and the page's lane filled all along. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { needsTurn } from './lane.js'

/** Files that take long, the longest first; whatever else there is takes seconds. */
const slow = [
  'cli/training', 'page/faults', 'page/access', 'checks/code', 'page/memory', 'cli/command', 'checks/pytorch', 'page/course',
  'page/lessons', 'app/cells', 'page/train', 'app/escapes', 'compile/differential', 'compile/workloads', 'engine/memory', 'ops/derivatives',
  'checks/package', 'checks/tools', 'cli/export', 'checks/training-page', 'page/gpt', 'figures/layout', 'engine/random-graphs', 'page/stage',
  'page/alone', 'ops/ulps', 'page/gpt-runs', 'page/typing', 'checks/background', 'checks/types', 'page/jupyter', 'page/ops',
  'ops/long-lists', 'ops/check-grads', 'checks/documentation', 'checks/running', 'page/viewport',
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

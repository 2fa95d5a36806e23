/** Trainings from the command line compile their steps without being asked: with the bits of trainings that do not, other letters and classes included. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { Settings, Training } from '../../src/cli/training/training.js'

const built = <T>(path: string): Promise<T> => import(pathToFileURL(resolve('dist/cli/training', path)).href) as Promise<T> // prettier-ignore
const { tasks } = await built<typeof import('../../src/cli/training/tasks.js')>('tasks.js')
const { stepper } = await built<typeof import('../../src/cli/training/training.js')>('training.js')

/** Everything that a training holds. */
const held = ({ module, optimizer }: Training): readonly number[] => [
  ...module.parameters().flatMap(({ data, grad }) => [data, grad]),
  ...optimizer.states.flatMap((state) => Object.values(state)),
]
const rows = Array.from({ length: 60 }, (_, k) => `${k},${k % 7},${k % 2 ? k / 3 : 2}`)
/** Of nine steps the first two of a shape are taken op by op; the rows of the table come in batches of two sizes. Names of all lengths are one shape, of which it is known that it comes again: one step. */
const cases: Readonly<Record<string, Partial<Settings> & { readonly eager?: number }>> = {
  moons: {},
  iris: {},
  names: { data: { path: '', text: 'anna\njo\nhannah\nem\nmaximiliana\n' }, eager: 1 },
  csv: { data: { path: '', text: `a,b,c\n${rows.join('\n')}\n` }, hidden: [12], eager: 4 },
}
for (const [name, { eager: first = 2, ...settings }] of Object.entries(cases))
  test(`${name}: the steps before the program, the one that it is compared at, and those after it`, async () => {
    const begin = (): Training => tasks[name]!.start({ seed: 42, steps: 9, ...settings })
    const [eager, own] = [begin(), begin()]
    const [slow, fast] = [stepper(eager, { eager: true }), stepper(own)]
    for (let k = 0; k < 9; k++) {
      expect(fast.take(k)).toEqual(slow.take(k))
      const wanted = held(eager)
      const wrong = held(own).findIndex((x, i) => !Object.is(x, wanted[i]))
      expect(wrong, `step ${k}`).toBe(-1)
      await fast.ready
    }
    expect(slow.compiled).toBe(0)
    expect(fast.compiled).toBe(9 - first)
  })

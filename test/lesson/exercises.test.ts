/** Every exercise of every lesson: what is there to begin with is refused, so is what is known to be wrong, and the solution passes. */
import { describe, expect, test } from 'vitest'
import { cellsOf, readLesson, type Output } from '../../src/lesson/index.js'
import { course, translations } from './course.js'
import { open, settled } from './notebook.js'

type Verdict = Extract<Output, { readonly type: 'verdict' }>

for (const { file, lesson } of [...course, ...translations]) {
  const tasks = lesson.blocks.flatMap((block) => (block.type === 'cell' && block.exercise ? [{ id: block.cell.id, ...block.exercise }] : [])) // prettier-ignore
  if (tasks.length === 0) continue
  describe(file, () => {
    /** The verdict when the cell holds that text. */
    const verdictOf = async (id: string, code?: string): Promise<Verdict> => {
      const runner = open(cellsOf(lesson))
      if (code !== undefined) runner.edit(id, code)
      runner.run(`${id}-check`)
      const { cells } = await settled(runner)
      runner.close()
      const check = cells.find((cell) => cell.id === `${id}-check`)!
      expect(check.mistake ?? cells.find((cell) => cell.id === id)!.mistake).toBeUndefined()
      const verdict = check.outputs.at(-1)
      if (verdict?.type !== 'verdict')
        throw new Error(`${id}-check shows no verdict: its last expression has to be one of check.…`)
      return verdict
    }
    for (const { id, solution, wrong } of tasks) {
      test(`${id} is not done to begin with`, async () => {
        expect(await verdictOf(id)).toMatchObject({ isRight: false })
      })
      test(`${id} accepts its solution`, async () => {
        expect(await verdictOf(id, solution)).toMatchObject({ isRight: true })
      })
      wrong.forEach((code, k) =>
        test(`${id} refuses wrong answer ${k + 1}`, async () => {
          expect(await verdictOf(id, code)).toMatchObject({ isRight: false })
        }),
      )
    }
  })
}

describe('the form of an exercise', () => {
  const task = '# T\n\nDo it.\n\n```ts exercise one\nconst r = 0\n```\n\n'
  const rest = '```check\ncheck.number(r, 2)\n```\n\n```hint\nAdd $1 + 1$.\n```\n\n```solution\nconst r = 2\n```\n'
  test('is a cell, its check behind it, hints, a solution', () => {
    const lesson = readLesson(`${task}${rest}\n\`\`\`wrong\nconst r = 3\n\`\`\`\n\nOn.\n`)
    expect(cellsOf(lesson)).toEqual([{ id: 'one', code: 'const r = 0' }, { id: 'one-check', code: 'check.number(r, 2)' }]) // prettier-ignore
    expect(lesson.blocks.map(({ type }) => type)).toEqual(['prose', 'cell', 'prose'])
    expect(lesson.blocks[1]).toMatchObject({
      exercise: { isHunt: false, solution: 'const r = 2', wrong: ['const r = 3'] },
    })
  })
  test('is refused where a part lacks', () => {
    expect(() => readLesson(task)).toThrow('the exercise one has no check')
    expect(() => readLesson(`${task}${rest.replace(/```hint[^]*?```/, '')}`)).toThrow('the exercise one has no hint')
    expect(() => readLesson(`${task}${rest.replace(/```solution[^]*?```/, '')}`)).toThrow(
      'the exercise one has no solution',
    )
    expect(() => readLesson('```hint\nx\n```')).toThrow('a hint follows no exercise')
    expect(() => readLesson(`${task}${rest}${rest}`)).toThrow('two blocks check')
    expect(() => readLesson(`${task}Words.\n\n${rest}`)).toThrow('a check follows no exercise')
  })
})

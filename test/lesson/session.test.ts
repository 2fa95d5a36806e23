/** A notebook at work: what runs when, what is stale, and what of a kernel's words counts. */
import { describe, expect, test } from 'vitest'
import {
  type CellRunner,
  type CellState,
  type Kernel,
  type KernelEvents,
  type Order,
  openNotebook,
} from '../../src/lesson/index.js'
import { notebook, settled } from './notebook.js'

const cell = (runner: CellRunner, id: string): CellState => runner.state.cells.find((one) => one.id === id) as CellState
const shown = (runner: CellRunner, id: string): string =>
  cell(runner, id)
    .outputs.map(({ text }) => text)
    .join('\n')
const statuses = ({ state }: CellRunner): string => state.cells.map(({ status, isStale }) => `${status}${isStale ? '*' : ''}`).join(' ') // prettier-ignore

describe('running', () => {
  test('a cell runs what it needs first, whatever stands where', async () => {
    const runner = notebook({ sum: 'a + b', a: 'const a = 1', b: 'const b = a + 1', other: 'const z = 9' })
    runner.run('sum')
    await settled(runner)
    expect(shown(runner, 'sum')).toBe('3')
    expect(statuses(runner)).toBe('done done done idle')
  })
  test('what has run and uses it runs again; what has not, does not', async () => {
    const runner = notebook({ a: 'const a = 1', b: 'a + 1', c: 'a + 2' })
    runner.run('b')
    await settled(runner)
    runner.edit('a', 'const a = 10')
    expect(statuses(runner)).toBe('done* done* idle')
    runner.run('a')
    await settled(runner)
    expect(statuses(runner)).toBe('done done idle')
    expect(shown(runner, 'b')).toBe('11')
  })
  test('an edit makes all that hangs on it stale, and keeps what was shown', async () => {
    const runner = notebook({ a: 'const a = 1', b: 'const b = a', c: 'b' })
    runner.runAll()
    await settled(runner)
    runner.edit('a', 'const a = 2')
    expect(statuses(runner)).toBe('done* done* done*')
    expect(shown(runner, 'c')).toBe('1')
    runner.run('c')
    await settled(runner)
    expect(shown(runner, 'c')).toBe('2')
  })
  test('a name that has moved to another cell is read from there', async () => {
    const runner = notebook({ a: 'const a = 1', b: '0', c: 'a' })
    runner.runAll()
    await settled(runner)
    runner.edit('a', '0')
    runner.edit('b', 'const a = 5')
    runner.run('c')
    await settled(runner)
    expect(shown(runner, 'c')).toBe('5')
  })
  test('a name that no cell defines any more is not found', async () => {
    const runner = notebook({ a: 'const a = 1', c: 'a' })
    runner.runAll()
    await settled(runner)
    runner.remove('a')
    runner.run('c')
    await settled(runner)
    expect(cell(runner, 'c').mistake?.message).toMatch(/^ReferenceError: a is not defined/)
  })
  test('a failure says its place, and what needs the cell says so', async () => {
    const runner = notebook({ a: 'const a: number = 1\n  nothing.at.all', b: 'a + 1', c: 'const z = 1' })
    runner.runAll()
    await settled(runner)
    expect(cell(runner, 'a').mistake).toMatchObject({ kind: 'run', line: 2, column: 3, message: expect.stringMatching(/^ReferenceError: nothing is not defined/) as unknown }) // prettier-ignore
    expect(cell(runner, 'b').mistake?.message).toBe(
      'a comes from cell 1, which did not get to its end: mend that first.',
    )
    expect(statuses(runner)).toBe('failed failed done')
  })
  test('a failure in a function of another cell says both places', async () => {
    const runner = notebook({
      a: '\nconst f = (x: number) => {\n  throw new Error("no " + x)\n}',
      b: 'const y = 1;\n f(y)',
    })
    runner.runAll()
    await settled(runner)
    expect(cell(runner, 'b').mistake).toEqual({ kind: 'run', line: 2, column: 2, message: 'no 1', other: { cell: 'a', line: 3, column: 9 } }) // prettier-ignore
  })
  test('a mistake of the text does not run, and does not disturb the others', async () => {
    const runner = notebook({ a: 'const a = ', b: '1 + 1' })
    runner.runAll()
    await settled(runner)
    expect(statuses(runner)).toBe('idle done')
    expect(cell(runner, 'a').mistake?.kind).toBe('text')
    runner.edit('a', 'const a = 1')
    expect(cell(runner, 'a').mistake).toBeUndefined()
  })
  test('what is edited while it runs is stale when it ends', async () => {
    const runner = notebook({ a: 'await new Promise((ok) => setTimeout(ok, 30)); 1' })
    runner.run('a')
    await new Promise((settle) => void setTimeout(settle, 5))
    runner.edit('a', '2')
    await settled(runner)
    expect([shown(runner, 'a'), statuses(runner)]).toEqual(['1', 'done*'])
  })
  test('a text from a link waits, until its reader runs something', async () => {
    const base = notebook({})
    base.close()
    const runs: string[] = []
    const runner = openNotebook({ cells: [{ id: 'a', code: '1' }], origin: 'link', kernel: () => ({ send: ({ cell: id }) => void runs.push(id), stop: () => {} }) }) // prettier-ignore
    expect(runner.state).toMatchObject({ isWaiting: true, kernel: 'none' })
    runner.edit('a', '2')
    runner.slide('h', 1)
    expect([runner.state.kernel, runs]).toEqual(['none', []])
    runner.run('a')
    expect(runner.state).toMatchObject({ isWaiting: false, kernel: 'starting' })
  })
})

describe('sliders', () => {
  test('a slider that is moved runs its cell and what uses it again', async () => {
    const runner = notebook({ h: "const h = slider('h', { min: 0, max: 10, value: 2 })", y: 'h * h', z: '1' })
    runner.runAll()
    await settled(runner)
    expect(cell(runner, 'h').sliders).toEqual([{ name: 'h', min: 0, max: 10, step: 0.1, value: 2 }])
    runner.slide('h', 3)
    expect(statuses(runner)).toBe('running* queued* done')
    await settled(runner)
    expect([shown(runner, 'y'), cell(runner, 'h').sliders[0]?.value]).toEqual(['9', 3])
    runner.slide('h', 99)
    await settled(runner)
    expect(shown(runner, 'y')).toBe('100')
  })
  test('while a cell runs, only the last place of a slider counts', async () => {
    const runner = notebook({ h: "const h = slider('h', { max: 100, value: 2 })\nconsole.log(h)\nawait new Promise((ok) => setTimeout(ok, 20))", y: 'h' }) // prettier-ignore
    runner.runAll()
    await settled(runner)
    const seen: string[] = []
    runner.subscribe(() => void seen.push(shown(runner, 'y')))
    for (let k = 3; k <= 30; k++) runner.slide('h', k)
    await settled(runner)
    expect(shown(runner, 'y')).toBe('30')
    expect(new Set(seen).size).toBeLessThanOrEqual(3)
  })
  test('a slider without a range, or of two cells, is refused', async () => {
    const runner = notebook({ a: "slider('h', { min: 2, max: 1 })", b: "slider('k')", c: "slider('k')" })
    runner.runAll()
    await settled(runner)
    expect(cell(runner, 'a').mistake?.message).toBe('RangeError: slider: min 2 is not below max 1.')
    expect(cell(runner, 'c').mistake?.message).toMatch(/^TypeError: slider: "k" is a slider of another cell/)
  })
})

describe('what is shown', () => {
  const cases: Readonly<Record<string, readonly [code: string, type: string, text: string]>> = {
    'a number': ['1 / 3', 'text', '0.3333333333333333'],
    'a text as it is': ["'a\"b'", 'text', 'a"b'],
    'a list': ['[1, -0, "x", null]', 'text', '[1, -0, "x", null]'],
    'a Value as its recording': ["import { value } from 'seegrad'\nvalue(2, 'a') * 3", 'graph', 'Value(data=6, grad=0)'],
    'rows as a table': ['[{ h: 0.5, slope: 2 }, { h: 0.25, slope: 1 }]', 'table', 'h     slope\n0.5   2\n0.25  1'],
    'a formula': ["formula('\\\\frac a b')", 'tex', '\\frac a b'],
    'the formula of a Value': ["import { value } from 'seegrad'\nconst y = value(2, 'a') * 3\nformula(y)", 'tex', 'a \\cdot 3'],
    'a picture': ["import { plotFunction } from 'seegrad/figures'\nplotFunction((x) => x * x).title", 'text', 'f from −5 to 5'],
    'what a loop prints': ['for (const k of [1, 2]) console.log(k, { k })', 'text', '1 { k: 1 }\n2 { k: 2 }'],
    'a thing that leads to itself': ['const a = {}; a.a = a; a', 'text', '{ a: [itself] }'],
    'a promise that was forgotten': ['Promise.resolve(1)', 'text', '[a promise: write await before it]'],
    'a getter without asking it': ['({ get x() { throw 1 } })', 'text', '{ x: [getter] }'],
  } // prettier-ignore
  for (const [title, [code, type, text]] of Object.entries(cases))
    test(title, async () => {
      const runner = notebook({ a: code })
      runner.runAll()
      await settled(runner)
      expect(cell(runner, 'a').mistake).toBeUndefined()
      expect([cell(runner, 'a').outputs[0]?.type, shown(runner, 'a')]).toEqual([type, text])
    })
})

/** A kernel that says what the test says. */
function puppet(): { orders: Order[]; events: KernelEvents; runner: CellRunner; made: number } {
  const held = { orders: [] as Order[], made: 0 } as {
    orders: Order[]
    events: KernelEvents
    runner: CellRunner
    made: number
  }
  const kernel = (events: KernelEvents): Kernel => {
    held.events = events
    held.made++
    return { send: (order) => void held.orders.push(order), stop: () => {} }
  }
  held.runner = openNotebook({
    cells: [
      { id: 'a', code: 'const a = 1' },
      { id: 'b', code: 'a' },
    ],
    origin: 'own',
    kernel,
  })
  return held
}

describe('kernels that go wrong', () => {
  test('what is said of a run that is over, or in a kernel that is gone, counts for nothing', () => {
    const held = puppet()
    held.runner.runAll()
    const { events } = held
    events.report({ type: 'ready' })
    held.runner.interrupt()
    const before = held.runner.state
    events.report({ type: 'shown', run: 1, outputs: [{ type: 'text', stream: 'log', text: 'too late' }] })
    events.report({ type: 'ended', run: 1, milliseconds: 1 })
    events.died('again')
    expect(held.runner.state).toBe(before)
    expect(statuses(held.runner)).toBe('stopped idle')
    held.events.report({ type: 'ready' })
    held.events.report({ type: 'ended', run: 1, milliseconds: 1 })
    held.events.report({ type: 'ended', run: 77, milliseconds: 1 })
    expect(held.runner.state.cells).toBe(before.cells)
  })
  test('one that dies stops its cell with the reason, and the next one begins with what is needed', () => {
    const held = puppet()
    held.runner.runAll()
    held.events.report({ type: 'ready' })
    held.events.report({ type: 'ended', run: 1, milliseconds: 1 })
    held.events.died('gave no sign of life')
    expect(statuses(held.runner)).toBe('done stopped')
    expect(cell(held.runner, 'b').mistake).toEqual({
      kind: 'limit',
      line: 1,
      column: 1,
      message: 'gave no sign of life',
    })
    expect(held.made).toBe(2)
    held.events.report({ type: 'ready' })
    held.runner.run('b')
    expect(held.orders.map(({ cell: id }) => id)).toEqual(['a', 'b', 'a'])
  })
  test('one that cannot be made is said once, and nothing waits for it', () => {
    const held = puppet()
    held.runner.runAll()
    held.events.lost('Cells cannot run here: no frame.')
    expect(held.runner.state).toMatchObject({ kernel: 'lost', trouble: 'Cells cannot run here: no frame.' })
    expect(statuses(held.runner)).toBe('idle idle')
  })
  test('a restart while a cell runs begins anew, and text stays', () => {
    const held = puppet()
    held.runner.runAll()
    held.events.report({ type: 'ready' })
    held.runner.edit('b', 'a + 1')
    held.runner.restart()
    expect(held.runner.state.cells.map(({ code, status }) => [code, status])).toEqual([['const a = 1', 'idle'], ['a + 1', 'idle']]) // prettier-ignore
    held.events.report({ type: 'ready' })
    held.runner.run('b')
    expect(held.orders.at(-1)).toMatchObject({ cell: 'a', run: 2 })
  })
})

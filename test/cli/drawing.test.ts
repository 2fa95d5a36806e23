/** What the command line shows around its pictures: progress, suggestions, and colours only where they are allowed. */
import { describe, expect, test } from 'vitest'
import { duration, progress } from '../../src/cli/progress.js'
import { terminalOf, type Surroundings } from '../../src/cli/terminal.js'
import { likeliest } from '../../src/arguments/index.js'

/** A terminal whose streams keep what is written. */
function screen(
  tty: boolean,
  env: Surroundings['env'] = {},
  columns?: number,
): { out: string[]; err: string[]; at: Surroundings } {
  const [out, err] = [[] as string[], [] as string[]]
  const stream = (lines: string[]): Surroundings['stdout'] => ({
    write: (text) => lines.push(text),
    isTTY: tty,
    ...(columns !== undefined && { columns }),
  })
  return { out, err, at: { stdout: stream(out), stderr: stream(err), env } }
}

describe('a terminal', () => {
  const coloured: readonly (readonly [string, boolean, Record<string, string>, boolean])[] = [
    ['is coloured', true, {}, true],
    ['is not coloured if it is a pipe', false, {}, false],
    ['is not coloured if it is dumb', true, { TERM: 'dumb' }, false],
    ['is not coloured against NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['is coloured if NO_COLOR is empty', true, { NO_COLOR: '' }, true],
    ['is coloured if FORCE_COLOR says so, even a pipe', false, { FORCE_COLOR: '1' }, true],
    ['is not coloured if FORCE_COLOR is 0', true, { FORCE_COLOR: '0' }, false],
    ['is not coloured if NO_COLOR and FORCE_COLOR are both set', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ]
  for (const [title, tty, env, wanted] of coloured)
    test(title, () => {
      expect(terminalOf(screen(tty, env).at).paint('red', 'x')).toBe(wanted ? '\u001b[31mx\u001b[39m' : 'x')
    })
  const widths: readonly (readonly [number | undefined, number])[] = [[undefined, 80], [0, 80], [20, 40], [72, 72], [500, 100]] // prettier-ignore
  for (const [columns, width] of widths)
    test(`of ${columns ?? 'unknown'} columns gets lines of ${width}`, () => {
      expect(terminalOf(screen(true, {}, columns).at).width).toBe(width)
    })
})

describe('progress', () => {
  test('says how far, what came of it and how long still, in one line that is drawn over', () => {
    const { err, at } = screen(true)
    let time = 0
    const advance = progress(terminalOf(at), 4, () => time)
    time = 1000
    advance(1, 'loss 0.5')
    expect(err).toEqual(['\r\u001b[K━━━━━━────────────────── 1/4  loss 0.5  3.0 s left'])
  })
  test('is not drawn more often than one can see', () => {
    const { err, at } = screen(true)
    let time = 0
    const advance = progress(terminalOf(at), 1000, () => time)
    for (let k = 1; k <= 100; k++) advance(k, String((time += 1)))
    expect(err.length).toBeLessThanOrEqual(3)
  })
  test('is cut to the width of the terminal', () => {
    const { err, at } = screen(true, {}, 30)
    progress(terminalOf(at), 10, () => 0)(1, 'loss 0.5')
    expect(err[0]!.length).toBe('\r\u001b[K'.length + 29)
  })
  test('goes away before something is printed', () => {
    const { out, err, at } = screen(true)
    const terminal = terminalOf(at)
    progress(terminal, 10, () => 0)(1, 'loss 0.5')
    terminal.print('done')
    expect([out, err[1]]).toEqual([['done\n'], '\r\u001b[K'])
  })
  for (const [title, shown] of [
    ['a pipe', screen(false)],
    ['a dumb terminal', screen(true, { TERM: 'dumb' })],
  ] as const)
    // prettier-ignore
    test(`is not drawn into ${title}`, () => {
      const terminal = terminalOf(shown.at)
      progress(terminal, 10, () => 0)(1, 'loss 0.5')
      terminal.show('a line')
      terminal.print('done')
      expect(shown.err).toEqual([])
    })
  const durations: readonly (readonly [number, string])[] = [[400, '0.4 s'], [9949, '9.9 s'], [9960, '10 s'], [59_400, '59 s'], [59_600, '1 min 0 s'], [200_000, '3 min 20 s']] // prettier-ignore
  for (const [ms, says] of durations)
    test(`says ${says} for ${ms} ms`, () => {
      expect(duration(ms)).toBe(says)
    })
})

describe('did you mean', () => {
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['mons', ['moons', 'digits', 'names'], 'moons'],
    ['omons', ['moons', 'digits', 'names'], 'moons'],
    ['rnu', ['run', 'draw'], 'run'],
    ['DIGIT', ['moons', 'digits', 'names'], 'digits'],
    ['cifar', ['moons', 'digits', 'names'], undefined],
    ['cifar', ['moons'], 'moons'],
    ['x', [], undefined],
  ]
  for (const [word, names, meant] of cases)
    test(`${meant ?? 'nothing'} of ${names.join(', ') || 'no names'} for ${word}`, () => {
      expect(likeliest(word, names)).toBe(meant)
    })
})

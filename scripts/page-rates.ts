/**
 * `npm run bench:page`: how fast the page trains and draws in a real browser on this machine, written to docs/page-rates.md. On a machine that does nothing else.
 * What is compared takes turns, A B A B, so that both meet the same weather; what is given is the median.
 */
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { chromium, type Page } from 'playwright-core'
import { PROGRAM } from '../app/gpt/program.js'
import { serve } from '../src/cli/running/serve.js'
import { browserFlags, findBrowser } from './browser.js'
import { formatted } from './formatted.js'

/** Rounds of each comparison, `npm run bench:page -- --rounds 9`, and how long a window is in which drawings or steps are counted. */
const ROUNDS = Number(process.argv[process.argv.indexOf('--rounds') + 1]) || 5
const WINDOW = 2000
const STEPS = 1000

const before = loadavg()[0] as number
const server = await serve(0)
const browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags] })
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

const median = (all: readonly number[]): number => {
  const sorted = all.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}

/** Visits the page in a fresh profile; one of its files may be kept from it. */
async function visit<T>(hash: string, look: (page: Page) => Promise<T>, without?: string): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    // What runs in the page comes from tsx, which names functions by a helper of its own.
    await context.addInitScript('globalThis.__name = (named) => named')
    // Before it is visited: what was loaded once would be kept.
    if (without !== undefined) await context.route(`**/${without}`, (route) => route.abort())
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    await page.goto(`${address}${hash}`)
    return await look(page)
  } finally {
    await context.close()
  }
}

/** Has the page note how long it does not answer: the longest task, and the longest wait of a timer that is due at once. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const silent = { task: 0, wait: 0 }
    Object.assign(globalThis, { silent })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) silent.task = Math.max(silent.task, duration)
    }).observe({ type: 'longtask' })
    const ping = (): void => {
      const asked = performance.now()
      setTimeout(() => {
        silent.wait = Math.max(silent.wait, performance.now() - asked)
        ping()
      }, 0)
    }
    ping()
  })
const silence = (page: Page): Promise<{ readonly task: number; readonly wait: number }> =>
  page.evaluate(() => (globalThis as unknown as { silent: { task: number; wait: number } }).silent)

interface Trained {
  readonly seconds: number
  readonly compiled: number
  readonly task: number
  readonly wait: number
}
/** How long a reader looks before pressing the button, in seconds: meanwhile the page compiles what the run is going to need. */
const LOOKS = 3
/**
 * The GPT from the press of the button until its last step is on the page; pressed as soon as it rests, or by a reader who has looked at it. Without the program that comes with
 * the page it compiles its own, as for letters that nobody could know beforehand.
 */
const trained = (isEager: boolean, { looks = 0, hasProgram = true } = {}): Promise<Trained> =>
  visit(
    `#/gpt${isEager ? '?v=1&compile=no' : ''}`,
    async (page) => {
      await page.getByText('It rests after 0 steps.').waitFor({ state: 'attached' })
      await page.waitForTimeout(1000 * looks)
      await listen(page)
      const seconds = await page.evaluate(async (last) => {
        const begun = performance.now()
        ;[...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Train')!.click()
        const step = document.querySelector('[data-testid=step]')!
        while (step.textContent !== last) await new Promise((resolve) => requestAnimationFrame(resolve))
        return (performance.now() - begun) / 1000
      }, STEPS.toLocaleString('en'))
      const compiled = isEager ? 0 : Number(await page.getByTestId('compiled').innerText())
      return { seconds, compiled, ...(await silence(page)) }
    },
    hasProgram ? undefined : PROGRAM,
  )

interface Pace {
  readonly drawings: number
  readonly watched: number
  readonly unwatched: number
}
/** Moons at full speed: drawn and not drawn in turns, each counted from one picture to another. */
const paced = (): Promise<{ readonly rounds: readonly Pace[]; readonly task: number; readonly wait: number }> =>
  visit('#/train?v=1&k=100', async (page) => {
    await page.locator('.plane canvas[data-step="100"]').waitFor()
    // On beyond its last step it has no end.
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByTestId('executor').getByText('compiled').waitFor()
    await page.waitForTimeout(3000)
    await listen(page)
    const count = (isWatched: boolean): Promise<{ readonly drawings: number; readonly steps: number }> =>
      page.evaluate(
        async ([isSeen, milliseconds]) => {
          const canvas = document.querySelector<HTMLElement>('.plane canvas')!
          const fresh = (): Promise<{ step: number; drawn: number; at: number }> =>
            new Promise((resolve) => {
              const watcher = new MutationObserver(() => {
                watcher.disconnect()
                resolve({ step: Number(canvas.dataset['step']), drawn: Number(canvas.dataset['drawn']), at: performance.now() }) // prettier-ignore
              })
              watcher.observe(canvas, { attributeFilter: ['data-step'] })
            })
          const begun = await fresh()
          const frames = globalThis.requestAnimationFrame
          if (!isSeen) globalThis.requestAnimationFrame = () => 0
          await new Promise((resolve) => setTimeout(resolve, milliseconds))
          globalThis.requestAnimationFrame = frames
          // The page looks again.
          if (!isSeen) document.dispatchEvent(new Event('visibilitychange'))
          const ended = await fresh()
          const seconds = (ended.at - begun.at) / 1000
          return { drawings: (ended.drawn - begun.drawn) / seconds, steps: (ended.step - begun.step) / seconds }
        },
        [isWatched, WINDOW] as const,
      )
    const rounds: Pace[] = []
    for (let round = 0; round < 2 * ROUNDS; round++) {
      const [seen, unseen] = [await count(true), await count(false)]
      rounds.push({ drawings: seen.drawings, watched: seen.steps, unwatched: unseen.steps })
    }
    return { rounds, ...(await silence(page)) }
  })

/** Milliseconds from a key to the graph that it changes, on a page that stands. */
const typed = (): Promise<number> =>
  visit('', async (page) => {
    const line = page.getByRole('textbox', { name: 'Expression' })
    await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
    await line.press('End')
    const times: number[] = []
    for (let k = 0; k < 2 * ROUNDS; k++) {
      await page.evaluate(() => {
        const asked = { at: 0, took: 0 }
        Object.assign(globalThis, { asked })
        addEventListener('keydown', () => (asked.at = performance.now()), { capture: true, once: true })
        const watcher = new MutationObserver(() => {
          watcher.disconnect()
          requestAnimationFrame(() => (asked.took = performance.now() - asked.at))
        })
        watcher.observe(document.querySelector('.picture')!, { subtree: true, childList: true, attributes: true, characterData: true }) // prettier-ignore
      })
      await page.keyboard.press(k % 2 === 0 ? '1' : 'Backspace')
      const took = await page.waitForFunction(() => (globalThis as unknown as { asked: { took: number } }).asked.took || undefined) // prettier-ignore
      times.push(Number(await took.jsonValue()))
    }
    return median(times)
  })

const [eager, compiled, given, ready]: [Trained[], Trained[], Trained[], Trained[]] = [[], [], [], []]
for (let round = 0; round < ROUNDS; round++) {
  eager.push(await trained(true))
  compiled.push(await trained(false, { hasProgram: false }))
  given.push(await trained(false))
  ready.push(await trained(false, { looks: LOOKS }))
  const times = [eager, compiled, given, ready].map((all) => `${all.at(-1)!.seconds.toFixed(2)} s`)
  process.stderr.write(`GPT, round ${round + 1}: eager ${times[0]}, compiled ${times[1]}, its program given ${times[2]}, after a look ${times[3]}\n`) // prettier-ignore
}
const moons = await paced()
const key = await typed()
await browser.close()
server.close()

const of = <T>(all: readonly T[], take: (one: T) => number): number => median(all.map(take))
const most = (all: readonly { readonly task: number; readonly wait: number }[]): number =>
  Math.max(...all.flatMap(({ task, wait }) => [task, wait]))
const share = of(moons.rounds, ({ watched, unwatched }) => watched / unwatched)
const row = (what: string, bar: string, shown: string, isMet: boolean): string =>
  `| ${what} | ${bar} | ${shown} | ${isMet ? 'met' : '**missed**'} |`
const whole = (x: number): string => Math.round(x).toLocaleString('en')
const seconds = [eager, compiled, given, ready].map((all) => of(all, (one) => one.seconds)) as [number, number, number, number] // prettier-ignore
const took = (k: 1 | 2 | 3, all: readonly Trained[]): readonly [string, string, boolean] => ['under 0.6 s', `${seconds[k].toFixed(2)} s, ${whole(of(all, (one) => one.compiled))} of them compiled`, seconds[k] < 0.6] // prettier-ignore
const silent = most([...compiled, ...given, ...ready])
const drawings = of(moons.rounds, (one) => one.drawings)
const busy =
  before < 0.5
    ? 'Nothing else ran.'
    : `**Others were at work on the machine** (${before.toFixed(1)} processes on average wanted a processor when it began, ${loadavg()[0]!.toFixed(1)} when it ended), so that times are too long, and rates too low and uneven.`
const text = [
  '# How fast the page is',
  '<!-- Written by `npm run bench:page` from one run. -->',
  `One run of a headless Chromium ${browser.version()} without a graphics card on ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} cores. ${busy}`,
  `The page and what trains in it share the cores. Medians of ${ROUNDS} ${ROUNDS === 1 ? 'round' : 'rounds'}, eager and compiled in turns; of ${2 * ROUNDS} rounds for moons, watched and unwatched in turns, ${WINDOW / 1000} s each.`,
  [
    '| what | bar | measured | |',
    '| --- | ---: | ---: | --- |',
    row(`GPT, ${STEPS.toLocaleString('en')} steps in the tab, eager`, 'under 3 s', `${seconds[0].toFixed(2)} s`, seconds[0] < 3), // prettier-ignore
    row('the same, compiled, compile time included, begun as soon as the page stands, without the program that comes with the page', ...took(1, compiled)), // prettier-ignore
    row('the same with it, as everybody has it who learns the names: the program was compiled while the page was built', ...took(2, given)), // prettier-ignore
    row(`the same, begun ${LOOKS} s later, compile time not in it either: what was missing was compiled ahead, while the page rested`, ...took(3, ready)), // prettier-ignore
    row('GPT, longest time the tab did not answer, eager', 'at most 100 ms', `${whole(most(eager))} ms`, most(eager) <= 100), // prettier-ignore
    row('the same, compiled', 'at most 100 ms', `${whole(silent)} ms`, silent <= 100), // prettier-ignore
    row('moons at full speed, drawings a second', 'at least 30', drawings.toFixed(1), drawings >= 30),
    row('the same, longest time the tab did not answer', 'at most 100 ms', `${whole(most([moons]))} ms`, most([moons]) <= 100), // prettier-ignore
    row('the same, steps a second watched, of those unwatched', 'at least 90 %', `${(100 * share).toFixed(0)} %: ${whole(of(moons.rounds, (one) => one.watched))} of ${whole(of(moons.rounds, (one) => one.unwatched))}`, share >= 0.9), // prettier-ignore
    `| home, from a key to its graph | | ${key.toFixed(0)} ms | |`,
  ].join('\n'),
].join('\n\n')
const file = 'docs/page-rates.md'
writeFileSync(file, await formatted(file, text))
process.stdout.write(`${text}\n`)

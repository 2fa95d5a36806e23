/** The GPT: a language model made of single numbers learns in this tab, and any of its numbers can be unfolded. */
import '../style/gpt.css'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Hints } from '../frame/help.js'
import { useKeys } from '../frame/keys.js'
import { useMedia } from '../frame/media.js'
import { Choices } from '../gpt/choices.js'
import { Files } from '../gpt/files.js'
import { Heads } from '../gpt/heads.js'
import { LetterMap } from '../gpt/letter-map-picture.js'
import { Losses, runningMean, WINDOW } from '../gpt/losses.js'
import { NextChoice, NextLetters } from '../gpt/next-letters.js'
import type { About, Seen } from '../gpt/orders.js'
import type { OwnText } from '../gpt/own-text.js'
import { END, letterOf, START } from '../gpt/saying.js'
import { differences, prefixIn, stepsIn, viewIn, wantedBy, writtenOf } from '../gpt/setting.js'
import { Trainer, type Shown } from '../gpt/trainer.js'
import { Unfolded } from '../gpt/unfolded.js'
import { fixed } from '../picture/number.js'
import { KeptRuns } from '../runs/kept-runs.js'
import { openShelf } from '../runs/shelf.js'
import { keepOwn } from '../stage/source.js'
import { go, route, set } from '../state.js'

const shelf = openShelf('gpt', 'gpt-runs')

export default function GPTPlace(): JSX.Element {
  const { query } = route.value
  const isNarrow = useMedia('(max-width: 40rem)')
  const [opened, setOpened] = useState<OwnText | undefined>(undefined)
  const wanted = useMemo(() => wantedBy(query, opened), [query.seed, query.steps, query.text, query.compile, opened])
  /** The file that the run goes on from: no address recreates that. */
  const [file, setFile] = useState('')
  const trainer = useMemo(() => new Trainer(), [])
  useEffect(() => () => trainer.end(), [])
  const shown = trainer.shown.value
  const { about, step, isRunning, seen } = shown
  const why = trainer.broken.value
  const [beside, setBeside] = useState<ReadonlySet<string>>(new Set())
  /** Nothing more comes of this run. */
  const isStuck = !about || shown.trouble !== '' || why !== ''
  const asked = stepsIn(query)
  const written = useRef<number | undefined>(undefined)
  /** The run that a file has begun already. */
  const loaded = useRef('')

  /** Begins anew, and goes as far as the address says. */
  const begin = async (until: number | undefined): Promise<void> => {
    setFile('')
    written.current = until
    await trainer.begin(wanted.setting)
    if (until !== undefined) trainer.play(until)
    else trainer.play(0)
  }
  useEffect(() => {
    const isThere = loaded.current === wanted.key
    loaded.current = ''
    if (!isThere) void begin(asked)
  }, [wanted.key])
  // Back, or another link: the same run at another step.
  useEffect(() => {
    if (asked === written.current || file !== '' || !about) return
    if (asked !== undefined && asked >= step) {
      written.current = asked
      trainer.play(asked)
    } else void begin(asked)
  }, [asked])
  // Where it stands is written down when it rests.
  useEffect(() => {
    if (isRunning || !about || file !== '' || step === (asked ?? 0) || step < (written.current ?? 0)) return
    written.current = step
    set({ k: String(step) }, 'k')
  }, [isRunning, step])
  useEffect(() => trainer.watch(viewIn(query, wanted.own !== undefined)), [query, wanted.own])
  useHidden(trainer)

  const isOver = about !== undefined && step >= about.setting.steps
  const toggle = (): void => {
    if (isStuck) return
    if (isRunning) trainer.pause()
    else if (isOver) void again()
    else if (about) trainer.play(about.setting.steps)
  }
  const again = async (): Promise<void> => {
    set({ k: undefined }, 'k')
    await begin(undefined)
    trainer.play(wanted.setting.steps)
  }
  const stepOn = (): void => {
    if (!isStuck && !isOver) trainer.play(step + 1)
  }
  const reset = (): void => {
    set({ k: undefined }, 'k')
    void begin(undefined)
  }
  const field = useRef<HTMLInputElement>(null)
  useKeys(
    () => [
      { keys: [' '], does: 'train, pause', isHint: true, run: toggle },
      { keys: ['ArrowRight'], does: 'one step', isHint: true, repeats: true, run: stepOn },
      { keys: ['r'], does: 'reset: the same weights again', isHint: true, run: reset },
      { keys: ['/'], does: 'type a text', isHint: true, run: () => (field.current?.focus(), field.current?.select()) },
    ],
    [isRunning, step, isOver, isStuck, wanted.key],
  ) // prettier-ignore
  return (
    <div class="gpt">
      <h1 class="sr">A GPT on single numbers</h1>
      <div class="gpt-bar">
        <span class="buttons">
          <button type="button" class="btn on" onClick={toggle} disabled={isStuck}>
            <svg viewBox="0 0 11 11" aria-hidden="true">
              <path d={isRunning ? 'M1 0h3v11H1zM7 0h3v11H7z' : 'M1.5 0l9 5.5-9 5.5z'} />
            </svg>
            {isRunning ? 'Pause' : isOver ? 'Train again' : step > 0 ? 'Train on' : 'Train'}
          </button>
          <button type="button" class="btn" onClick={stepOn} disabled={isStuck || isRunning || isOver}>
            Step
          </button>
          <button type="button" class="btn" onClick={reset} disabled={!about}>
            Reset
          </button>
        </span>
        <Figures shown={shown} />
        <Choices setting={wanted.setting} />
        <Files
          trainer={trainer}
          own={wanted.own}
          setting={wanted.setting}
          step={step}
          onText={(text) => {
            setOpened(text)
            set({ text: text && 'own', k: undefined, prefix: undefined, next: undefined, what: undefined, way: undefined }, 'text') // prettier-ignore
          }}
          onWeights={({ setting }, name) => {
            setFile(name)
            const of = { seed: String(setting.seed), steps: String(setting.steps) }
            const { key } = wantedBy({ ...query, ...of }, opened)
            loaded.current = key === wanted.key ? '' : key
            written.current = undefined
            set({ k: undefined, ...of }, 'weights')
            trainer.play(0)
          }}
        />
      </div>
      <Says shown={shown} missing={wanted.missing} file={file} why={why} again={() => void trainer.restart()} />
      {about && seen ? (
        <Answers about={about} seen={seen} shown={shown} isNarrow={isNarrow} isOwn={wanted.own !== undefined} isFromFile={file !== ''} trainer={trainer} field={field} beside={beside} setBeside={setBeside} /> // prettier-ignore
      ) : (
        shown.trouble === '' &&
        why === '' && (
          <p class="note wait" role="status">
            Drawing the weights…
          </p>
        )
      )}
      <footer class="foot">
        <Hints />
        <span>
          One {about?.setting.texts ? 'line' : 'name'} a step, Adam, double precision; texts are made up at temperature
          0.5. {START} start, {END} end.
        </span>
        <span>The choice of numbers is Andrej Karpathy’s (microgpt).</span>
      </footer>
    </div>
  )
}

/** A page that nobody looks at waits, and goes on when it is looked at again. */
function useHidden(trainer: Trainer): void {
  useEffect(() => {
    let waits = 0
    const change = (): void => {
      const { isRunning, about } = trainer.shown.peek()
      if (document.hidden && isRunning) {
        waits = trainer.until
        trainer.pause()
      } else if (!document.hidden && waits > 0 && about) {
        trainer.play(waits)
        waits = 0
      }
    }
    document.addEventListener('visibilitychange', change)
    return () => document.removeEventListener('visibilitychange', change)
  }, [trainer])
}

/** Where it stands, and how large it is. */
function Figures({ shown: { about, step, compiled, isReady, losses } }: { readonly shown: Shown }): JSX.Element {
  const mean = runningMean(losses.slice(-2 * WINDOW)).at(-1)
  return (
    <p class="figures">
      <span>
        step <b data-testid="step">{step.toLocaleString('en')}</b>
      </span>
      <span>
        loss <b class="d">{mean === undefined ? '–' : fixed(mean, 3)}</b>
      </span>
      <span>
        <b>{about ? about.parameters.toLocaleString('en') : '–'}</b> numbers, one block, four heads
      </span>
      {(compiled > 0 || isReady) && (
        <span>
          <b data-testid="compiled">{compiled.toLocaleString('en')}</b> steps compiled
          {compiled === 0 && ', the program is ready'}
        </span>
      )}
    </p>
  )
}

interface SaysProps {
  readonly shown: Shown
  readonly missing: string
  readonly file: string
  /** Why nobody trains. */
  readonly why: string
  again(): void
}
function Says({ shown: { about, trouble, isRunning, step }, missing, file, why, again }: SaysProps): JSX.Element {
  const cut = about && about.cut > 0 ? `${about.cut.toLocaleString('en')} of ${about.texts.toLocaleString('en')} lines are longer than 16 letters; only their beginnings are learned.` : ''
  const from = file === '' ? '' : `The weights came from ${file}; a link to this page begins from its own.`
  const said = [missing, cut, from].filter((text) => text !== '')
  return (
    <>
      {said.length > 0 && <p class="note">{said.join(' ')}</p>}
      {trouble !== '' && (
        <p class="bad note" role="alert">
          ✗ {trouble}
        </p>
      )}
      {why !== '' && (
        <p class="bad note" role="alert">
          ✗ {why}{' '}
          <button type="button" class="btn" onClick={again}>
            Start again
          </button>
        </p>
      )}
      <p class="sr" role="status">
        {isRunning ? 'It trains.' : about ? `It rests after ${step.toLocaleString('en')} steps.` : ''}
      </p>
    </>
  )
} // prettier-ignore

interface AnswersProps {
  readonly about: About
  readonly seen: Seen
  readonly shown: Shown
  readonly isNarrow: boolean
  readonly isOwn: boolean
  readonly isFromFile: boolean
  readonly trainer: Trainer
  readonly field: { current: HTMLInputElement | null }
  /** The kept runs that are seen beside this one. */
  readonly beside: ReadonlySet<string>
  setBeside(names: ReadonlySet<string>): void
}

/** What the model says to a text, how it learns, and what that is made of. */
function Answers({
  about,
  seen,
  shown,
  isNarrow,
  isOwn,
  isFromFile,
  trainer,
  field,
  beside,
  setBeside,
}: AnswersProps): JSX.Element {
  const { query } = route.value
  const { alphabet } = about
  const besides = shelf.runs.value.filter(({ name }) => beside.has(name))
  const name = (token: number): string => letterOf(alphabet, token)
  const choose = (token: number): void => set({ next: alphabet[token] ?? '', way: undefined }, 'next')
  const letters = seen.tokens.map((token, k) => (k === 0 ? START : name(token)))
  const onStage = async (line?: number): Promise<void> => {
    keepOwn(await trainer.record(line), 'GPT')
    go({ place: 'stage', name: '', query: { program: 'file' } })
  }
  return (
    <>
      <div class="gpt-pair">
        <section aria-label="What comes next">
          <div class="prefix">
            <input
              ref={field}
              class="code"
              aria-label="The text so far"
              aria-describedby="gpt-says"
              value={prefixIn(query, isOwn)}
              maxLength={200}
              spellcheck={false}
              autocapitalize="off"
              autocomplete="off"
              onInput={({ currentTarget: { value } }) =>
                set({ prefix: value, next: undefined, way: undefined }, 'type')
              }
            />
            <span class="q">type; the next letter follows</span>
          </div>
          <p id="gpt-says" class={seen.unknown.length > 0 || seen.isCut ? 'note' : 'sr'} role="status">
            {seen.unknown.length > 0 &&
              `It was never shown ${seen.unknown.map((letter) => `“${letter}”`).join(', ')}, which it leaves out. It knows ${[...alphabet].map((_, k) => name(k)).join(' ')}. `}
            {seen.isCut && 'It sees the first 15 letters only.'}
          </p>
          <p class="lead">
            What comes next. Beneath: the <span class="g">gradient</span> of each score if it is{' '}
            <NextChoice seen={seen} alphabet={alphabet} choose={choose} />, which is p − 1 there and p elsewhere
          </p>
          <NextLetters seen={seen} alphabet={alphabet} isNarrow={isNarrow} choose={choose} />
        </section>
        <section aria-label="Where each letter looks">
          <h2>Where each letter looks; area is weight</h2>
          <Heads heads={seen.attention} letters={letters} />
        </section>
      </div>
      <section aria-label="Loss">
        <h2>Loss, and what it writes along the way</h2>
        <Losses about={about} losses={shown.losses} samples={shown.samples} isNarrow={isNarrow} beside={besides} />
        <KeptRuns
          shelf={shelf}
          cannot={cannotKeep(shown, isFromFile)}
          present={() => ({
            query: { ...query, k: String(shown.step) },
            losses: { every: 1, train: runningMean(shown.losses), test: [] },
          })}
          differences={(then) => differences(then, query)}
          beside={beside}
          onBeside={setBeside}
        />
      </section>
      <div class="gpt-pair last">
        <section aria-label="Any number, unfolded">
          <h2>Any number, unfolded</h2>
          <Unfolded
            seen={seen}
            alphabet={alphabet}
            parameters={about.parameters}
            open={(way) => set({ way: way.length === 0 ? undefined : way.join() }, 'way')}
            choose={(of) => set({ what: writtenOf(of), way: undefined }, 'what')}
            onStage={(line) => void onStage(line)}
          />
        </section>
        <section aria-label="Its letters">
          <h2>Its letters: near is alike</h2>
          {shown.map && <LetterMap map={shown.map} alphabet={alphabet} />}
        </section>
      </div>
    </>
  )
}

/** A run is kept by its address, which has to make it again. */
const cannotKeep = ({ losses }: Shown, isFromFile: boolean): string =>
  isFromFile
    ? 'This run goes on from a file, so that no address makes it again: save its weights instead.'
    : losses.length === 0
      ? 'Take a step, keep the run, change a setting, and see both curves.'
      : ''

/** Under the hood: what the compiler made of the reader's program, from single numbers to loops, pass by pass, timed and proved here. */
import '../style/hood.css'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Hints } from '../frame/help.js'
import { useKeys } from '../frame/keys.js'
import { hrefOf, route, set } from '../state.js'
import type { Answer } from '../hood/drawing.js'
import { examples, NEURON } from '../hood/examples.js'
import type { Of } from '../hood/inside.js'
import { moved, readLit, saying, writeLit, type Lit } from '../hood/lit.js'
import { Loops } from '../hood/loops.js'
import { Passes } from '../hood/passes.js'
import { ProgramField } from '../hood/program-field.js'
import { FIRST, useSource, type Source } from '../hood/source.js'
import { placeInLine } from '../hood/line.js'
import { SourceLines } from '../hood/source-lines.js'
import { LoopTable } from '../hood/table.js'
import { Take } from '../hood/take.js'
import { Timing } from '../hood/timing.js'
import { openWorkbench, Trouble, type Workbench } from '../hood/workbench.js'
import type { Located } from '../hood/written.js'

/** What is known of the program that was looked at last. */
interface Looked {
  readonly code: string
  readonly of: Of
  /** As its reader has it. */
  readonly text: string
  readonly drawing: Located
}
/** While a line is typed, this long nothing is compiled, in milliseconds. */
const TYPING = 250
/** A larger program is timed when that is asked for. */
const LARGE = 20_000

export default function Hood(): JSX.Element {
  const { query } = route.value
  const source = useSource(query)
  const bench = useRef<Workbench | undefined>(undefined)
  const [looked, setLooked] = useState<Looked | undefined>(undefined)
  const [trouble, setTrouble] = useState<Trouble | undefined>(undefined)
  const [busy, setBusy] = useState<'look' | 'time' | 'prove' | undefined>(undefined)
  const [times, setTimes] = useState<Answer<'time'> | string | undefined>(undefined)
  const [proof, setProof] = useState<Answer<'prove'> | string | undefined>(undefined)
  const [pointed, setPointed] = useState<Lit | undefined>(undefined)
  const turn = useRef(0)
  const seed = useRef(0)
  const isTyping = useRef(false)

  useEffect(() => () => bench.current?.stop(), [])
  const code = source?.code
  const of = source?.of ?? 'value'
  const ask = async <T,>(
    what: 'time' | 'prove',
    call: () => Promise<T>,
    give: (answer: T | string | undefined) => void,
  ): Promise<void> => {
    const own = turn.current
    give(undefined)
    setBusy(what)
    try {
      const answer = await call()
      if (own === turn.current) give(answer)
    } catch (error) {
      if (own === turn.current) give(wordsOf(error))
    }
    if (own === turn.current) setBusy(undefined)
  }
  const time = (): void => void ask('time', () => bench.current!.time(), setTimes)
  const prove = (): void => void ask('prove', () => bench.current!.prove(++seed.current), setProof)

  useEffect(() => {
    const own = ++turn.current
    setTrouble(undefined)
    if (code === undefined) return void setBusy(undefined)
    setBusy('look')
    const look = async (): Promise<void> => {
      bench.current ??= openWorkbench()
      try {
        const found = await bench.current.look(code, of)
        if (own !== turn.current) return
        const { text, isLine } = source!
        const drawing = isLine ? { ...found, spots: found.spots.map((spot) => spot && placeInLine(text, code, spot)) } : found // prettier-ignore
        setLooked({ code, of, text, drawing })
        setTimes(undefined)
        setProof(undefined)
        setPointed(undefined)
        setBusy(undefined)
        if (!isTyping.current && drawing.nodes < LARGE) time()
      } catch (error) {
        if (own !== turn.current) return
        setTrouble(error instanceof Trouble ? error : new Trouble(wordsOf(error)))
        setBusy(undefined)
      }
    }
    const timer = setTimeout(() => void look(), isTyping.current ? TYPING : 0)
    return () => clearTimeout(timer)
  }, [code, of])

  const drawing = looked?.drawing
  const pinned = looked && readLit(query.lit, looked)
  const lit = pointed ?? pinned
  const choose = (next: Lit | undefined): void => {
    setPointed(undefined)
    set({ lit: next && writeLit(next) }, 'lit')
  }
  useKeys(
    () =>
      looked && lit
        ? [
            { keys: ['ArrowUp', 'ArrowDown'], does: 'line' in lit ? 'the line before or after' : 'the cell before or after', isHint: true, repeats: true, run: ({ key }) => choose(moved(lit, key, looked)) },
            { keys: ['ArrowLeft', 'ArrowRight'], does: 'line' in lit ? 'the ops of the line' : 'the nodes of the cell', isHint: true, repeats: true, run: ({ key }) => choose(moved(lit, key, looked)) },
            { keys: ['Escape'], does: 'nothing lit', isHint: true, run: () => choose(undefined) },
          ]
        : [],
    [looked, lit && writeLit(lit)],
  ) // prettier-ignore
  const isStale = looked !== undefined && (looked.code !== code || looked.of !== of)
  const isEager = drawing?.executor === 'eager'
  return (
    <div class="hood">
      <h1>Write scalars, get tensors</h1>
      <p class="lead">{leadOf(source, isStale ? undefined : drawing)}</p>
      <div class="hood-choice">
        <nav aria-label="Programs">
          {Object.entries(examples).map(([name, { title }]) => (
            <a
              key={name}
              href={hrefOf('hood', name === FIRST ? {} : { program: name })}
              aria-current={source?.example === examples[name] ? 'true' : undefined}
            >
              {title}
            </a>
          ))}
          <a href={hrefOf('hood', NEURON)} aria-current={query.e === NEURON.e ? 'true' : undefined}>
            neuron, a line
          </a>
        </nav>
        <span class="seg" role="group" aria-label="What is compiled">
          {(['value', 'slopes'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={of === one}
              onClick={() => set({ of: one, lit: undefined }, 'of')}
            >
              {one === 'value' ? 'the function' : 'with its slopes'}
            </button>
          ))}
        </span>
      </div>
      <ProgramField
        source={source}
        query={query}
        isRunning={busy === 'look'}
        stop={() => bench.current?.stop()}
        onTyping={(isLine) => (isTyping.current = isLine)}
        line={trouble?.line}
      />
      <p role="status" class={trouble ? 'bad' : 'q'} id="hood-says">
        {trouble
          ? `✗ ${trouble.line === undefined ? '' : `Line ${trouble.line}: `}${trouble.message}`
          : busy === 'look' && !drawing
            ? 'Starting the sandbox and compiling…'
            : ''}
      </p>
      {drawing && !isEager && (
        <div class={isStale ? 'hood-seen pale' : 'hood-seen'}>
          <SourceLines looking={looked} lit={lit} point={setPointed} choose={choose} />
          <Loops drawing={drawing} lit={lit} point={setPointed} choose={choose} />
          <p class="hood-lit d" role="status">
            {lit ? saying(lit, looked) : ''}
          </p>
          <div class="hood-below">
            <Passes drawing={drawing} />
            <div>
              <Timing drawing={drawing} times={times} proof={proof} busy={busy} time={time} prove={prove} />
              <Take isBusy={busy !== undefined || isStale} take={(to) => bench.current!.take(to)} />
            </div>
          </div>
          <LoopTable drawing={drawing} />
        </div>
      )}
      {drawing && isEager && (
        <div class={isStale ? 'hood-seen pale' : 'hood-seen'}>
          <p class="hood-eager">
            This function is not compiled: {drawing.why}. Nothing is lost by it: the function itself is called, only not
            faster.
          </p>
          <Timing drawing={drawing} times={times} proof={proof} busy={busy} time={time} prove={prove} />
        </div>
      )}
      <footer class="foot">
        <Hints />
        <span>
          Point at a node, a cell, a loop or a line: the same thing lights up in all of them. By keys: <kbd>Tab</kbd> to
          a line or a loop, then arrows.
        </span>
        <span>Times are of this machine, now; your program runs in a sandbox of this page.</span>
      </footer>
    </div>
  )
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function leadOf(source: Source | undefined, drawing: Answer<'look'> | undefined): string {
  if (source && source.code === undefined) return 'A program that somebody sent: read it, then run it if you like.'
  const about = source?.example?.about
  if (drawing?.nodes === 0 && drawing.executor !== 'eager')
    return 'Nothing is left to be computed: the result is a number that was known before, or one of the arguments.'
  if (!drawing || drawing.nodes === 0) return about ?? ''
  const { nodes, loops } = drawing
  const said = `is ${nodes.toLocaleString('en')} ${nodes === 1 ? 'operation' : 'operations'} on single numbers, and ${loops.toLocaleString('en')} ${loops === 1 ? 'loop' : 'loops'}.`
  return about === undefined ? `Your program ${said}` : `${about} It ${said}`
}

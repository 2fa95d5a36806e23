/** The stage: any program, step by step, forward and back, touched and asked why. */
import '../style/stage.css'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { readPoint, writePoint, type Query } from '../address.js'
import { Hints } from '../frame/help.js'
import { LineField } from '../frame/line-field.js'
import { useKeys } from '../frame/keys.js'
import { useMedia } from '../frame/media.js'
import { drawn, trustOf, type Figure, type PlannedBox } from '../../src/figures/index.js'
import { GraphPicture } from '../picture/graph-picture.js'
import { readLook, Viewport, writeLook } from '../picture/viewport.js'
import { scaleOf } from '../picture/leaf-slider.js'
import { atMoment, atRest, placeOf } from '../picture/showing.js'
import type { Leaf, Session } from '../program/session.js'
import { factorOf, layoutOf } from '../program/large.js'
import { walkOf } from '../program/walk.js'
import { Asked } from '../stage/asked.js'
import { Nudging, stepOf } from '../stage/nudging.js'
import { OpenFile, SaveAs } from '../stage/save.js'
import { Controls } from '../stage/controls.js'
import { Choice, foldingOf, MOST_UNFOLDED, Unfolded } from '../stage/folding.js'
import { keepRecording, keyOf, open, type Source } from '../stage/source.js'
import { StepPanel } from '../stage/step-panel.js'
import { usePlay } from '../stage/play.js'
import { route, set } from '../state.js'
import { EXAMPLE } from './home.js'

export default function Stage(): JSX.Element {
  const query: Query =
    route.value.query.e === undefined && route.value.query.program === undefined
      ? { ...route.value.query, e: EXAMPLE }
      : route.value.query
  const [source, setSource] = useState<Source | undefined>(undefined)
  const [opened, setOpened] = useState(0)
  const [failed, setFailed] = useState('')
  const key = `${keyOf(query)} ${opened}`
  useEffect(() => {
    let isLatest = true
    void arrive()
    async function arrive(): Promise<void> {
      const found = await open(query)
      if (!isLatest) return
      // While a line is typed that is not understood, the last one that was stays.
      setSource((before) =>
        'failed' in found && before && 'session' in before && query.e !== undefined ? before : found,
      )
      setFailed('failed' in found ? found.failed : '')
    }
    return () => {
      isLatest = false
    }
  }, [key])
  const openFile = (text: string, name: string): void => {
    try {
      keepRecording(text, name)
      setFailed('')
      set({ program: 'file', e: undefined, at: undefined, k: undefined, open: undefined, look: undefined }, 'open')
      setOpened((n) => n + 1)
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div class="stage">
      {source && 'session' in source ? (
        <OnStage
          key={idOf(source.session)}
          session={source.session}
          name={source.name}
          query={query}
          failed={failed}
          openFile={openFile}
        />
      ) : (
        <>
          <div class="head">
            <h1>The stage</h1>
            <Line query={query} />
            <span class="tail">
              <OpenFile onOpen={openFile} />
            </span>
          </div>
          {query.program !== undefined && failed === '' && (
            <p class="note wait" role="status">
              Recording the program, every number of it…
            </p>
          )}
          {failed !== '' && (
            <p class="bad" role="alert">
              ✗ {failed}
            </p>
          )}
        </>
      )}
    </div>
  )
}

/** Another session is another stage: nothing of the last one's is kept. */
const ids = new WeakMap<Session, number>()
let count = 0
function idOf(session: Session): number {
  if (!ids.has(session)) ids.set(session, (count += 1))
  return ids.get(session)!
}

/** The program, to be typed over; nothing for what is no line. */
function Line({ query }: { readonly query: Query }): JSX.Element | null {
  const text = query.e ?? ''
  if (query.program !== undefined) return null
  return (
    <LineField
      name="Program"
      class="line"
      text={text}
      onInput={(typed) => set({ e: typed, k: undefined, open: undefined, look: undefined }, 'type')}
    />
  )
}

interface OnStageProps {
  readonly session: Session
  readonly name: string
  readonly query: Query
  readonly failed: string
  openFile(text: string, name: string): void
}

function OnStage({ session, name, query, failed, openFile }: OnStageProps): JSX.Element {
  const walk = walkOf(session)
  const isNarrow = useMedia('(max-width: 40rem)')
  const [version, setVersion] = useState(0)
  const [held, setHeld] = useState<number | undefined>(undefined)
  const [said, setSaid] = useState('')
  const [focus, setFocus] = useState<number | undefined>(undefined)
  const [answered, setAnswered] = useState<ReadonlySet<number>>(new Set())
  const line = useRef<HTMLDivElement>(null)

  useEffect(() => {
    session.changed = () => setVersion((n) => n + 1)
    return () => session.end()
  }, [session])

  // Back may bring other numbers.
  const wanted = readPoint(query.at)
  const changes = session.leaves.flatMap(({ name: leaf, place, value }) => {
    const x = wanted.get(leaf)
    return x === undefined || Object.is(x, value.data) ? [] : [[place, x] as const]
  })
  if (changes.length > 0 && held === undefined) session.move(changes)

  /** The numbers have moved, the steps are still on their way. */
  const isQuick = session.isFollowing
  const { length } = walk
  const asked = query.k === undefined ? NaN : Math.trunc(Number(query.k))
  const k = Math.max(0, Math.min(length, Number.isFinite(asked) ? asked : length))
  const moment = walk.at(k)
  const step = walk.step(k)
  const now = step && placeOf(step)
  const isHiding = query.hide === 'yes'
  const isHidden = (place: number): boolean => isHiding && place !== session.rootPlace && !answered.has(place)

  const rankdir = query.dir === 'down' || (query.dir === undefined && isNarrow) ? 'TB' : 'LR'
  const folding = foldingOf(query.open, session)
  const plan = layoutOf(session, {
    rankdir,
    ...folding,
    ...(isNarrow && { isDense: true, digits: 3 }),
    ...(rankdir === 'LR' && { fill: 1200 }),
  })
  const trust = useMemo(
    () => (session.isLarge || held !== undefined ? new Map<number, number>() : trustOf(session.graph)),
    [session.graph, held],
  )
  const factor = useMemo(() => plan && factorOf(session, plan), [session.graph, plan])
  const showing = !isQuick
    ? { ...atMoment(session, walk.all, moment, walk.edges, isHidden), trust, ...(factor && { factor }) }
    : { ...atRest(session), trust, slope: () => undefined, walk: () => 'walked' as const }

  const goTo = (next: number, kind = 'step'): void => {
    setSaid('')
    set({ k: String(Math.max(0, Math.min(walk.length, next))) }, kind)
  }
  /** From where the address says that it is: keys may come faster than pictures. */
  const stepBy = (by: number): void => {
    const at = route.peek().query.k
    goTo((at === undefined ? walk.length : Number(at)) + by)
  }
  const play = usePlay(walk, k, query.stop, goTo, setSaid)
  const move = (leaf: Leaf, x: number): void => {
    const why = session.move([[leaf.place, x]])
    setSaid(why)
    setVersion((n) => n + 1)
    if (session.leaves.length <= 60 && query.program === undefined)
      set({ at: writePoint(session.point) }, `move ${leaf.name}`)
  }
  const leafAt = (place: number | undefined): Leaf | undefined => session.leaves.find((leaf) => leaf.place === place)
  const toggleFold = (): void => {
    const { scopes } = session.graph
    if (scopes.length > 0) set({ open: folding.fold ? 'all' : 'none', look: undefined }, 'fold')
  }
  const start = useRef({ x: 0, per: 0 })
  const press = ({ knot }: PlannedBox): void => {
    if (knot.fold) {
      const opened =
        query.open === undefined || query.open === 'none' || query.open === 'all' ? [] : query.open.split(',')
      set({ open: [...opened, String(knot.fold.scope)].join(','), look: undefined }, 'unfold')
    } else if (knot.place !== undefined) {
      const landing = walk.landing(knot.place)
      if (landing !== undefined) goTo(landing, 'jump')
    }
  }

  useKeys(
    () => [
      { keys: ['ArrowLeft', 'ArrowRight'], does: 'a step back, a step on', isHint: true, repeats: true, run: ({ key }) => (play.stop(), stepBy(key === 'ArrowLeft' ? -1 : 1)) },
      { keys: [' '], does: 'play, pause', isHint: true, run: play.toggle },
      { keys: ['Home', 'End'], does: 'first, last step', isHint: true, run: ({ key }) => (play.stop(), goTo(key === 'Home' ? 0 : walk.length, 'jump')) },
      ...(session.graph.scopes.length > 0 ? [{ keys: ['f'], does: 'fold, unfold all', isHint: true as const, run: toggleFold }] : []),
      {
        keys: ['t'],
        does: 'top-down, left-right',
        run: () => set({ dir: rankdir === 'TB' ? 'right' : 'down', look: undefined }, 'turn'),
      },
      { keys: ['/'], does: 'edit the line', run: () => line.current?.querySelector('textarea')?.focus() },
      {
        keys: ['g'],
        does: 'to the graph: ↑ ↓ walk along edges, Enter jumps there, + − nudge a leaf',
        run: () => document.querySelector<SVGElement>('svg.graph [tabindex="0"]')?.focus(),
      },
    ],
    [k, rankdir, query.open, play.isPlaying, session.graph],
  ) // prettier-ignore

  const picture = (): Figure | undefined => plan && drawn(plan, showing)
  const title = session.title || (query.e === undefined ? name : 'On the stage')
  return (
    <>
      <div class="head" ref={line}>
        <h1>{title}</h1>
        <Line query={query} />
        <span class="tail">
          <Choice
            name="Direction"
            options={[
              ['left-right', rankdir === 'LR', () => set({ dir: 'right', look: undefined }, 'turn')],
              ['top-down', rankdir === 'TB', () => set({ dir: 'down', look: undefined }, 'turn')],
            ]}
          />
          {session.graph.scopes.length > 0 && (
            <Choice
              name="Fold"
              options={[
                [
                  'folded',
                  folding.fold && folding.open.length === 0,
                  () => set({ open: 'none', look: undefined }, 'fold'),
                ],
                [
                  'every op',
                  !folding.fold,
                  () => set({ open: 'all', look: undefined }, 'fold'),
                  session.graph.nodes.length > MOST_UNFOLDED,
                ],
              ]}
            />
          )}
          <SaveAs session={session} picture={picture} name={/^[\w-]+$/.test(name) ? name : 'graph'} />
          <OpenFile onOpen={openFile} />
        </span>
      </div>
      <Unfolded
        scopes={session.graph.scopes}
        open={folding.fold ? folding.open : []}
        fold={(scope) => {
          const left = folding.open.filter((one) => one !== scope)
          set({ open: left.length === 0 ? 'none' : left.join(','), look: undefined }, 'fold')
        }}
      />
      {(failed || said) !== '' && (
        <p class={failed ? 'bad note' : 'note'} role="status">
          {failed ? `✗ ${failed}` : said}
        </p>
      )}
      {plan ? (
        <GraphPicture
          plan={plan}
          showing={showing}
          moment={[k, isQuick, version, query.at, query.hide, answered.size, trust].join()}
          title={`Graph: ${query.e ?? title}`}
          frame={(inside) => (
            <Viewport
              {...inside}
              look={readLook(query.look)}
              onLook={(look) => set({ look: look && writeLook(look) }, 'look')}
              onSwipe={(by) => (play.stop(), stepBy(by))}
            />
          )}
          insight={now === undefined || isQuick ? undefined : plan.boxes[plan.view.knotOf[now]!]?.knot.place}
          describe={({ knot }) => (knot.fold ? '. Press to unfold.' : '')}
          press={press}
          focusAt={setFocus}
          nudge={(box, steps) => {
            const leaf = leafAt(box.knot.place)
            if (leaf) move(leaf, Number((leaf.value.data + steps * stepOf(leaf.value.data)).toPrecision(12)))
          }}
          drag={{
            start({ knot }) {
              const leaf = leafAt(knot.place)
              if (!leaf || !session.isAlive) return false
              start.current = { x: leaf.value.data, per: scaleOf(session.leaves.map(({ value }) => value.data)) / 240 }
              return true
            },
            move({ knot }, pixels) {
              const { x, per } = start.current
              setHeld(knot.place)
              const digits = Math.max(0, Math.ceil(-Math.log10(per)))
              move(leafAt(knot.place)!, Number((x + pixels * per).toFixed(digits)))
            },
            end() {
              setHeld(undefined)
              setVersion((n) => n + 1)
            },
          }}
        />
      ) : (
        <p class="note wait" role="status">
          Laying out {session.graph.nodes.length.toLocaleString('en')} nodes…
        </p>
      )}
      <Controls walk={walk} k={k} length={length} play={play} stepBy={stepBy} goTo={goTo} />
      <div class={`step${isQuick ? ' stale' : ''}`}>
        <StepPanel
          walk={walk}
          k={k}
          isHiding={isHiding}
          isHidden={isHidden}
          isPlaying={play.isPlaying}
          onAnswer={(place) => setAnswered(new Set([...answered, place]))}
          stop={query.stop}
          onHide={(isSo) => {
            setAnswered(new Set())
            set({ hide: isSo ? 'yes' : undefined }, 'hide')
          }}
          onStop={(text) => set({ stop: text }, 'stop')}
        >
          <Asked
            session={session}
            walk={walk}
            k={k}
            place={focus ?? now}
            goTo={(place) => goTo(walk.landing(place) ?? k, 'jump')}
          />
        </StepPanel>
        <section aria-label="Autograd beside nudging">
          <Nudging
            session={session}
            grad={(place) => (isQuick ? session.grad(place) : (moment.grad[place] ?? null))}
            names={walk.all.names.text}
            now={now}
            version={`${version} ${query.at ?? ''}`}
            isHeld={held !== undefined}
            isKnown={(place) => !isHidden(place) && (walk.landing(place) ?? 0) <= k}
            onSet={move}
          />
          <p class="cap">Drag a leaf sideways, or type over its number: everything follows.</p>
        </section>
      </div>
      <footer class="foot wide-only">
        <Hints />
      </footer>
    </>
  )
}

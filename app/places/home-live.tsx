/** The live part of home: the line understood, its graph with a slider on each leaf, and what a nudge does. */
import type { ComponentType, JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { readPoint, writePoint } from '../address.js'
import { useKeys } from '../frame/keys.js'
import { useMedia } from '../frame/media.js'
import { number } from '../picture/number.js'
import { GraphPicture } from '../picture/graph-picture.js'
import { LeafSlider, SliderRow, scaleOf } from '../picture/leaf-slider.js'
import { atRest } from '../picture/showing.js'
import { Mistake } from '../../src/expression/index.js'
import { Session, type Leaf } from '../program/session.js'
import { go, hrefOf, set } from '../state.js'
import { Substituted } from '../picture/substituted.js'

export interface LiveProps {
  readonly text: string
  readonly at: string | undefined
}

/** The last text that was understood stays on show while another is being typed. */
let known: { text: string; session: Session } | undefined
let wrong: { text: string; mistake: Mistake | Error } | undefined

function sessionOf(text: string, at: string | undefined): { session: Session | undefined; mistake: Error | undefined } {
  if (known?.text !== text && wrong?.text !== text) {
    try {
      const point = known ? new Map([...known.session.point, ...readPoint(at)]) : readPoint(at)
      known = { text, session: Session.ofExpression(text, point) }
      wrong = undefined
    } catch (error) {
      wrong = { text, mistake: error instanceof Error ? error : new Error(String(error)) }
    }
  } else if (known?.text === text) {
    wrong = undefined
    // Back may bring other numbers.
    const wanted = readPoint(at)
    const changes = known.session.leaves.flatMap(({ name, place, value }) => {
      const x = wanted.get(name)
      return x === undefined || Object.is(x, value.data) ? [] : [[place, x] as const]
    })
    if (changes.length > 0) known.session.move(changes)
  }
  return { session: known?.session, mistake: wrong?.text === text ? wrong.mistake : undefined }
}

function Live({ text, at }: LiveProps): JSX.Element {
  const { session, mistake } = sessionOf(text, at)
  const isNarrow = useMedia('(max-width: 40rem)')
  const [last, setLast] = useState('')
  const [dragging, setDragging] = useState(false)
  const scale = useRef({ shape: '', most: 0 })
  useKeys(
    () => [{ keys: [' '], does: 'play backprop', isHint: true, run: () => openStage(text, known?.session, 'play') }],
    [text],
  )
  const shape = `${text} ${session?.shape ?? 0}`
  if (session && !dragging) {
    const most = scaleOf(session.leaves.map(({ value }) => value.data))
    // The scale stays while it holds all: a slider that was just moved stays where it is.
    if (scale.current.shape !== shape || most > scale.current.most) scale.current = { shape, most }
  }
  if (!session) return <>{mistake && <Says mistake={mistake} />}</>
  const { most } = scale.current
  const move = (leaf: Leaf, x: number): void => {
    session.move([[leaf.place, x]])
    setLast(leaf.name)
    set({ at: writePoint(session.point) }, `move ${leaf.name}`)
  }
  const hasSliders = session.leaves.length <= 40
  const plan = session.plan(
    isNarrow ? { rankdir: 'TB', isDense: true, digits: 3 } : { fill: 1200, ...(hasSliders && { leafRoom: 28 }) },
  )
  const showing = atRest(session)
  const root = session.graph.nodes[session.rootPlace]!
  return (
    <>
      {mistake && <Says mistake={mistake} />}
      <div class={mistake ? 'stale' : ''}>
        <GraphPicture
          plan={plan}
          showing={showing}
          moment={at}
          title={`Graph of ${session.text}`}
          press={() => openStage(text, session, 'end')}
          nudge={(box, steps) => {
            const leaf = session.leaves.find(({ place }) => place === box.knot.place)
            if (leaf) move(leaf, leaf.value.data + (steps * most) / 120)
          }}
        >
          {hasSliders &&
            !isNarrow &&
            plan.boxes.flatMap((box) => {
              const leaf = session.leaves.find(({ place }) => place === box.knot.place)
              return leaf ? (
                <LeafSlider
                  key={leaf.name}
                  box={box}
                  leaf={leaf}
                  most={most}
                  root={root.label || 'the result'}
                  grad={session.grad(leaf.place)}
                  onMove={(x) => move(leaf, x)}
                  onHold={setDragging}
                />
              ) : (
                []
              )
            })}
        </GraphPicture>
        {isNarrow && (
          <div class="rows">
            {session.leaves.slice(0, 40).map((leaf) => (
              <SliderRow
                key={leaf.name}
                leaf={leaf}
                most={most}
                grad={session.grad(leaf.place)}
                onMove={(x) => move(leaf, x)}
                onHold={setDragging}
              />
            ))}
          </div>
        )}
        <ul class="legend" aria-hidden="true">
          <li>
            <svg width="36" height="14" viewBox="0 0 36 14">
              <path class="n s-ink-3" d="M4 3v8" />
              <path class="n s-data-mark" stroke-width="3" d="M4 7h26" />
            </svg>
            A bar is a value; its tick is zero.
          </li>
          <li>
            <svg width="36" height="14" viewBox="0 0 36 14">
              <path class="n s-ink-3" d="M4 3v8" />
              <path class="n s-grad-mark" stroke-width="2" d="M4 7h22" />
              <path class="f-grad-mark" d="M32 7l-7-4v8z" />
            </svg>
            An arrow is a gradient: go that way and the result rises.
          </li>
          <li>
            <svg width="36" height="14" viewBox="0 0 36 14">
              <path class="f-grad-mark" d="M0 7l7-4v8z" />
              <text x="11" y="11.5" font-size="13" class="f-ink">
                ×2
              </text>
            </svg>
            Going back along this edge, multiply by 2.
          </li>
        </ul>
        <Nudge session={session} last={last} text={text} moment={at} />
      </div>
    </>
  )
}

/** What is wrong with the line, and where. */
function Says({ mistake }: { readonly mistake: Error }): JSX.Element {
  const place = mistake instanceof Mistake && mistake.at > 0 ? ` (at character ${mistake.at + 1})` : ''
  return (
    <p id="line-says" class="says bad" role="status">
      ✗ {sentence(mistake.message)}
      {place}
    </p>
  )
}
const sentence = (text: string): string => text.replace(/^./, (first) => first.toUpperCase())

const STEP = 0.01
/** What a small move of one input does, beside what its gradient said it would. */
function Nudge({
  session,
  last,
  text,
  moment,
}: {
  readonly session: Session
  readonly last: string
  readonly text: string
  readonly moment: unknown
}): JSX.Element | null {
  const { leaves, rootPlace } = session
  const leaf = leaves.find(({ name }) => name === last) ?? leaves[0]
  const told = useMemo(() => leaf && session.shifted(leaf, STEP), [session, leaf, moment])
  if (!leaf || told === undefined) return null
  const { label } = session.graph.nodes[rootPlace]!
  const grad = session.grad(leaf.place)
  const [before, rise] = [session.data(rootPlace), told - session.data(rootPlace)]
  const expected = STEP * grad
  const isExact = Math.abs(rise - expected) <= 1e-9 * Math.max(1, Math.abs(before))
  const verb = rise > 0 ? 'rises' : 'falls'
  const name = label || 'the result'
  return (
    <div class="say">
      <p>
        Nudge <var>{leaf.name}</var> by <span class="d num">{STEP}</span> and{' '}
        {label ? <var>{label}</var> : 'the result'} goes from <span class="d num">{number(before)}</span> to{' '}
        <span class="d num">{number(told, 6)}</span>:{' '}
        {rise === 0 ? (
          <>it stays where it is.</>
        ) : isExact ? (
          <>
            it {verb} by <span class="num">{STEP}</span> · <span class="g num">{number(Math.abs(grad))}</span> ={' '}
            <span class="num">{number(Math.abs(expected))}</span>.
          </>
        ) : (
          <>
            it {verb} by <span class="num">{number(Math.abs(rise), 6)}</span>; <span class="num">{STEP}</span> ·{' '}
            <span class="g num">{number(grad)}</span> = <span class="num">{number(expected)}</span> is what its gradient
            said.
          </>
        )}
      </p>
      <a
        href={hrefOf('stage', { e: text, at: writePoint(session.point), k: '0' })}
        onClick={(event) => (event.preventDefault(), openStage(text, session, 'walk'))}
      >
        Walk through backprop, step by step<span class="sr"> of {name}</span>
      </a>
    </div>
  )
}

function openStage(text: string, session: Session | undefined, how: 'play' | 'walk' | 'end'): void {
  if (!session) return
  // The way back begins when every op has its number.
  const k = how === 'end' ? {} : { k: String(session.graph.nodes.filter(({ kind }) => kind === 'op').length) }
  go({ place: 'stage', name: '', query: { e: text, at: writePoint(session.point), ...k } })
}

/** What the line comes to, its names replaced by their numbers. */
function Result({ text, at }: LiveProps): JSX.Element | null {
  const { session, mistake } = sessionOf(text, at)
  if (!session || mistake) return null
  return <Substituted text={text} point={session.point} data={session.data(session.rootPlace)} />
}

const all: ComponentType<LiveProps> & { Result: typeof Result } = Object.assign(Live, { Result })
export default all

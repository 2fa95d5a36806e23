/** Home: one line to type in, its graph beneath, then where to go from there. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Hints } from '../frame/help.js'
import { LineField } from '../frame/line-field.js'
import { useKeys } from '../frame/keys.js'
import '../style/home.css'
import { hrefOf, progress, route, set } from '../state.js'
import lessons from 'virtual:lessons'

export const EXAMPLE = 'L = (a*b + c) * f'

/** What computes and draws is fetched while the line can be typed in already. */
const live = import('./home-live.js')
let Live: (typeof import('./home-live.js'))['default'] | undefined

export default function Home(): JSX.Element {
  const { query } = route.value
  const text = query.e ?? EXAMPLE
  const field = useRef<HTMLTextAreaElement>(null)
  const [, settle] = useState(Live !== undefined)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    void arrive()
    async function arrive(): Promise<void> {
      try {
        Live = (await live).default
        settle(true)
      } catch {
        setFailed(true)
      }
    }
  }, [])
  const edit = (): void => {
    field.current?.focus()
    field.current?.select()
  }
  useKeys(() => [{ keys: ['/'], does: 'edit the line', isHint: true, run: edit }], [])
  return (
    <div class="home">
      <h1 class="sr">seegrad: the autograd engine you can see through</h1>
      <p class="lead">
        Type some arithmetic. Every <span class="d">blue</span> number is what it is worth; every{' '}
        <span class="g">orange</span> number is how much the result moves when that one does.
      </p>
      <div class="live">
        <LineField
          name="Expression"
          class="live-line"
          describedBy="line-help line-says"
          field={field}
          text={text}
          onInput={(typed) => set({ e: typed }, 'type')}
        />
        {Live ? <Live.Result text={text} at={query.at} /> : null}
      </div>
      <div class="sub">
        <span id="line-help">
          Free names become sliders. Any op works: try{' '}
          <button type="button" class="plain code" onClick={() => set({ e: 'tanh(a*b + c)', at: undefined }, 'try')}>
            tanh(a*b + c)
          </button>
        </span>
        <Hints />
      </div>
      {Live ? (
        <Live text={text} at={query.at} />
      ) : (
        <p class="waiting">
          {failed ? '✗ The part that computes could not be fetched. Reload when there is a connection.' : ''}
        </p>
      )}
      <div class="two">
        <section aria-labelledby="learn">
          <h2 id="learn">Learn</h2>
          <ol class="lessons">
            {lessons.map(({ name, title }, k) => (
              <li key={name}>
                <span class="no">{k + 1}</span>
                <span>
                  <a href={hrefOf('learn', {}, name)}>{title}</a>
                </span>
                <Mark state={progress.value[name]} />
              </li>
            ))}
          </ol>
        </section>
        <section aria-labelledby="closer">
          <h2 id="closer">Look closer</h2>
          <ul class="closer">
            <li>
              <a href={hrefOf('stage', { e: NEURON, at: 'x1=2,w1=-3,x2=0,w2=1,b=6.881373587019543' })}>
                A neuron, step by step
              </a>
              <p>Two inputs, two weights, a bias and tanh: ten local derivatives.</p>
            </li>
            <li>
              <a href={hrefOf('stage', { program: 'point' })}>One point of two moons</a>
              <p>A point through a small network, every multiplication of it.</p>
            </li>
            <li>
              <a href={hrefOf('stage', { program: 'moons' })}>The loss on two moons</a>
              <p>Some sixty thousand nodes, folded until you look closer.</p>
            </li>
            <li>
              <a href={hrefOf('train')}>A network that learns</a>
              <p>Drag its points, set its weights, and see every number of it move.</p>
            </li>
            <li>
              <a href={hrefOf('gpt')}>A GPT in this tab</a>
              <p>It learns to write names; any number of it is unfolded.</p>
            </li>
            <li>
              <a href={hrefOf('hood')}>Under the hood</a>
              <p>What the compiler makes of a program, and that no bit differs.</p>
            </li>
            <li>
              <a href={hrefOf('lab')}>The derivative lab</a>
              <p>Drag a point and its nudge: secant, tangent, and where floating point gives out.</p>
            </li>
            <li>
              <a href={hrefOf('ops')}>Every op</a>
              <p>Its curve, its rule, its corners, and how exact it is.</p>
            </li>
          </ul>
        </section>
      </div>
      <footer class="foot">
        <span>Works offline. Sends nothing.</span>
        <span>Everything you see is in this page's address; Back undoes.</span>
      </footer>
    </div>
  )
}

export const NEURON = 'x1w1 = x1*w1; x2w2 = x2*w2; s = x1w1 + x2w2; n = s + b; o = tanh(n)'

function Mark({ state }: { readonly state: 'begun' | 'done' | undefined }): JSX.Element {
  const says = state === 'done' ? 'done' : state === 'begun' ? 'begun' : 'not begun'
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" role="img" aria-label={says}>
      <circle cx="7" cy="7" r="5.5" class={state === 'done' ? 'f-ink s-ink' : 'n s-line-2'} />
      {state === 'done' && <path d="M4.4 7.2l1.9 1.9 3.4-4" class="n s-paper" stroke-width="1.5" />}
      {state === 'begun' && <path d="M7 1.5a5.5 5.5 0 0 1 0 11z" class="f-ink" />}
    </svg>
  )
}

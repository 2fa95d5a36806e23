/** The page of one op: its curve and derivative, the rule, where it is defined and where it has corners, how exact it is, and a box to try it. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { backward, graphOf, isValue, value } from '../../src/engine/index.js'
import { derivatives } from '../../src/explain/index.js'
import { graph, plotFunction, plotLandscape, type Figure } from '../../src/figures/index.js'
import { readPoint, writePoint } from '../address.js'
import { useMedia } from '../frame/media.js'
import { SliderField } from '../lab/fields.js'
import { highlighted } from '../learn/highlight.js'
import { number } from '../picture/number.js'
import { FigureOutput } from '../picture/figure-output.js'
import { Formula } from '../stage/formula.js'
import { route, set } from '../state.js'
import { call, domainSaid, inputsOf, spanOf, type Inputs, type Row } from './call.js'
import type { OpFacts } from './facts.js'

export interface OpPageProps {
  readonly row: Row
  readonly fact: OpFacts
}

export function OpPage({ row, fact }: OpPageProps): JSX.Element {
  const isNarrow = useMedia('(max-width: 40rem)')
  const inputs = useMemo(() => inputsOf(row), [row])
  const { at } = route.value.query
  const point = useMemo(() => {
    const given = readPoint(at)
    return inputs.names.map((name, k) => given.get(name) ?? inputs.start[k]!)
  }, [inputs, at])
  const move = (k: number, x: number): void =>
    set({ at: writePoint(new Map(inputs.names.map((name, i) => [name, i === k ? x : point[i]!]))) }, inputs.names[k]!)
  const size = isNarrow ? { width: 340, height: 280 } : { width: 600, height: 380 }
  const curve = useMemo(() => curveOf(row, inputs, point, size), [row, point, isNarrow])
  const map = useMemo(() => (row.arity === 2 ? mapOf(row, inputs, point, size) : undefined), [row, point, isNarrow])
  const tried = useMemo(() => graphAt(row, inputs, point, isNarrow), [row, point, isNarrow])
  return (
    <article>
      <h1 class="code">{row.name}</h1>
      <p class="doc">{fact.doc}</p>
      <div class="op-columns">
        <div class="op-pictures">
          {curve && <FigureOutput figure={curve} />}
          <h2>Try it</h2>
          <div class="lab-sliders stacked">
            {inputs.names.map((name, k) => {
              const [from, to] = spanOf(inputs.domains[k]!, point[k]!)
              const isWhole = inputs.isParameter[k] && row.parameters.find((one) => one.name === name)?.isWhole
              const step = isWhole ? 1 : (to - from) / 400
              return (
                <SliderField
                  key={name}
                  name={name}
                  value={point[k]!}
                  at={point[k]!}
                  min={isWhole ? 0 : from}
                  max={isWhole ? 5 : to}
                  step={step}
                  onMove={(x) => move(k, isWhole ? Math.round(x) : Number(x.toFixed(4)))}
                  onSet={(x) => move(k, x)}
                />
              )
            })}
          </div>
          {tried === 'plain' ? (
            <p class="q">
              It gives {number(call(row, point))} here. It is flat or a choice: no gradient passes through it.
            </p>
          ) : typeof tried === 'string' ? (
            <p class="bad" role="status">
              ✗ {tried}
            </p>
          ) : (
            <FigureOutput figure={tried} />
          )}
          {map && (
            <>
              <h2>Both inputs at once</h2>
              <FigureOutput figure={map} />
            </>
          )}
        </div>
        <div class="op-facts">
          <Rules row={row} />
          <Facts row={row} fact={fact} inputs={inputs} />
          <Exactness fact={fact} />
        </div>
      </div>
      <h2>The whole row</h2>
      <pre class="row-source" tabIndex={0} role="group" aria-label={`The row of ${row.name}`}>
        {highlighted(fact.source, undefined)}
      </pre>
    </article>
  )
}

/** Along the first input, the others held still. */
function curveOf(row: Row, inputs: Inputs, point: readonly number[], size: object): Figure | undefined {
  const [from, to] = spanOf(inputs.domains[0]!, point[0]!)
  const others = inputs.names.slice(1).map((name, k) => `${name} = ${point[k + 1]}`)
  try {
    return plotFunction((x) => call(row, [x, ...point.slice(1)]), {
      from, to, derivative: true, name: row.name, variable: inputs.names[0]!, points: point[0]! >= from && point[0]! <= to ? [point[0]!] : [],
      title: `${row.name} and its derivative by ${inputs.names[0]}${others.length > 0 ? `, at ${others.join(', ')}` : ''}`,
      ...size,
    }) // prettier-ignore
  } catch {
    return undefined
  }
}

function mapOf(row: Row, inputs: Inputs, point: readonly number[], size: object): Figure | undefined {
  // Around the point, as far as the domain goes.
  const [a, b] = inputs.domains.map((domain, k) => {
    const [from, to] = spanOf(domain, point[k]!)
    return [Math.max(from, point[k]! - 3), Math.min(to, point[k]! + 3)] as const
  })
  try {
    return plotLandscape((x, y) => call(row, [x, y]), {
      at: [point[0]!, point[1]!], from: [a![0], b![0]], to: [a![1], b![1]], names: [inputs.names[0]!, inputs.names[1]!],
      title: `${row.name} of both inputs`, ...size,
    }) // prettier-ignore
  } catch {
    return undefined
  }
}

/** The op with these numbers as a graph after its backward pass, or why there is none. */
function graphAt(row: Row, inputs: Inputs, point: readonly number[], isNarrow: boolean): Figure | string {
  try {
    const leaves = point.map((x, k) => (inputs.isParameter[k] ? x : value(x, inputs.names[k]!)))
    const y = call(row, leaves)
    if (!isValue(y) || !(y as unknown as { requiresGrad: boolean }).requiresGrad) return 'plain'
    const root = graphOf(y).nodes.at(-1)?.kind === 'op' ? value(y, 'y') : y
    backward(root)
    return graph(root, isNarrow ? { rankdir: 'TB', digits: 3 } : {})
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** As it is taught, and as it is computed where that is written otherwise. */
function Rules({ row }: { readonly row: Row }): JSX.Element {
  const rules = derivatives(row.name)
  return (
    <section aria-label="Rule" class="rules">
      {rules.map(({ input, tex, engine }) => (
        <div key={input}>
          <p class="q">{engine === undefined ? 'Rule' : 'Rule, as it is taught'}</p>
          <div
            class="picture"
            tabIndex={tex.length > 40 ? 0 : undefined}
            role="group"
            aria-label={`The rule by ${input}`}
          >
            <Formula tex={`\\frac{\\partial y}{\\partial ${input}} = ${tex}`} />
          </div>
          {engine !== undefined && (
            <details open={engine.length < 120}>
              <summary class="q">As it is computed, so that it keeps its digits everywhere</summary>
              <div class="picture" tabIndex={0} role="group" aria-label={`As it is computed, by ${input}`}>
                <Formula tex={`\\frac{\\partial y}{\\partial ${input}} = ${engine}`} />
              </div>
            </details>
          )}
        </div>
      ))}
    </section>
  )
}

function Facts({ row, fact, inputs }: OpPageProps & { readonly inputs: Inputs }): JSX.Element {
  const domains = [...new Set(inputs.domains.filter((_, k) => !inputs.isParameter[k]))]
  const own = inputs.names.filter((_, k) => !inputs.isParameter[k])
  const [x = 'x', ...others] = own
  const kinks = row.kinks ?? []
  const method =
    row.arity === 'list' ? undefined : row.order === 'before' ? undefined : `${x}.${row.name}(${others.join(', ')})`
  return (
    <dl class="facts">
      <dt>Domain</dt>
      <dd>
        {domains.length === 1
          ? domainSaid(domains[0]!)
          : own.map((name, k) => `${name}: ${domainSaid(inputs.domains[k]!)}`).join('; ')}
      </dd>
      {row.parameters.map(({ name, default: usual, domain }) => (
        <div key={name} class="contents">
          <dt>Parameter</dt>
          <dd>
            <code>{name}</code>, {domainSaid(domain)}
            {usual !== undefined &&
              `; ${String(usual).replace('-', '−').replace('Infinity', '∞')} unless said otherwise`}
          </dd>
        </div>
      ))}
      <dt>Kinks</dt>
      <dd>
        {kinks.length === 0
          ? 'none stated'
          : kinks.map(({ at, answer, why }) => (
              <p key={at}>
                at {at}: {answer} <span class="q">({why})</span>
              </p>
            ))}
      </dd>
      {row.hint !== undefined && (
        <>
          <dt>Hint</dt>
          <dd>{row.hint}</dd>
        </>
      )}
      {method !== undefined && (
        <>
          <dt>Method</dt>
          <dd>
            <code>{method}</code>
          </dd>
        </>
      )}
      {fact.math !== undefined && (
        <>
          <dt>JavaScript</dt>
          <dd>
            <code>Math.{fact.math}</code>
          </dd>
        </>
      )}
      {fact.torch !== undefined && (
        <>
          <dt>PyTorch</dt>
          <dd>
            <code>{fact.torch}</code>
          </dd>
        </>
      )}
    </dl>
  )
}

const ORDERS = ['value', 'slope', 'its slope'] as const
/** How far its numbers are from the exact ones, in last places, at most: as the long tests have measured it, or as it was allowed before. */
function Exactness({ fact: { measured, allowed } }: { readonly fact: OpFacts }): JSX.Element {
  if (measured.length === 0)
    return (
      <p class="q exactness">
        {allowed
          ? `Allowed to be off by ${allowed.join(', ')} last places (value, slope, its slope); judged at chosen points.`
          : 'Every number is the exact one: there is nothing to round.'}
      </p>
    )
  return (
    <section aria-label="Accuracy" class="exactness">
      {measured.map(({ setting, judged, ours, torch }) => (
        <table key={setting}>
          <caption>
            Worst distance from the exact number, in last places{setting !== '' && `, for ${setting}`}; {judged} numbers
            judged
          </caption>
          <thead>
            <tr>
              <th scope="col">of its</th>
              <th scope="col">seegrad</th>
              <th scope="col">PyTorch</th>
              {allowed && <th scope="col">allowed</th>}
            </tr>
          </thead>
          <tbody>
            {ORDERS.map((order, k) => (
              <tr key={order}>
                <th scope="row">{order}</th>
                <td class="num">{told(ours[k])}</td>
                <td class="num q">{told(torch[k])}</td>
                {allowed && <td class="num q">{allowed[k]}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  )
}
const told = (text: string | undefined): JSX.Element | string => {
  const [digits, power] = (text ?? '').split('e')
  return power === undefined ? (
    text === '' || text === undefined ? (
      '–'
    ) : (
      text
    )
  ) : (
    <>
      {digits} · 10<sup>{power}</sup>
    </>
  )
}

/** Any number, unfolded: each line one number and what it was made from, down to one multiplication and one weight. */
import type { JSX } from 'preact'
import { fixed, number } from '../picture/number.js'
import { PLACE, type Line, type Seen } from './orders.js'
import { letterOf, lineName, START, wayTo, weightName } from './saying.js'

export interface UnfoldedProps {
  readonly seen: Seen
  readonly alphabet: readonly string[]
  readonly parameters: number
  /** Opens an input of a line; what was open below is closed. */
  open(way: readonly number[]): void
  choose(of: Seen['view']['of']): void
  /** Shows the recording of a line on the stage; of all, without one. */
  onStage(line?: number): void
}

export function Unfolded({
  seen,
  alphabet,
  parameters,
  open,
  choose,
  onStage,
}: UnfoldedProps): JSX.Element {
  const { lines, view, tokens, next } = seen
  const letters = tokens.map((token, k) => (k === 0 ? START : letterOf(alphabet, token)))
  const text = letters.slice(1).join('')
  const first =
    view.of === 'share'
      ? `p(${letterOf(alphabet, next)} after ${text === '' ? START : text})`
      : `head ${view.of.head + 1}: ${letters[Math.min(view.of.from, letters.length - 1)]} looks at ${letters[Math.min(view.of.to, view.of.from, letters.length - 1)]}`
  const nameOf = (line: Line, k: number): string =>
    k === 0 ? first : isProduct(line) ? `product ${view.way[k - 1]! + 1}` : lineName(line, alphabet)
  return (
    <>
      <OfWhat view={view} letters={letters} next={letterOf(alphabet, next)} heads={seen.attention.length} choose={choose} />
      <ol class="lines">
        {lines.map((line, k) => (
          <li key={k} style={{ '--depth': String(Math.min(k, 8)) }}>
            <span class="name">{nameOf(line, k)}</span>
            <Formula line={line} opened={view.way[k]} alphabet={alphabet} open={(input) => open([...view.way.slice(0, k), input])} />
            <span class="words">
              {k > 0 && nameOf(line, k) === line.words ? '' : wordsOf(line, parameters)}
              {line.scopes.length > 0 && wayTo(line.scopes) !== '' && <span class="q"> in {wayTo(line.scopes)}</span>}
            </span>
          </li>
        ))}
      </ol>
      <p class="stages">
        <button type="button" class="btn" onClick={() => onStage(lines.length - 1)}>
          The last line on the stage
        </button>
        <button type="button" class="btn" onClick={() => onStage()}>
          All of it on the stage
        </button>
      </p>
    </>
  )
} // prettier-ignore

const isProduct = ({ rows, formula }: Line): boolean => rows === '' && formula.includes(' × ')
const wordsOf = ({ words, inputs }: Line, parameters: number): string =>
  inputs.some(({ name }) => name !== '')
    ? `${words}, ${inputs.length > 1 && inputs.every(({ name }) => name !== '') ? 'of two' : 'by one'} of ${parameters.toLocaleString('en')} weights`
    : words

/** Which number: the share of the letter, or how much one place looks at another. */
function OfWhat({ view: { of }, letters, next, heads, choose }: { readonly view: Seen['view']; readonly letters: readonly string[]; readonly next: string; readonly heads: number; choose(of: Seen['view']['of']): void }): JSX.Element {
  const at = of === 'share' ? undefined : { ...of, from: Math.min(of.from, letters.length - 1) }
  const places = (from: number, count: number): JSX.Element[] =>
    letters.slice(from, from + count).map((letter, k) => (
      <option key={k} value={String(from + k)}>
        {from + k}: {letter}
      </option>
    ))
  return (
    <p class="of-what">
      <label>
        The number{' '}
        <select
          value={at ? String(at.head) : 'share'}
          onChange={({ currentTarget: { value } }) => {
            const last = letters.length - 1
            choose(value === 'share' ? 'share' : { from: last, to: last, ...at, head: Number(value) })
          }}
        >
          <option value="share">the probability of {next}</option>
          {Array.from({ length: heads }, (_, head) => (
            <option key={head} value={String(head)}>
              how much head {head + 1} looks
            </option>
          ))}
        </select>
      </label>
      {at && (
        <>
          <label>
            {' '}from place{' '}
            <select value={String(at.from)} onChange={({ currentTarget: { value } }) => choose({ ...at, from: Number(value), to: Math.min(at.to, Number(value)) })}>
              {places(0, letters.length)}
            </select>
          </label>
          <label>
            {' '}at place{' '}
            <select value={String(Math.min(at.to, at.from))} onChange={({ currentTarget: { value } }) => choose({ ...at, to: Number(value) })}>
              {places(0, at.from + 1)}
            </select>
          </label>
        </>
      )}
    </p>
  )
} // prettier-ignore

/** Digits that stand below each other, where they say something. */
const shortly = (x: number): string => (Math.abs(x) >= 0.001 && Math.abs(x) < 1000 ? fixed(x, 4) : number(x))

/** A formula whose inputs can be opened. */
function Formula({ line, opened, alphabet, open }: { readonly line: Line; readonly opened: number | undefined; readonly alphabet: readonly string[]; open(input: number): void }): JSX.Element {
  const parts = Array.from(line.formula, (sign) => ({ sign, input: line.inputs[sign.charCodeAt(0) - PLACE] }))
  const merged: { sign: string; input?: Line['inputs'][number]; k: number }[] = []
  for (const { sign, input } of parts) {
    const last = merged.at(-1)
    if (!input && last && !last.input) last.sign += sign
    else merged.push({ sign, k: sign.charCodeAt(0) - PLACE, ...(input && { input }) })
  }
  return (
    <span class="formula">
      {merged.map(({ sign, input, k }, place) =>
        input === undefined ? (
          <span key={place}>{sign}</span>
        ) : input.isOpen ? (
          <button key={place} type="button" class="plain d num" aria-pressed={k === opened} title="Unfold this number" onClick={() => open(k)}>
            {shortly(input.data)}
          </button>
        ) : (
          <span key={place} class="d num" title={input.name === '' ? undefined : weightName(input.name, alphabet)}>
            {shortly(input.data)}
          </span>
        ),
      )}
      {line.formula !== '' && ' = '}
      <b class="d num">{shortly(line.data)}</b>
    </span>
  )
} // prettier-ignore

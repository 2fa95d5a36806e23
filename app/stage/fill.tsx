/** Filling in a gradient oneself: the blank of the picture as a field, and what is said of an answer. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { plain, type BackwardStep, type Stepper } from '../../src/explain/index.js'
import { number } from '../picture/number.js'

/** Right to as many digits as the boxes show. */
const isRight = (answer: number, x: number): boolean => Math.abs(answer - x) <= 1e-12 + 5e-4 * Math.abs(x)

export function Fill({
  step,
  walk,
  onRight,
}: {
  readonly step: BackwardStep
  readonly walk: Stepper
  onRight(): void
}): JSX.Element {
  const [answer, setAnswer] = useState('')
  const [wrong, setWrong] = useState<number | undefined>(undefined)
  const { text } = walk.names
  const [L, y, x] = [text[walk.root]!, text[step.node]!, text[step.operand]!]
  const check = (): void => {
    const given = Number(answer.replace('−', '-').replace(',', '.'))
    if (answer.trim() === '' || !Number.isFinite(given)) return
    if (isRight(given, step.after)) onRight()
    else setWrong(given)
  }
  return (
    <form
      class="fill"
      onSubmit={(event) => {
        event.preventDefault()
        check()
      }}
    >
      <p class="ask">
        ∂{L}/∂{x} is {number(step.adjoint)} times how much <var>{y}</var> moves with <var>{x}</var>
        {step.way > 1 ? <>, added to what came before, {number(step.before ?? 0)}</> : null}. How much is that?
      </p>
      <label>
        <span>
          ∂{L}/∂{x} =
        </span>
        <input
          inputMode="decimal"
          size={9}
          value={answer}
          autocomplete="off"
          aria-describedby="fill-says"
          onInput={(event) => (setAnswer(event.currentTarget.value), setWrong(undefined))}
        />
      </label>
      <button class="btn on">Check</button>
      <button type="button" class="btn" onClick={onRight}>
        Show it
      </button>
      <p id="fill-says" class="bad" role="status">
        {wrong === undefined ? '' : <>✗ Not yet. {hint(wrong, step, y, x)}</>}
      </p>
    </form>
  )
}

/** A question, not the answer. */
function hint(given: number, step: BackwardStep, y: string, x: string): string {
  if (isRight(-given, step.after)) return `The size is right. When ${x} rises, which way does ${y} go?`
  if (isRight(given, step.slope))
    return `That is how much ${y} moves with ${x}. How much does what follows move with ${y}?`
  if (isRight(given, step.adjoint)) return `That is the gradient of ${y}. How much does ${y} move when ${x} does?`
  if (step.way > 1 && isRight(given, step.contribution))
    return `That is what comes on this way. What came on the ways before?`
  return `If ${x} moved by 0.01, by how much would ${y} move?`
}

/** The name of a gradient, as text. */
export const gradientName = (walk: Stepper, place: number): string => plain(`\\frac{\\partial ${walk.names.tex[walk.root]!}}{\\partial ${walk.names.tex[place]!}}`) // prettier-ignore

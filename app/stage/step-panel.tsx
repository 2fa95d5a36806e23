/** The step in words: its formula, its sentence, why the rule is what it is, and the two ways of walking otherwise. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { plain, say, tex } from '../../src/explain/index.js'
import { placeOf } from '../picture/showing.js'
import type { Walk } from '../program/walk.js'
import { Fill } from './fill.js'
import { Formula } from './formula.js'
import { momentName } from './scrubber.js'
import { Words } from './words.js'

export interface StepPanelProps {
  readonly walk: Walk
  readonly k: number
  readonly isHiding: boolean
  isHidden(place: number): boolean
  readonly isPlaying: boolean
  onAnswer(place: number): void
  readonly stop: string | undefined
  onHide(isSo: boolean): void
  onStop(text: string | undefined): void
  readonly children: ComponentChildren
}

export function StepPanel({
  walk,
  k,
  isHiding,
  isHidden,
  isPlaying,
  onAnswer,
  stop,
  onHide,
  onStop,
  children,
}: StepPanelProps): JSX.Element {
  const { all } = walk
  const step = walk.step(k)
  const saying = step && say(all, k - 1)
  const place = step && placeOf(step)
  const isAsked = step?.kind === 'backward' && step.way === step.ways && isHidden(step.operand)
  const isSum = step?.kind === 'backward' && step.way < step.ways && isHidden(step.operand)
  const where = momentName(walk, k)
  return (
    <section class="panel" aria-label="The step">
      <p class="where">{where}</p>
      {step && saying && place !== undefined ? (
        isAsked ? (
          <Fill key={k} step={step} walk={all} onRight={() => onAnswer(place)} />
        ) : (
          <>
            <Formula
              tex={
                isSum
                  ? `\\frac{\\partial ${all.names.tex[all.root]!}}{\\partial ${all.names.tex[place]!}} = \\dots`
                  : saying.tex
              }
              step={step}
              walk={all}
            />
            <p class="sentence">
              <Words
                sentence={
                  isSum
                    ? 'The first of several ways: what they bring is added up, so fill it in at the last.'
                    : saying.sentence
                }
                step={step}
                walk={all}
              />
            </p>
            {saying.rule && !isSum && saying.rule.note !== undefined && (
              <details class="rule">
                <summary>The rule, and what the engine computes</summary>
                <Formula tex={saying.rule.tex} />
                {saying.rule.engine !== undefined && <Formula tex={saying.rule.engine} />}
                <p>{saying.rule.note}</p>
              </details>
            )}
          </>
        )
      ) : (
        <>
          <Formula tex={`${all.names.tex[all.root]!} = ${tex(all.graph, { limit: 60 })}`} />
          <p class="sentence">Nothing has been computed yet. Every step does one thing.</p>
        </>
      )}
      <Narrator
        words={
          isAsked
            ? `${where}. Fill in the gradient.`
            : `${where}. ${saying?.sentence ?? ''} ${saying ? plain(saying.tex) : ''}`
        }
        isPlaying={isPlaying}
      />
      {children}
      <div class="options">
        <label class="check">
          <input type="checkbox" checked={isHiding} onChange={(event) => onHide(event.currentTarget.checked)} />
          Hide gradients, I'll fill them in
        </label>
        <span class="check">
          <label class="check">
            <input
              type="checkbox"
              checked={stop !== undefined}
              onChange={(event) => onStop(event.currentTarget.checked ? '1' : undefined)}
            />
            Stop when |grad| &gt;
          </label>
          <input
            class="threshold"
            inputMode="decimal"
            size={4}
            aria-label="Stop when the size of a gradient is above"
            value={stop ?? '1'}
            disabled={stop === undefined}
            onInput={(event) => onStop(event.currentTarget.value)}
          />
        </span>
      </div>
    </section>
  )
}

/** Says the step to who listens, politely: while it plays, only where it rests. */
function Narrator({ words, isPlaying }: { readonly words: string; readonly isPlaying: boolean }): JSX.Element {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), isPlaying ? 1500 : 250)
    return () => clearTimeout(timer)
  }, [words, isPlaying])
  return (
    <p class="sr" role="status" aria-live="polite">
      {said}
    </p>
  )
}

/** Play, step and reset, and how the run stands: its step, its loss, how many points are right, and what is wrong if it broke. */
import type { JSX } from 'preact'
import { exact, number } from '../picture/number.js'
import { useCalm } from './calm.js'
import type { Placed } from './points.js'
import type { Settings } from './settings.js'
import { SameBits } from './same-bits.js'
import type { Trainer } from './trainer.js'

interface PlayingProps {
  readonly trainer: Trainer
  readonly settings: Settings
  readonly places: readonly Placed[]
  /** What decides the run. */
  readonly plan: object
  isHidden(name: string): boolean
  onPlay(): void
  onStep(by: number): void
  onReset(): void
}

export function Playing({
  trainer,
  settings,
  places,
  plan,
  isHidden,
  onPlay,
  onStep,
  onReset,
}: PlayingProps): JSX.Element {
  const shown = useCalm(trainer, 100)
  const isRunning = trainer.isRunning.value
  const why = trainer.trouble.value
  const k = shown?.k ?? 0
  const perEpoch = shown?.perEpoch ?? 1
  const walking = shown?.walking === undefined ? undefined : places[shown.walking]
  return (
    <>
      <div class="train-top">
        <div class="train-buttons">
          <button type="button" class="btn on" onClick={onPlay}>
            <svg viewBox="0 0 11 11" aria-hidden="true">
              <path d={isRunning ? 'M1 0h3v11H1zM7 0h3v11H7z' : 'M1 0l10 5.5L1 11z'} />
            </svg>
            {isRunning ? 'Pause' : 'Play'}
          </button>
          {!isHidden('step') && (
            <>
              <button type="button" class="btn" onClick={() => onStep(1)}>
                <svg viewBox="0 0 11 11" aria-hidden="true">
                  <path d="M0 0l7 5.5L0 11zM8 0h3v11H8z" />
                </svg>
                Step
              </button>
              <button type="button" class="btn" onClick={() => trainer.example()}>
                Example
              </button>
              <button type="button" class="btn" onClick={() => onStep(perEpoch - (k % perEpoch))}>
                Epoch
              </button>
            </>
          )}
          <button type="button" class="btn" onClick={onReset}>
            Reset, same weights
          </button>
        </div>
        <p class="train-stand">
          <span>
            step <b data-testid="step">{k.toLocaleString('en')}</b> of {settings.steps.toLocaleString('en')}
          </span>{' '}
          <span>
            loss{' '}
            <b data-testid="loss" data-exact={shown ? exact(shown.loss) : ''}>
              {shown ? number(shown.loss, 5) : '–'}
            </b>
          </span>{' '}
          <span>
            right <b data-testid="right">{shown ? `${Math.floor(1000 * shown.right) / 10} %` : '–'}</b>
          </span>
        </p>
        <div class="train-pace q">
          {shown && shown.pace > 0 && (
            <span>
              <span data-testid="executor">{shown.isCompiled ? 'compiled' : 'eager'}</span>: {number(shown.pace, 2)} ms
              a step{perEpoch > 1 && <>, {perEpoch} steps an epoch</>}
            </span>
          )}
          {!isHidden('proof') && <SameBits trainer={trainer} plan={plan} />}
        </div>
      </div>
      {shown !== undefined && shown.walked > 0 && (
        <p class="train-note" role="status">
          Example {shown.walked} of {shown.size} of this step
          {walking && (
            <>
              , at {number(walking.x, 3)}, {number(walking.y, 3)}
            </>
          )}
          : its part is in the gradients below. The last one moves the weights.
        </p>
      )}
      {shown !== undefined && shown.failed !== '' && (
        <p class="bad train-note" role="alert">
          ✗ {shown.failed} A smaller learning rate may help.
        </p>
      )}
      {why !== '' && (
        <p class="bad train-note" role="alert">
          ✗ {why}{' '}
          <button type="button" class="btn" onClick={() => trainer.restart()}>
            Start again
          </button>
        </p>
      )}
    </>
  )
}

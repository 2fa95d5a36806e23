/** The controls of the walk: a step back, playing, a step on, and the scrubber. */
import type { JSX } from 'preact'
import type { Walk } from '../program/walk.js'
import type { Play } from './play.js'
import { Scrubber } from './scrubber.js'

export interface ControlsProps {
  readonly walk: Walk
  readonly k: number
  readonly length: number
  readonly play: Play
  stepBy(by: number): void
  goTo(k: number, kind: string): void
}

export function Controls({ walk, k, length, play, stepBy, goTo }: ControlsProps): JSX.Element {
  return (
    <div class="control">
      <span class="buttons">
        <button
          type="button"
          class="btn"
          aria-label="Step back"
          disabled={k === 0}
          onClick={() => (play.stop(), stepBy(-1))}
        >
          <svg viewBox="0 0 11 11" aria-hidden="true">
            <path d="M8.5 0v11L1 5.5z" />
          </svg>
          <span class="wide-only">Back</span>
        </button>
        <button type="button" class="btn on" onClick={play.toggle}>
          <svg viewBox="0 0 11 11" aria-hidden="true">
            <path d={play.isPlaying ? 'M1 0h3v11H1zM7 0h3v11H7z' : 'M1.5 0l9 5.5-9 5.5z'} />
          </svg>
          {play.isPlaying ? 'Pause' : 'Play'}
        </button>
        <button
          type="button"
          class="btn"
          aria-label="Next step"
          disabled={k === length}
          onClick={() => (play.stop(), stepBy(1))}
        >
          Next
          <svg viewBox="0 0 11 11" aria-hidden="true">
            <path d="M2.5 0v11L10 5.5z" />
          </svg>
        </button>
      </span>
      <Scrubber walk={walk} k={k} onMove={(next) => (play.stop(), goTo(next, 'scrub'))} />
    </div>
  )
}

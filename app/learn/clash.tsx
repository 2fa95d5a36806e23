/** Two tabs wrote the same text at the same time: both are there, and the reader says which one stays. */
import type { JSX } from 'preact'

export interface ClashProps {
  readonly what: 'cell' | 'note'
  readonly mine: string
  readonly others: readonly string[]
  decide(text: string): void
}

export function Clash({ what, mine, others, decide }: ClashProps): JSX.Element | null {
  if (others.length === 0) return null
  return (
    <div class="clash" role="status">
      <p>
        Another tab changed this {what} at the same time. Nothing is lost: above is one text, here is{' '}
        {others.length === 1 ? 'the other' : `what ${others.length} others say`}.
      </p>
      {others.map((text, k) => (
        <div key={text}>
          <pre>{text === '' ? '(empty)' : text}</pre>
          <div class="choices">
            <button type="button" class="btn" onClick={() => decide(text)}>
              Take this one
            </button>
            {k === others.length - 1 && (
              <button type="button" class="btn" onClick={() => decide(mine)}>
                Keep {others.length === 1 ? 'the one above' : 'the first'}
              </button>
            )}
          </div>
        </div>
      ))}
    </div>
  )
}

/** The button that proves that compiled steps give the bits of eager ones, and what came of it. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { number } from '../picture/number.js'
import type { Proof } from './orders.js'
import type { Trainer } from './trainer.js'

/** Steps that are run twice. */
const STEPS = 100

export function SameBits({ trainer, plan }: { readonly trainer: Trainer; readonly plan: object }): JSX.Element {
  const [found, setFound] = useState<Proof | 'proving' | string | undefined>(undefined)
  // Another run wants another proof.
  useEffect(() => setFound(undefined), [plan])
  const prove = async (): Promise<void> => {
    setFound('proving')
    try {
      setFound(await trainer.prove(STEPS))
    } catch (error) {
      setFound(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <span class="same-bits">
      <button type="button" class="plain link" disabled={found === 'proving'} onClick={() => void prove()}>
        Same bits? Prove it
      </button>{' '}
      <span role="status" class={typeof found === 'object' && found.wrong !== '' ? 'bad' : 'q'}>
        {found === 'proving' ? `Running ${STEPS} steps twice…` : typeof found === 'object' ? words(found) : (found ?? '')}
      </span>
    </span>
  )
} // prettier-ignore

const words = ({ steps, numbers, wrong, eager, compiled }: Proof): string =>
  wrong === ''
    ? `✓ ${steps} steps, ${numbers.toLocaleString('en')} losses, weights and gradients: the same to the last bit. A step took ${number(eager, 2)} ms eager, ${number(compiled, 2)} ms compiled, here.`
    : `✗ They differ first in ${wrong}.`

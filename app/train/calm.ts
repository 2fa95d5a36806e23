/** The last snapshot, for what is read and not watched: while a run goes on it changes no oftener than a reader can follow, at rest at once. */
import { useEffect, useState } from 'preact/hooks'
import type { Shown, Trainer } from './trainer.js'

/** `pause`: milliseconds between two changes. */
export function useCalm(trainer: Trainer, pause: number): Shown | undefined {
  const [shown, setShown] = useState(trainer.shown.peek())
  useEffect(() => {
    let timer = 0
    const take = (): void => {
      timer = 0
      setShown(trainer.shown.peek())
    }
    const end = trainer.shown.subscribe((next) => {
      if (!next?.isRunning) {
        clearTimeout(timer)
        take()
      } else timer ||= window.setTimeout(take, pause)
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [trainer, pause])
  return shown
}

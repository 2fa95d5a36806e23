/** Pictures follow a run while they can be seen; what is read and not watched changes no oftener than a reader can follow, at rest at once. */
import { useEffect, useState } from 'preact/hooks'
import type { Shown, Trainer } from './trainer.js'

/** Draws now, with each snapshot while the element is in sight, and when it comes into sight. Gives what ends that. */
export function drawnWhenSeen(element: Element, trainer: Trainer, draw: () => void): () => void {
  let isSeen = true
  const watcher = new IntersectionObserver((entries) => {
    const wasSeen = isSeen
    isSeen = entries.at(-1)!.isIntersecting
    if (isSeen && !wasSeen) draw()
  })
  watcher.observe(element)
  const end = trainer.shown.subscribe((shown) => {
    if (isSeen || !shown?.isRunning) draw()
  })
  return () => {
    watcher.disconnect()
    end()
  }
}

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

/** Playing: a step after the other, until the end, a gradient that is too large, or the reader's word. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { number } from '../picture/number.js'
import type { Walk } from '../program/walk.js'

/** Long programs take larger strides: nobody waits for more than this many. */
const STRIDES = 150
const PAUSE = 720

export interface Play {
  readonly isPlaying: boolean
  toggle(): void
  stop(): void
}

export function usePlay(
  walk: Walk,
  k: number,
  limit: string | undefined,
  goTo: (k: number, kind: string) => void,
  say: (text: string) => void,
): Play {
  const [isPlaying, setPlaying] = useState(false)
  const latest = useRef({ k, limit, goTo })
  latest.current = { k, limit, goTo }
  useEffect(() => {
    if (!isPlaying) return
    const stride = Math.max(1, Math.ceil(walk.length / STRIDES))
    const timer = setInterval(
      () => {
        // A page that nobody looks at waits.
        if (document.hidden) return
        const { k: at, limit: text, goTo: go } = latest.current
        const most = text === undefined ? Infinity : Number(text)
        const next = walk.stopAfter(at, Number.isFinite(most) ? most : Infinity, at + stride)
        go(next.k, 'play')
        if (next.isLarge && Number.isFinite(most)) {
          say(`Stopped: |gradient| is above ${number(most)} here.`)
          setPlaying(false)
        } else if (next.k >= walk.length) setPlaying(false)
      },
      stride > 1 ? 200 : PAUSE,
    )
    return () => clearInterval(timer)
  }, [isPlaying, walk])
  return {
    isPlaying,
    toggle() {
      if (!isPlaying && k >= walk.length) goTo(0, 'play')
      setPlaying(!isPlaying)
    },
    stop: () => setPlaying(false),
  }
}

/** A bar of progress on stderr: how far, what came of it so far, how fast, how long still. */
import type { Terminal } from './terminal.js'

// Short, so that a line of 80 characters holds what is said behind it.
const BAR = 12
/** Milliseconds between two drawings. */
const PAUSE = 60

/** A bar for `total` steps; call it after each with what it shall say. It draws only for somebody who watches. */
export function progress(
  terminal: Terminal,
  total: number,
  now: () => number = () => performance.now(),
): (done: number, says: string) => void {
  const started = now()
  let drawn = -Infinity
  return (done, says) => {
    const time = now()
    if (!terminal.watched || (time - drawn < PAUSE && done < total)) return
    drawn = time
    const full = Math.round((BAR * done) / total)
    const bar = '━'.repeat(full) + '─'.repeat(BAR - full)
    const each = (time - started) / done
    const rate = Number((1000 / each).toPrecision(2))
    terminal.show(`${bar} ${done}/${total}  ${says}  ${rate} steps/s  ${duration(each * (total - done))} left`)
  }
}

/** Milliseconds as one reads them: `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** The scrubber: a square for each number that is made, a triangle for each edge that is walked back, and a thumb at the moment that is shown. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { placeOf } from '../picture/showing.js'
import type { Walk } from '../program/walk.js'

/** Closer than this, names would touch; closer than that, marks would. */
const [NAMED, MARKED] = [44, 9]
const THUMB = 26

export function Scrubber({
  walk,
  k,
  onMove,
}: {
  readonly walk: Walk
  readonly k: number
  onMove(k: number): void
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const measure = (): void => setWidth(box.current!.clientWidth)
    measure()
    const watcher = new ResizeObserver(measure)
    watcher.observe(box.current!)
    return () => watcher.disconnect()
  }, [])
  const { length, forward } = walk
  const { steps, names } = walk.all
  const at = (moment: number): number => THUMB / 2 + ((width - THUMB) * moment) / Math.max(1, length)
  const each = (width - THUMB) / Math.max(1, length)
  const hasMarks = each >= MARKED
  const hasNames = each >= NAMED
  /** Where the words on the way there and on the way back begin. */
  const starts = forward > 0 ? at(1) - 5 : 0
  const turns = length > forward ? at(forward + 1) - 6 : width
  const nameAt = (moment: number): string => names.text[placeOf(steps[moment - 1]!)]!
  return (
    <div class={`scrubber${hasNames ? ' named' : ''}`} ref={box}>
      {width > 0 && (
        <svg
          width={width}
          height={hasNames ? 62 : 44}
          viewBox={`0 0 ${width} ${hasNames ? 62 : 44}`}
          aria-hidden="true"
        >
          <text class="f-data sans" x={starts} y="10" font-size="12">
            {fitting(turns - 8 - starts, `forward: ${count(forward, 'value')}`, 'forward')}
          </text>
          {length > forward && (
            <text class="f-grad sans" x={turns} y="10" font-size="12">
              {fitting(width - turns, `backward: the seed, then ${count(length - forward - 1, 'edge')}`, 'backward')}
            </text>
          )}
          <path class="n s-line-2" d={`M${at(0)} 26H${at(forward)}M${at(forward + 1)} 26H${at(length)}`} />
          <circle class="f-paper s-line-2" cx={at(0)} cy="26" r="3.5" />
          {hasMarks ? (
            steps.map(({ kind }, i) => {
              const [x, isMade] = [at(i + 1), i < k]
              if (kind === 'forward')
                return (
                  <rect
                    key={i}
                    class={isMade ? 'f-data-mark' : 'f-paper s-data-mark'}
                    x={x - 4}
                    y="22"
                    width="8"
                    height="8"
                  />
                )
              return (
                <path
                  key={i}
                  class={isMade ? 'f-grad-mark' : 'f-paper s-grad-mark'}
                  d={`M${x + 5} 20.5v11L${x - 5.5} 26z`}
                />
              )
            })
          ) : (
            <>
              <path class="n s-data-mark" stroke-width="4" d={`M${at(0)} 26H${at(Math.min(k, forward))}`} />
              {k > forward && <path class="n s-grad-mark" stroke-width="4" d={`M${at(forward)} 26H${at(k)}`} />}
            </>
          )}
          {hasNames &&
            steps.map((_, i) => (
              <text
                key={i}
                class={`serif ${i + 1 === k ? 'f-ink bold' : 'f-ink-2'}`}
                x={at(i + 1)}
                y="56"
                font-size="14"
                text-anchor="middle"
              >
                {shortened(nameAt(i + 1), each)}
              </text>
            ))}
        </svg>
      )}
      <input
        type="range"
        min="0"
        max={length}
        step="1"
        value={k}
        aria-label="Step"
        aria-valuetext={momentName(walk, k)}
        onInput={(event) => onMove(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const count = (n: number, of: string): string => `${small[n] ?? grouped(n)} ${of}${n === 1 ? '' : 's'}`
/** The first of these words that has room. */
const fitting = (room: number, ...words: readonly string[]): string =>
  words.find((one) => one.length * 6.8 <= room) ?? ''
const shortened = (name: string, room: number): string =>
  name.length * 7.5 > room ? `${name.slice(0, Math.max(1, Math.floor(room / 7.5) - 1))}…` : name

const grouped = (n: number): string => n.toLocaleString('en')

/** Where the walk is, in words. */
export function momentName(walk: Walk, k: number): string {
  const { forward, length } = walk
  if (k === 0) return 'Before the first step'
  if (k <= forward) return `Forward, step ${grouped(k)} of ${grouped(forward)}`
  if (k === forward + 1) return 'Backward, the seed'
  return `Backward, step ${grouped(k - forward - 1)} of ${grouped(length - forward - 1)}`
}

/** Eager against compiled on this machine, and the proof that both give the same bits. */
import type { JSX } from 'preact'
import type { Drawing, Proof, Times } from './drawing.js'

export interface TimingProps {
  readonly drawing: Drawing
  readonly times: Times | string | undefined
  readonly proof: Proof | string | undefined
  /** What is under way. */
  readonly busy: 'look' | 'time' | 'prove' | undefined
  time(): void
  prove(): void
}

/** Nanoseconds as people say them. */
export function duration(ns: number): string {
  const [x, unit] = ns < 1000 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1000, 'µs'] : [ns / 1e6, 'ms']
  return `${x < 10 ? x.toFixed(2) : x < 100 ? x.toFixed(1) : Math.round(x).toLocaleString('en')} ${unit}`
}

export function Timing({ drawing, times, proof, busy, time, prove }: TimingProps): JSX.Element {
  const isEager = drawing.executor === 'eager'
  const most = typeof times === 'object' ? Math.max(times.eager, times.compiled) : 1
  const bars = typeof times === 'object' ? ([['eager', times.eager], ...(isEager ? [] : [['compiled', times.compiled] as const])] as const) : [] // prettier-ignore
  return (
    <section class="hood-timing" aria-labelledby="hood-timing">
      <h2 id="hood-timing">Time of a call, here</h2>
      {bars.length > 0 && (
        <dl class="bars">
          {bars.map(([name, ns]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <span class="bar" style={`--share: ${Math.max(0.5, (100 * ns) / most)}%`} />
                <span class="num">{duration(ns)}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p class="q" role="status">
        {busy === 'time'
          ? 'Timing both, in turns…'
          : typeof times === 'string'
            ? `✗ ${times}`
            : times && !isEager
              ? ratio(times)
              : ''}
      </p>
      <p class="hood-buttons">
        <button type="button" class="btn" aria-disabled={busy !== undefined} onClick={() => busy ?? time()}>
          {times ? 'Time again' : 'Time both'}
        </button>
        <button
          type="button"
          class="btn"
          aria-disabled={busy !== undefined || isEager}
          onClick={() => busy ?? (isEager || prove())}
        >
          Prove the bits are the same
        </button>
      </p>
      <p role="status" class="hood-proof">
        {busy === 'prove' ? 'Trying random inputs…' : proof === undefined ? '' : <Verdict proof={proof} />}
      </p>
    </section>
  )
}

function ratio({ eager, compiled, calls }: Times): string {
  const said = (x: number): string => (x < 10 ? x.toFixed(1) : Math.round(x).toLocaleString('en'))
  const words =
    eager >= compiled
      ? `Compiled is ${said(eager / compiled)} times as fast`
      : `Compiled is ${said(compiled / eager)} times as slow`
  return `${words}. The fastest of twelve rounds each, ${calls.toLocaleString('en')} calls in all.`
}

function Verdict({ proof }: { readonly proof: Proof | string }): JSX.Element {
  if (typeof proof === 'string') return <span class="bad">✗ {proof}</span>
  const { tried, refused, numbers, fails, milliseconds } = proof
  const inputs = `${(tried - refused).toLocaleString('en')} random inputs`
  const left = refused > 0 ? ` Your function itself refused ${refused.toLocaleString('en')} others.` : ''
  if (fails !== '')
    return (
      <span class="bad">
        ✗ Not the same, at input {tried.toLocaleString('en')}: {fails}
      </span>
    )
  if (tried === refused)
    return (
      <span class="bad">
        ✗ Nothing was compared: your function refused all {tried.toLocaleString('en')} random inputs. Let it take any
        number.
      </span>
    )
  return (
    <>
      <span class="good">✓ The same bits.</span> {inputs}, {numbers.toLocaleString('en')} numbers compared by{' '}
      <code>Object.is</code>, NaN and −0 included, in {(milliseconds / 1000).toFixed(1)} s: every one is the same.{left}
    </>
  )
}

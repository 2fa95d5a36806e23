/** A field for a line of code that grows with it, so that nothing of it is cut where the page is narrow. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, type MutableRef } from 'preact/hooks'

export interface LineFieldProps {
  readonly name: string
  readonly text: string
  readonly class: string
  readonly describedBy?: string
  readonly field?: MutableRef<HTMLTextAreaElement | null>
  onInput(text: string): void
}

export function LineField({ name, text, class: look, describedBy, field, onInput }: LineFieldProps): JSX.Element {
  const own = useRef<HTMLTextAreaElement>(null)
  const box = field ?? own
  useLayoutEffect(() => {
    const area = box.current!
    const fit = (): void => {
      area.style.height = 'auto'
      area.style.height = `${area.scrollHeight}px`
    }
    fit()
    addEventListener('resize', fit)
    return () => removeEventListener('resize', fit)
  }, [text])
  return (
    <textarea
      ref={box}
      class={`code line-field ${look}`}
      aria-label={name}
      aria-describedby={describedBy}
      value={text}
      rows={1}
      cols={Math.min(72, Math.max(12, text.length + 1))}
      maxLength={4000}
      spellcheck={false}
      autocapitalize="off"
      autocomplete="off"
      onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      onInput={(event) => onInput(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
    />
  )
}

/** Prose of a lesson, and the list of its headings. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Lesson, Prose } from '../../src/lesson/index.js'
import { proseNodes } from '../markup/prose.js'
import { reachable } from '../markup/reachable.js'

export function ProseBlock({ nodes }: { readonly nodes: readonly Prose[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const fragment = proseNodes(nodes)
    for (const table of fragment.querySelectorAll('table')) {
      const frame = document.createElement('div')
      frame.className = 'table'
      table.replaceWith(frame)
      frame.append(table)
    }
    box.current!.replaceChildren(fragment)
    const wide = [...box.current!.querySelectorAll<HTMLElement>('.table, pre')]
    const ends = wide.map((one) => reachable(one, one.tagName === 'PRE' ? 'Listing' : 'Table'))
    return () => ends.forEach((end) => end())
  }, [nodes])
  return <div class="prose" ref={box} />
}

export function Contents({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const titles = lesson.blocks.flatMap((block) =>
    block.type === 'prose'
      ? block.nodes.flatMap((node) => (typeof node !== 'string' && node.tag === 'h2' ? [textOf(node)] : []))
      : [],
  )
  const go = (title: string): void => {
    const heading = [...document.querySelectorAll<HTMLElement>('.prose h2')].find((one) => one.textContent === title)
    heading?.setAttribute('tabindex', '-1')
    heading?.focus({ preventScroll: true })
    heading?.scrollIntoView({ block: 'start' })
  }
  return (
    <ol>
      {titles.map((title) => (
        <li key={title}>
          <button type="button" class="plain" onClick={() => go(title)}>
            {title}
          </button>
        </li>
      ))}
    </ol>
  )
}
const textOf = (node: Prose): string =>
  typeof node === 'string' ? node : (node.tex ?? node.children.map(textOf).join(''))

/** What scrolls sideways can be scrolled by keys: it is a stop of the Tab key as long as it does. */
export function reachable(element: HTMLElement, label: string): () => void {
  const look = (): void => {
    const isWide = element.scrollWidth > element.clientWidth
    if (isWide === element.hasAttribute('tabindex')) return
    for (const [name, value] of [
      ['tabindex', '0'],
      ['role', 'group'],
      ['aria-label', label],
    ] as const)
      // prettier-ignore
      if (isWide) element.setAttribute(name, value)
      else element.removeAttribute(name)
  }
  const watch = new ResizeObserver(look)
  watch.observe(element)
  return () => watch.disconnect()
}

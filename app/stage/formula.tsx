/** The formula of a step, its numbers and fractions in the inks of what they are. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { plain, type Step, type Stepper } from '../../src/explain/index.js'

let texElement: ((tex: string, display: boolean) => Element) | undefined

export interface FormulaProps {
  readonly tex: string
  /** What is inked, if it is the formula of a step. */
  readonly step?: Step | undefined
  readonly walk?: Stepper
}

export function Formula({ tex, step, walk }: FormulaProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    let isLatest = true
    const show = (make: NonNullable<typeof texElement>): void => {
      if (!isLatest || !box.current) return
      const pieces = piecesOf(tex).map((piece) => make(`\\displaystyle {} ${piece}`, false))
      if (step && walk) ink(pieces, step, walk)
      box.current.replaceChildren(...pieces)
    }
    if (texElement) show(texElement)
    else void fetched()
    async function fetched(): Promise<void> {
      try {
        ;({ texElement } = await import('../markup/tex.js'))
        show(texElement)
      } catch {
        // The line of text that stands there says the same.
      }
    }
    return () => {
      isLatest = false
    }
  }, [tex, step])
  return (
    <div class="formula" ref={box}>
      {plain(tex)}
    </div>
  )
}

/** A formula cut before each sign of equality and each sum, so that it breaks there where the page is narrow. */
export function piecesOf(tex: string): readonly string[] {
  const pieces: string[] = []
  let [depth, from] = [0, 0]
  for (let k = 0; k < tex.length; k++) {
    const sign = tex[k]!
    if ('{(['.includes(sign)) depth++
    else if ('})]'.includes(sign)) depth--
    else if (depth === 0 && k > 0 && /^ (=|\\approx|\+) /.test(tex.slice(k, k + 9))) {
      pieces.push(tex.slice(from, k))
      from = k + 1
    }
  }
  return /\\(left|begin)/.test(tex) ? [tex] : [...pieces, tex.slice(from)]
}

/** Whether the slope of a step is the number of a node: then it is data. */
export function isDatum(step: Step, { graph }: Stepper): boolean {
  if (step.kind !== 'backward') return false
  const { inputs } = graph.nodes[step.node]!
  return graph.nodes.some(({ id, data, kind }) => kind !== 'constant' && data === step.slope && inputs.includes(id) && id !== inputs[step.input]) // prettier-ignore
}

/** Fractions ∂root/∂… are gradients; so are the factor before the dot and the result; a slope that is a number of the program is data. */
function ink(pieces: readonly Element[], step: Step, walk: Stepper): void {
  const root = plain(walk.names.tex[walk.root]!)
  for (const piece of pieces)
    for (const fraction of piece.querySelectorAll('mfrac')) if (fraction.firstElementChild?.textContent === `∂${root}`) fraction.classList.add('g') // prettier-ignore
  const signed = pieces.map((piece) => {
    let row = piece
    while (row.children.length === 1 && row.firstElementChild) row = row.firstElementChild
    const all = flat(row)
    return /^[=≈]$/.test(all[0]?.textContent ?? '') ? all.slice(1) : all
  })
  const [before, last] = [signed.at(-2), signed.at(-1)]
  const kind = step.kind === 'forward' ? 'd' : 'g'
  if (last?.every(isNumeric) && pieces.length > 1) for (const element of last) element.classList.add(kind, 'result')
  if (!before || pieces.length < 3) return
  if (step.kind === 'forward') {
    for (const element of before) if (element.localName === 'mn') element.classList.add('d')
    return
  }
  const dot = before.findIndex((element) => /^[·⋅]$/.test(element.textContent))
  if (step.kind !== 'backward' || !before.every(isNumeric) || dot < 0) return
  const slope = isDatum(step, walk) ? 'd' : 'k'
  before.forEach((element, k) => k !== dot && element.classList.add(k < dot ? 'g' : slope))
}
const isNumeric = (element: Element): boolean => element.localName === 'mn' || element.textContent === 'NaN' || /^[−\-·⋅()+]$/.test(element.textContent) || element.localName === 'mrow' || element.localName === 'msup' // prettier-ignore
const flat = (row: Element): Element[] =>
  [...row.children].flatMap((child) => (child.localName === 'mrow' ? flat(child) : [child]))

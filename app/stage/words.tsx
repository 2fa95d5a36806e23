/** The sentence of a step, its names in italics and its numbers in the inks of what they are. */
import type { JSX } from 'preact'
import type { Step, Stepper } from '../../src/explain/index.js'
import { isDatum } from './formula.js'

const NUMBER = '−?(?:\\d+(?:\\.\\d+)?(?: · 10[⁰¹²³⁴-⁹⁻]+)?|∞|NaN)(?! ways)'

export function Words({
  sentence,
  step,
  walk,
}: {
  readonly sentence: string
  readonly step: Step | undefined
  readonly walk: Stepper
}): JSX.Element {
  if (!step) return <>{sentence}</>
  const places = [step.node, walk.root, ...(step.kind === 'backward' ? [step.operand] : [])]
  const { nodes } = walk.graph
  const ids = new Set(nodes[step.node]!.inputs)
  nodes.forEach(({ id, kind }, place) => ids.has(id) && kind !== 'constant' && places.push(place))
  const names = [...new Set(places.map((place) => walk.names.text[place]!))].filter((name) => /\p{L}/u.test(name)).toSorted((a, b) => b.length - a.length) // prettier-ignore
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${[...names.map(escaped), NUMBER].join('|')})(?![\\p{L}\\p{N}])`,
    'gu',
  )
  const slope = isDatum(step, walk) ? 'd' : ''
  return (
    <>
      {sentence.split(/(?<=\. )/).map((part, k) => {
        const own = step.kind === 'forward' ? 'd' : step.kind === 'seed' || isGradient(part, step, walk) ? 'g' : slope
        return <Inked key={k} text={part} pattern={pattern} own={own} />
      })}
    </>
  )
}

/** Whether a sentence speaks of how much the root moves: a gradient. */
function isGradient(part: string, step: Step, { names, root }: Stepper): boolean {
  if (step.kind !== 'backward') return true
  const isFirst = step.node === root
  return isFirst || !part.startsWith('When ') || part.startsWith(`When ${names.text[step.node]} moves`)
}
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

function Inked({
  text,
  pattern,
  own,
}: {
  readonly text: string
  readonly pattern: RegExp
  readonly own: string
}): JSX.Element {
  const parts: (string | JSX.Element)[] = []
  let from = 0
  let isReason = false
  for (const { 0: found, index } of text.matchAll(pattern)) {
    const between = text.slice(from, index)
    // After "because" stand data.
    isReason ||= between.includes('because')
    parts.push(
      between,
      /^[−\d∞]|^NaN$/.test(found) ? <span class={`num ${isReason ? 'd' : own}`}>{found}</span> : <var>{found}</var>,
    )
    from = index + found.length
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  )
}

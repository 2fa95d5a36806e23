/** Where in the course each number of the notes is computed: by note and lines. */
import type { Fact } from '../facts/facts.js'

type Lines = readonly [note: string, from: number, to: number]
export const topics: Readonly<Record<string, readonly Lines[]>> = {
  derivative: [['000', 36, 45], ['000', 78, 135], ['004', 12, 45]],
  nudging: [['000', 61, 68], ['001', 18, 28], ['003', 12, 29], ['004', 55, 55]],
  'partial-derivatives': [['001', 35, 66], ['003', 50, 52], ['004', 56, 114]],
  'value-and-graph': [['000', 27, 27], ['004', 186, 186]],
  'chain-rule': [['003', 144, 144], ['003', 234, 251], ['003', 293, 293], ['004', 208, 232]],
  backward: [['003', 330, 330]],
  neuron: [['002', 46, 118], ['003', 378, 389]],
  'gradient-descent': [['003', 268, 268], ['004', 250, 332]],
  pytorch: [['004', 345, 345]],
} // prettier-ignore

/** The lesson in which a number is found. */
export function topicOf({ file, line, expr }: Fact): string | undefined {
  // The list of numbers gives the line of f(2, 3, 4) as 55, which is that of another one.
  if (file.startsWith('004') && line === 55 && expr === 'f(2,3,4)') return 'partial-derivatives'
  return Object.keys(topics).find((name) =>
    topics[name]?.some(([note, from, to]) => file.startsWith(note) && line >= from && line <= to),
  )
}

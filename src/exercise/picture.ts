/** A counter-example as pictures: the graph with what is wrong in it marked, and the curve that the reader's slope leaves. */
import { drawn, plan, plotClaim, short, type Figure, type Mark, type PlanOptions } from '../figures/index.js'
import type { Verdict, Wrong } from './verdict.js'

/** The curve, with the reader's slope at a point of it; undefined where there is nothing to see. */
export function slopeFigure(
  f: (x: number) => number,
  x: number,
  variable: string,
  claimed: number,
  name = 'y',
): Figure | undefined {
  try {
    return plotClaim(f, { x, claimed, variable, name, title: `Your slope by ${variable}` })
  } catch {
    return undefined
  }
}

/** The graph of a verdict: the edge, or the box, that is wrong in it, with the reader's number and the one that nudging gives. */
export function counterexample(
  { graph, wrong }: Pick<Verdict, 'graph' | 'wrong'>,
  options: PlanOptions = {},
): Figure | undefined {
  if (!graph) return undefined
  const planned = plan(graph, { ...options, leafRoom: 26 })
  const figure = drawn(planned)
  if (!wrong) return figure
  const { marks, width, height } = marked(
    figure,
    planned.boxes,
    wrong,
    graph.nodes[wrong.node]?.inputs[wrong.input ?? -1],
    planned.rankdir === 'LR',
  )
  const words = `Yours is ${short(wrong.yours)}, nudging says ${short(wrong.nudged)}.`
  return { ...figure, width, height, marks, description: `${figure.description} ${words}` }
}

function marked(
  figure: Figure,
  boxes: ReturnType<typeof plan>['boxes'],
  { node, input, yours, nudged }: Wrong,
  from: number | undefined,
  isAcross: boolean,
): Pick<Figure, 'marks' | 'width' | 'height'> {
  const boxOf = (place: number | undefined): (typeof boxes)[number] | undefined =>
    boxes.find(({ knot }) => knot.place === place)
  const box = boxOf(node)
  const operand = boxOf(from)
  if (!box) return figure
  const mine = `yours ${input === undefined ? '' : '× '}${short(yours)}`
  const its = `nudged ${input === undefined ? '' : '× '}${short(nudged)}`
  const said = (x: number, y: number): Mark[] => [
    { type: 'text', x, y, size: 13, anchor: 'start', halo: true, bold: true, ink: 'bad', spans: [{ text: mine }] },
    { type: 'text', x, y: y + 15, size: 13, anchor: 'start', halo: true, ink: 'ink', spans: [{ text: its }] },
  ]
  const room = 8 * Math.max(mine.length, its.length)
  // Where values run down, edges leave below their boxes.
  const below = [Math.max(8, Math.min((operand ?? box).x, figure.width - room)), figure.height + 12] as const
  if (input === undefined || !operand) {
    const { x, y, width, height } = box
    const frame: Mark = { type: 'box', x, y, width, height, radius: 2, stroke: 'bad', weight: 3 }
    const [left, top] = isAcross ? [x, y + height + 18] : below
    return { marks: [...figure.marks, frame, ...said(left, top)], width: Math.max(figure.width, left + room), height: Math.max(figure.height, top + 22) } // prettier-ignore
  }
  const key = `${operand.knot.key}-${box.knot.key}.${input}`
  const isOf = (mark: Mark): boolean => 'key' in mark && mark.key === key
  const marks = figure.marks.flatMap((mark): Mark[] => {
    if (!isOf(mark)) return [mark]
    if (mark.type === 'link') return [{ ...mark, stroke: 'bad', weight: 2.75 }]
    return mark.type === 'group' ? [{ ...mark, marks: mark.marks.flatMap((one): Mark[] => (one.type === 'link' || one.type === 'path' ? [{ ...one, stroke: 'bad', weight: 2.75 }] : [])) }] : [] // prettier-ignore
  })
  const [x, y] = isAcross ? [operand.x, operand.y + operand.height + 16] : below
  return {
    marks: [...marks, ...said(x, y)],
    width: Math.max(figure.width, x + room),
    height: Math.max(figure.height, y + 24),
  }
}

/** Nodes, cells and loops of a program side by side: whatever is pointed at lights up in all three. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useMedia } from '../frame/media.js'
import type { Block } from './drawing.js'
import { litPlaces, madeOf, turnsOf, type Lit, type Part } from './lit.js'
import {
  BRACKET,
  CELLS,
  drawnOf,
  hit,
  NARROW,
  outline,
  OWN,
  ownIn,
  PITCH,
  rowsOf,
  upTo,
  WIDE,
  type Drawn,
} from './shape.js'
import { marksOf, type Located, type Marks } from './written.js'

export interface LoopsProps {
  readonly drawing: Located
  readonly lit: Lit | undefined
  /** Pointed at, for as long as it is; undefined when nothing is. */
  point(lit: Lit | undefined): void
  /** Chosen, to stay lit. */
  choose(lit: Lit): void
}

const many = (n: number, one: string): JSX.Element => (
  <>
    <strong>{n.toLocaleString('en')}</strong> {one}
    {n === 1 ? '' : 's'}
  </>
)

/** What the marks mean. */
const signs = [
  [<path class="marks factor" d="M1 1h7v7h-7z" />, 'product of a sum'],
  [<path class="marks hollow" d="M1.5 1.5h6v6h-6z" />, 'added up, or compared'],
  [<circle class="marks hollow" cx="4.5" cy="4.5" r="3.5" />, 'by itself'],
] as const

export function Loops({ drawing, lit, point, choose }: LoopsProps): JSX.Element {
  const { nodes, cells, loops, blocks, ops } = drawing
  const isNarrow = useMedia('(max-width: 56rem)')
  const most = rowsOf(blocks.length)
  // Of a line the marks that come of it, wherever they are.
  const marks = useMemo(
    () => (lit && 'line' in lit ? blocks.map((block) => marksOf(block, most, litPlaces(lit, drawing))) : []),
    [drawing, lit && 'line' in lit ? `${lit.line}.${lit.column}` : ''],
  )
  const part = lit && 'loop' in lit ? lit : undefined
  const kinds = ops.slice(0, 6).filter(({ nodes }) => nodes > 0)
  return (
    <section class="hood-loops" aria-label="Nodes, cells and loops">
      <div class="hood-heads" style={isNarrow ? undefined : `--own: ${WIDE}px`}>
        <p style={`--at: 0px`}>{many(nodes, 'node')}</p>
        <p style={`--at: ${CELLS}px`}>{many(cells, 'cell')}</p>
        <p class="last">{many(loops, 'loop')}</p>
      </div>
      <p class="q hood-legend">
        {kinds.map(({ sign, name, nodes }) => (
          <span key={name}>
            {sign} {nodes.toLocaleString('en')}
          </span>
        ))}
        {ops.length > kinds.length && <span>and {ops.length - kinds.length} other kinds</span>}
        {signs.map(([shape, words]) => (
          <span key={words} class="sign">
            <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
              {shape}
            </svg>
            {words}
          </span>
        ))}
        {blocks.some(({ isWithin }) => isWithin) && (
          <span class="sign">
            <span class="code">+</span> in the loop above
          </span>
        )}
      </p>
      <ol class="hood-rows" onPointerLeave={() => point(undefined)}>
        {blocks.map((block, k) => (
          <Row
            key={k}
            block={block}
            k={k}
            drawing={drawing}
            most={most}
            lit={part?.loop === k ? part : undefined}
            marks={marks[k]}
            isNarrow={isNarrow}
            isStop={k === (part?.loop ?? 0)}
            point={point}
            choose={choose}
          />
        ))}
      </ol>
      {blocks.length < loops && (
        <p class="q">
          And {(loops - blocks.length).toLocaleString('en')} loops more, which are not drawn: they are in the numbers
          above.
        </p>
      )}
    </section>
  )
}

interface RowProps extends Omit<LoopsProps, 'lit'> {
  readonly block: Block
  readonly k: number
  /** Rows at most. */
  readonly most: number
  readonly lit: Part | undefined
  /** What comes of the line that is lit. */
  readonly marks: readonly Marks[] | undefined
  readonly isNarrow: boolean
  /** Whether Tab stops here: at what is lit, or at the first. */
  readonly isStop: boolean
}

function Row({ block, k, most, drawing, lit, marks, isNarrow, isStop, point, choose }: RowProps): JSX.Element {
  const drawn = useMemo(() => drawnOf(block, most), [block, most])
  const { rows, height, perRow, perMark, perFactor, perOwn } = drawn
  const isChain = block.factors > 0 || block.own > 1
  const rest = useMemo(() => {
    const all = upTo(rows)
    return {
      factor: outline('factor', isChain, all, upTo(drawn.factors)),
      own: all.map((row) => outline('own', isChain, [row], upTo(ownIn(block, drawn, row)))).join(''),
      cell: outline('cell', isChain, all, []),
    }
  }, [drawn])
  const width = isNarrow ? NARROW : WIDE
  const place = (event: JSX.TargetedMouseEvent<SVGSVGElement>): Part => {
    const box = event.currentTarget.getBoundingClientRect()
    const scale = width / box.width
    return hit(block, drawn, k, (event.clientX - box.left) * scale, (event.clientY - box.top) * scale - PAD)
  }
  const isOfLine = marks !== undefined && marks.length > 0
  const middle = height / 2
  const folds = [
    perRow > 1 ? `a row is ${perRow.toLocaleString('en')} cells` : '',
    perMark > 1 && perMark < perRow ? `a circle is ${perMark.toLocaleString('en')}` : '',
    perFactor > 1 || perOwn > 1 ? `a mark is up to ${Math.max(perFactor, perOwn).toLocaleString('en')} nodes` : '',
  ].filter((words) => words !== '')
  return (
    <li class={lit || isOfLine ? 'lit' : undefined}>
      <svg
        width={width}
        height={height + 2 * PAD}
        viewBox={`0 ${-PAD} ${width} ${height + 2 * PAD}`}
        role="img"
        aria-label={`Loop ${k + 1}: ${block.cells.toLocaleString('en')} ${block.cells === 1 ? 'cell' : 'cells'} of ${madeOf(block, drawing)}${block.isWithin ? ', in the loop above' : ''}`}
        onPointerMove={(event) => point(place(event))}
        onClick={(event) => choose(place(event))}
      >
        <path class="marks factor" d={rest.factor} />
        <path class={isChain ? 'marks hollow' : 'marks hollow round'} d={rest.own} />
        <path class="marks hollow" d={rest.cell} />
        <path
          class="bracket"
          d={`${rows > 1 ? `M${BRACKET - 5} 1h5v${height - 2}h-5` : ''}M${rows > 1 ? BRACKET : BRACKET - 5} ${middle}H${isNarrow ? NARROW : WIDE - 12}`}
        />
        {lit && <Lights block={block} drawn={drawn} lit={lit} isChain={isChain} />}
        {isOfLine && <LineLights marks={marks} isChain={isChain} />}
      </svg>
      <div class="words">
        <button
          type="button"
          class="plain loop code"
          aria-pressed={lit !== undefined || isOfLine}
          tabIndex={isStop ? 0 : -1}
          onFocus={() => lit ?? point({ loop: k })}
          onPointerEnter={() => point({ loop: k })}
          onClick={() => choose({ loop: k })}
        >
          <Text block={block} lit={lit} />
        </button>
        {folds.length > 0 && <span class="q fold">{folds.join(', ')}</span>}
      </div>
    </li>
  )
}
const PAD = 5

interface LightsProps {
  readonly block: Block
  readonly drawn: Drawn
  readonly lit: Part
  readonly isChain: boolean
}
/** The marks of what is lit. */
function Lights({ block, drawn, lit, isChain }: LightsProps): JSX.Element {
  const { rows, perRow, perMark, perFactor, perOwn, factors, own } = drawn
  const { cell, node } = lit
  const those = cell === undefined ? upTo(rows) : [Math.floor(cell / perRow)]
  const y = (those[0]! + 0.5) * PITCH
  const column =
    node === undefined
      ? -1
      : node < block.factors
        ? Math.floor(node / perFactor)
        : Math.floor((node - block.factors) / perOwn)
  const isFactor = node !== undefined && node < block.factors
  // Of a row of cells that are one node each only the one that is lit.
  const marks = (row: number): number[] =>
    cell !== undefined && perMark < perRow ? [Math.floor((cell % perRow) / perMark)] : upTo(ownIn(block, drawn, row))
  return (
    <g class="lights">
      <path class="full" d={outline('factor', isChain, those, upTo(factors))} />
      <path class="thin" d={those.map((row) => outline('own', isChain, [row], marks(row))).join('')} />
      <path class="full" d={outline('cell', isChain, those, [])} />
      {node !== undefined && <path class="node" d={outline(isFactor ? 'factor' : 'own', isChain, those, [column])} />}
      {cell !== undefined && (
        <path
          class="way"
          d={`M${OWN + own * PITCH + 4} ${y}H${CELLS - 3}m-5 -3l5 3l-5 3M${CELLS + 33} ${y}H${BRACKET}`}
        />
      )}
    </g>
  )
}

/** The marks of what comes of a line. */
function LineLights({ marks, isChain }: { readonly marks: readonly Marks[]; readonly isChain: boolean }): JSX.Element {
  const drawn = (kind: 'factors' | 'own'): string =>
    marks.map((one) => outline(kind === 'own' ? 'own' : 'factor', isChain, [one.row], one[kind])).join('')
  return (
    <g class="lights">
      <path class="full" d={drawn('factors')} />
      <path class="thin" d={drawn('own')} />
      <path
        class="full"
        d={outline(
          'cell',
          isChain,
          marks.map(({ row }) => row),
          [],
        )}
      />
    </g>
  )
}

/** The text of a loop: its head, then what it computes; the letters that turn are lit with their cell. */
function Text({ block, lit }: { readonly block: Block; readonly lit: Part | undefined }): JSX.Element {
  const [, head, body = block.text] = /^(for [^:]*|once[^:]*): (.*)$/s.exec(block.text) ?? []
  const turns = lit?.cell === undefined ? [] : turnsOf(block, lit.cell)
  return (
    <>
      {head !== undefined && (
        <span class="head">
          {block.isWithin && '+ '}
          {head.split(/(\b[a-z]\b(?= <))/).map((part, k) => {
            const turn = k % 2 === 1 ? turns.find(({ letter }) => letter === part) : undefined
            return turn ? <b key={k}>{part}</b> : part
          })}
          :
        </span>
      )}
      <span class="body">{body}</span>
      {turns.length > 0 && <span class="turns d">{turns.map(({ letter, at }) => `${letter} = ${at}`).join(', ')}</span>}
    </>
  )
}

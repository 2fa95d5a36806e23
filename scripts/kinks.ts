/** `npm run docs:kinks`: prints docs/kinks.md from the table of conventions, the rows' kinks, and what PyTorch answers and what is exact there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { grad } from '../src/index.js'
import { ulps } from '../test/oracle/compare.js'
import { conventions, show, type Convention } from '../test/ops/conventions.js'
import { rowsOf } from './law.js'

export const kinksFile = 'docs/kinks.md'

type Said = number | string | null
/** The value, the first derivatives by each input, the second by the first; null: there is none. */
interface Answers {
  readonly torch: readonly Said[]
  readonly exact: readonly Said[]
}
const fixture = JSON.parse(readFileSync('fixtures/conventions.json', 'utf8')) as {
  readonly torch: string
  readonly answers: Readonly<Record<string, Answers>>
}
const heard = (said: Said | undefined): number | undefined =>
  said === null || said === undefined ? undefined : Number(said)

/** Last places within which two answers are the same. */
const SAME = 8

/** One number of an answer: ours, PyTorch's, and who is nearer to the exact one. */
interface Pair {
  readonly ours: number
  readonly theirs: number | undefined
  readonly isSame: boolean
  readonly nearer: 'seegrad' | 'PyTorch' | 'nobody'
}

function pairs({ said, f, inputs, notes }: Convention): Pair[] {
  const answers = fixture.answers[said]
  if (!answers) throw new Error(`${said} is not in fixtures/conventions.json: npx tsx scripts/fixtures/conventions.ts`)
  const slopes = inputs.map((_, k) => grad(f, { argnums: k })(...inputs) as number)
  const second = grad(grad((x: number) => f(...inputs.with(0, x))))(inputs[0] as number)
  const numbers = [f(...inputs), ...slopes, second]
  const value = heard(answers.exact[0])
  // Without a value there is no slope.
  const hasNoValue = value === undefined ? Number.isNaN(numbers[0]) : Number.isNaN(value)
  return numbers.map((ours, k) => {
    const [theirs, exact] = [heard(answers.torch[k]), hasNoValue ? NaN : heard(answers.exact[k])]
    const isSame = theirs !== undefined && ulps(ours, theirs) <= SAME && (ours === 0) === (theirs === 0)
    return { ours, theirs, isSame, nearer: isSame ? 'nobody' : nearer(ours, theirs, exact, notes.better) }
  })
}

function nearer(
  ours: number,
  theirs: number | undefined,
  exact: number | undefined,
  isBetter?: boolean,
): Pair['nearer'] {
  if (isBetter !== undefined) return isBetter ? 'seegrad' : 'nobody'
  if (exact === undefined || theirs === undefined) return 'nobody'
  const [a, b] = [ulps(ours, exact), ulps(theirs, exact)]
  return a < b ? 'seegrad' : b < a ? 'PyTorch' : 'nobody'
}

const DIGITS = 8
/** Not all digits, unless that would hide a difference. */
function shown({ ours, theirs, isSame }: Pair): readonly [ours: string, theirs: string] {
  if (theirs === undefined) return [show(ours, DIGITS), 'none']
  const short = [show(ours, DIGITS), show(theirs, DIGITS)] as const
  return isSame || short[0] !== short[1] ? short : [show(ours), show(theirs)]
}
const bold = (pair: Pair): string => (pair.nearer === 'seegrad' ? `**${shown(pair)[0]}**` : shown(pair)[0])
const italic = (pair: Pair): string => (pair.nearer === 'PyTorch' ? `_${shown(pair)[1]}_` : shown(pair)[1])

/** `same`, or what PyTorch answers otherwise. */
function theirs(value: Pair, slopes: readonly Pair[], second: Pair): string {
  if (slopes.every(({ theirs }) => theirs === undefined)) return 'no derivative'
  const parts = Object.entries({ value: [value], first: slopes, second: [second] })
  const different = parts.filter(([, all]) => all.some(({ isSame }) => !isSame))
  return different.map(([name, all]) => `${name} ${all.map(italic).join(', ')}`).join('; ') || 'same'
}

function why({ said, notes, kink, inputs, value }: Convention): string {
  if (notes.why !== undefined) return notes.why
  if (inputs.some(Number.isNaN)) return 'NaN in, NaN out'
  if (kink) return kink.answer.startsWith('the ') ? `${kink.answer}: ${kink.why}` : kink.why
  if (Number.isNaN(value)) return 'no value, no slope'
  throw new Error(`${said} has no why`)
}

function line(row: Convention): string {
  const numbers = pairs(row)
  const [value, slopes, second] = [numbers[0] as Pair, numbers.slice(1, -1), numbers.at(-1) as Pair]
  const jax = row.notes.jax ? `[${row.notes.jax[0]}](${row.notes.jax[1]})` : '–'
  const cells = [
    `\`${row.said}\``,
    bold(value),
    slopes.map(bold).join(', '),
    bold(second),
    theirs(value, slopes, second),
    jax,
    why(row),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The files of rows in their order: a name, the sentence that opens the file, and the ops that it states. */
function families(): readonly { name: string; opening: string; ops: ReadonlySet<string> }[] {
  const files = [...readFileSync('src/ops/rows.ts', 'utf8').matchAll(/'\.\/(.+)\.js'/g)]
  return files.map(([, file = '']) => {
    const path = `src/ops/${file}.ts`
    const text = readFileSync(path, 'utf8')
    const [, opening = ''] = /^\/\*\* (.+) \*\/$/m.exec(text) ?? []
    const ops = new Set(rowsOf({ path, text }).map(({ name }) => name))
    return { name: `${file.slice(0, 1).toUpperCase()}${file.slice(1)}`, opening, ops }
  })
}

/** How many answers there are, and how PyTorch's compare with them. */
export function kinkCounts(): Counts {
  const all = conventions.map(pairs)
  const count = (who: Pair['nearer']): number =>
    all.filter((numbers) => numbers.some(({ nearer }) => nearer === who)).length
  return {
    answers: all.length,
    same: all.filter((numbers) => numbers.every(({ isSame }) => isSame)).length,
    better: count('seegrad'),
    worse: count('PyTorch'),
    jax: conventions.filter(({ notes }) => notes.jax).length,
  }
}

/** The page. */
export function kinksPage(): string {
  const sections = families().flatMap(({ name, opening, ops }) => {
    const rows = conventions.filter(({ op }) => ops.has(op.name))
    if (rows.length === 0) return []
    const table = [header, ...rows.map(line)].join('\n')
    return [`## ${name}\n\n${opening}\n\n<!-- prettier-ignore-start -->\n${table}\n<!-- prettier-ignore-end -->`]
  })
  return `${opening(kinkCounts())}\n${sections.join('\n\n')}\n`
}

const header = `| op at x | value | first | second | PyTorch | JAX | why |\n|---|---|---|---|---|---|---|`

interface Counts {
  readonly answers: number
  readonly same: number
  readonly better: number
  readonly worse: number
  readonly jax: number
}

const opening = ({ answers, same, better, worse, jax }: Counts): string => `# Answers at kinks, poles and far ends

<!-- Printed by npm run docs:kinks from the rows, test/ops/conventions-table.ts and fixtures/conventions.json. -->

Almost everywhere a slope is no matter of opinion. But |x| falls with slope −1 until 0 and rises with slope 1 after it: what is its
slope _at_ 0? That is a **kink**, and whoever computes slopes has to say something there. At a **pole** the number itself runs away
to infinity, as 1/x does at 0. And at a **far end** nothing is in doubt, only hard to compute: tanh(20) is 1 to the last digit, and yet
its slope is not 0 but 0.000000000000000017, which 1 − tanh² cannot see any more. A network that trains with a wrong answer at such
a point does not crash; it learns something else. So here is what seegrad answers, and why.

## The rules

1. **At a corner, one of the slopes between both sides** (mathematics calls it a subgradient): the one that PyTorch takes, so that a
   program moved here keeps its results. relu has slope 0 at 0, |x| too, a bound of clamp counts as inside.
2. **A tie is shared.** maximum(1, 1) gives each side ½, max of three equal numbers a third to each: slopes that add up to 1 at every
   other point add up to 1 there.
3. **Steps are flat.** floor, sign and comparisons have slope 0 wherever they have one, and also at their jumps.
4. **Vertical is ∞**, and a pole too, with the sign that it has inside the domain. −0 is the same place as 0, but for
   1/x and log(x), which have an infinity on either side of it.
5. **NaN in, NaN out**: of the number, and of its slope.
6. **No value, no slope.** log(−1) is NaN, and so is its slope; −1 would be the slope of nothing.
7. **where masks.** The side that is not taken gives no gradient at all, not even one of 0·∞.
8. **Far out, the true digits**, as long as a double can hold them; beyond that the limit.

## How to read the tables

_First_ is the slope by each input, _second_ the slope of the first one once more by the first input. _PyTorch_ (${fixture.torch.replace(/[a-z].*$/, '')}, float64, on the CPU)
was asked when the fixture was made: _same_, within ${SAME} last places, or what it answers otherwise. **Bold** is a number of seegrad's that
is nearer to the exact one than PyTorch's, _italic_ one of PyTorch's that is nearer. What is exact is computed with hundreds of
digits and rounded once; without a value, NaN counts as exact. Where mathematics leaves a choice nobody is nearer, unless a rule
above decides. _JAX_ was not asked: its column says what public issues and documentation say of it, with a link; a – means that
nothing was found, not that it agrees. Some of these are open bugs, and may be mended by now.

Of ${answers} answers PyTorch has the same in ${same}; seegrad is nearer to the exact number in ${better}, PyTorch in ${worse}. Of JAX, ${jax} are known.
A test computes every number of this page anew, another one what is expected of them, in reverse and in forward mode.
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(kinksFile, kinksPage())

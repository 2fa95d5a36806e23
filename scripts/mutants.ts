/** `npm run mutants`: makes every slip of the pen in every derivative rule and writes who noticed into docs/mutants.md. */
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { mutants, type Mutant } from '../test/ops/mutants.js'
import { formatted } from './formatted.js'

export const mutantsFile = 'docs/mutants.md'

/** The page of a run: a row per op, then what was left equivalent, by its reason. */
export async function mutantsPage(all: readonly Mutant[]): Promise<string> {
  const names = [...new Set(all.map(({ op }) => op))]
  const rows = names.map((name) => row(name, all.filter(({ op }) => op === name))) // prettier-ignore
  const page = `# Mutants of the derivative rules

Written by \`npm run mutants\`. In every rule of every op each slip of the pen was made in turn: the slope times 1 + 10⁻⁶, its sign
flipped, the output taken for the first input, two inputs or the operands of one step swapped, one operand of a sum, difference,
product or quotient dropped. A mutant is killed where an exact number (\`fixtures/ops\`; of ops that only rules use, the oracles in
\`test/oracle\`) accepts the rule and refuses the mutant; or else, at kinks and far ends, where the table of conventions
(\`test/ops/conventions-table.ts\`) does. It is equivalent if it gives the same slope at all of these points, and the reason is said below.
\`npm test\` makes the same run: no mutant survives, none is equivalent without a reason, and this page is what the run gives.

${table(['op', 'mutants', 'change the derivative', 'killed by exact numbers', 'by conventions', 'survive', 'equivalent'], [...rows, row('all', all)])}

## Equivalent, and why

${reasons(all).join('\n')}
`
  return formatted(mutantsFile, page)
}

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function row(name: string, all: readonly Mutant[]): (string | number)[] {
  const count = (fate: Mutant['fate']): number => all.filter((mutant) => mutant.fate === fate).length
  const equivalent = count('equivalent')
  return [name, all.length, all.length - equivalent, count('exact'), count('convention'), count('survived'), equivalent]
}

function reasons(all: readonly Mutant[]): string[] {
  const equivalent = all.filter(({ fate }) => fate === 'equivalent')
  return [...new Set(equivalent.map(({ why }) => why))].map((why) => {
    const which = equivalent.filter((mutant) => mutant.why === why)
    const names = which.length <= FEW ? which.map(said).join('; ') : [...new Set(which.map(({ op }) => op))].join(', ')
    return `- **${why}** (${which.length}): ${names}.`
  })
}
/** So many are named one by one. */
const FEW = 20
const said = ({ op, input, change }: Mutant): string => `${op}, slope by ${input}: ${change}`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(mutantsFile, await mutantsPage(mutants()))
}

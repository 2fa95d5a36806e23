/**
 * Prints every kernel of src/numeric/kernels as a JavaScript function into printed.ts, and the list of all kernels into index.ts beside it.
 *
 *     npx tsx scripts/print-kernels.ts
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Kernel } from '../src/numeric/kernels/kernel.js'
import { STEPS } from '../src/numeric/kernels/step.js'
import { formatted } from './formatted.js'

const folder = 'src/numeric/kernels'
const command = 'npx tsx scripts/print-kernels.ts'

/** A kernel and the file, without its ending, that exports it. */
interface Found {
  readonly file: string
  readonly kernel: Kernel
}

/** All kernels: what the files of the folder export, whatever exports have steps. */
export async function findKernels(): Promise<readonly Found[]> {
  const files = readdirSync(folder).filter((file) => file !== 'index.ts' && file !== 'printed.ts')
  const found: Found[] = []
  for (const file of files.toSorted()) {
    const module = (await import(`../${folder}/${file.replace(/\.ts$/, '.js')}`)) as Readonly<Record<string, unknown>>
    for (const value of Object.values(module))
      if (isKernel(value)) found.push({ file: file.replace(/\.ts$/, ''), kernel: value })
  }
  return found.toSorted((a, b) => (a.kernel.name < b.kernel.name ? -1 : 1))
}

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'object' && value !== null && 'steps' in value && 'parameters' in value
}

/** The files to write, path and text. */
export async function printAll(found: readonly Found[]): Promise<ReadonlyMap<string, string>> {
  const texts = { 'printed.ts': functions(found.map(({ kernel }) => kernel)), 'index.ts': list(found) }
  const files = Object.entries(texts).map(async ([name, text]) => {
    const path = `${folder}/${name}`
    return [path, await formatted(path, text)] as const
  })
  return new Map(await Promise.all(files))
}

function list(found: readonly Found[]): string {
  const names = found.map(({ kernel }) => kernel.name)
  const imports = found.map(({ file, kernel }) => `import { ${kernel.name} } from './${file}.js'`)
  return [
    `/** The list of all kernels, generated from the files of this folder by \`${command}\`. */`,
    "import type { Kernel } from './kernel.js'",
    ...imports,
    '\n/** Every kernel by its name, as data. */',
    `export const kernels: ReadonlyMap<string, Kernel> = /* @__PURE__ */ new Map([${names.join()}].map((kernel) => [kernel.name, kernel]))`,
  ].join('\n')
}

function functions(kernels: readonly Kernel[]): string {
  const steps = kernels.flatMap((kernel) => kernel.steps)
  const words = ['high', 'pow2'].filter((op) => steps.some((step) => step.op === op))
  const tables = new Map<readonly number[], string>()
  for (const kernel of kernels)
    for (const step of kernel.steps)
      if (step.op === 'lookup' && !tables.has(step.table)) tables.set(step.table, `${kernel.name}Table`)
  return [
    `/** The kernels as functions, generated from their steps by \`${command}\`: change a kernel, never this file. */`,
    `import { ${words.join(', ')} } from './words.js'`,
    ...[...tables].map(([table, name]) => `\nconst ${name} = [${table.join(', ')}]`),
    ...kernels.map((kernel) => `\n/** ${kernel.doc} */\n${print(kernel, tables)}`),
  ].join('\n')
}

/** Where a step is printed: in the body of the function or, below it, in an arm of a select. */
interface Region {
  readonly parent: Region | undefined
  readonly depth: number
}

/** The innermost region that holds both. */
function meet(a: Region, b: Region): Region {
  if (a === b) return a
  return a.depth >= b.depth ? meet(a.parent!, b) : meet(a, b.parent!)
}

/** A kernel as a function; what only one arm of a select needs is computed in that arm. */
export function print(kernel: Kernel, tables: ReadonlyMap<readonly number[], string>): string {
  const { steps } = kernel
  const last = steps.length - 1
  const root: Region = { parent: undefined, depth: 0 }
  const below = (parent: Region): Region => ({ parent, depth: parent.depth + 1 })

  // Users stand behind what they use: from the end, each step is met after all its uses.
  const uses: Region[][] = steps.map(() => [])
  uses[last]!.push(root)
  const regions: Region[] = []
  const arms: (readonly [Region, Region])[] = []
  for (let place = last; place >= 0; place--) {
    const { op, args } = steps[place]!
    const region = uses[place]!.reduce(meet)
    regions[place] = region
    const choice = op === 'select' || op === 'selectInt'
    if (choice) arms[place] = [below(region), below(region)]
    // A whole number is a double in JavaScript already: the conversion is no text, and its uses are those of the number.
    const ofArgs = (i: number): readonly Region[] =>
      op === 'toFloat' ? uses[place]! : [(choice && arms[place]![i]) || region]
    args.forEach((arg, i) => uses[arg]!.push(...ofArgs(i)))
  }

  // A statement of its own: what is used twice or has a name, and a choice with statements in its arms.
  const isStatement: boolean[] = []
  const statementsIn = (region: Region): readonly number[] =>
    [...isStatement.keys()].filter((place) => isStatement[place] && regions[place] === region)
  const branches = (place: number): boolean => (arms[place] ?? []).some((arm) => statementsIn(arm).length > 0)
  steps.forEach((step, place) => {
    const isLeaf = ['parameter', 'number', 'integer', 'toFloat'].includes(step.op)
    const isNamed = 'hint' in step || uses[place]!.length > 1
    isStatement[place] = !isLeaf && place !== last && (isNamed || branches(place))
  })

  const names = nameAll(kernel, isStatement)
  const text = (place: number): string => (isStatement[place] ? names[place]! : expression(place))
  const wrapped = (place: number): string => text(place).replace(/^.*[^\w.].*$/, '($&)')
  const expression = (place: number): string => {
    const step = steps[place]!
    if (step.op === 'parameter') return kernel.parameters[step.value]!
    if (step.op === 'number' || step.op === 'integer') return literal(step.value)
    if (step.op === 'call') return `${step.kernel.name}(${step.args.map(text).join(', ')})`
    if (step.op === 'lookup') return `${tables.get(step.table)!}[${wrapped(step.args[0]!)} & ${step.table.length - 1}]!`
    const [a = '', b = '', c = ''] = step.args.map(wrapped)
    return STEPS[step.op].js(a, b, c)
  }

  const block = (region: Region): string[] => statementsIn(region).flatMap(statement)
  const statement = (place: number): string[] => {
    if (!branches(place)) return [`const ${names[place]} = ${expression(place)}`]
    return [`let ${names[place]}: number`, ...choose(place, (value) => `${names[place]} = ${value}`)]
  }
  /** An arm: its statements, then its value; where nothing else uses that, without a name for it. */
  const arm = (region: Region, value: number, give: (text: string) => string): string[] => {
    const own = regions[value] === region && uses[value]!.length === 1
    const before = statementsIn(region).filter((place) => !(own && place === value))
    const end = own && branches(value) ? choose(value, give) : [give(own ? expression(value) : text(value))]
    return [...before.flatMap(statement), ...end]
  }
  const choose = (place: number, give: (text: string) => string): string[] => {
    const [yes, no, flag] = steps[place]!.args as [number, number, number]
    const [inYes, inNo] = arms[place]!
    const [first, second] = [arm(inYes, yes, give), arm(inNo, no, give)]
    if (give('') !== 'return ') {
      const chained = second[0]!.startsWith('if (')
      return [`if (${text(flag)}) {`, ...first, `} else ${chained ? '' : '{'}`, ...second, chained ? '' : '}']
    }
    return [`if (${text(flag)}) ${first.length === 1 ? first[0]! : `{\n${first.join('\n')}\n}`}`, ...second]
  }

  const body = [
    ...block(root),
    ...(branches(last) ? choose(last, (value) => `return ${value}`) : [`return ${expression(last)}`]),
  ]
  const parameters = kernel.parameters.map((name) => `${name}: number`).join(', ')
  return `${kernel.inner ? '' : 'export '}function ${kernel.name}(${parameters}): number {\n${body.join('\n')}\n}`
}

/** A number as JavaScript text that reads back as the same double; by its name where Math has one. */
function literal(value: number): string {
  const name = (['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2'] as const).find((name) => Math[name] === value)
  return name ? `Math.${name}` : Object.is(value, -0) ? '-0' : String(value)
}

/** A name for each statement: the one that the kernel gives, with a number where it is taken. */
function nameAll(kernel: Kernel, isStatement: readonly boolean[]): readonly string[] {
  const called = kernel.steps.flatMap((step) => (step.op === 'call' ? [step.kernel.name] : []))
  const taken = new Set<string>([...kernel.parameters, ...called, 'high', 'pow2'])
  return kernel.steps.map((step, place) => {
    if (!isStatement[place]) return ''
    const wish = 'hint' in step ? step.hint! : 't'
    let name = wish
    for (let i = 2; taken.has(name); i++) name = `${wish}${i}`
    taken.add(name)
    return name
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of await printAll(await findKernels())) writeFileSync(path, text)
}

/** The law of the house as data: its rooms in the order in which data passes through them, what each may import, and the budgets. */
/** A room: a folder of src (or beside it), and what it may know of the others. */
export interface Room {
  readonly name: string
  /** The folder, from the root of the repository. */
  readonly folder: string
  readonly holds: string
  /** Rooms it may import, all of them above it; through their index.ts only; type imports count. */
  readonly imports: readonly string[] | 'all above'
  /** Packages it may import (`d3-*`: every name that begins so; `node:*`: what Node carries). One not named may not be imported. */
  readonly packages: readonly string[]
  /** Files besides an index.ts by which it may enter a room. */
  readonly doors?: readonly string[]
  /** Knows seegrad only as its users do, by the entries of package.json. */
  readonly publicOnly?: true
  /** Hands the entries of package.json on to its users' own code, and may import them by name. */
  readonly handsOn?: true
}

/** Every room is given things by callers, and may use this one. */
const callers: Room = {
  name: 'arguments',
  folder: 'src/arguments',
  holds: 'what callers give, checked, and named in words where it is refused',
  imports: [],
  packages: [],
}

const inSrc = (
  name: string,
  holds: string,
  imports: readonly string[] | 'all above',
  packages: readonly string[] = [],
): Room => ({
  name,
  folder: `src/${name}`,
  holds,
  imports: imports === 'all above' ? imports : [callers.name, ...imports],
  packages,
})

const beside = (name: string, holds: string): Room => ({
  name,
  folder: name,
  holds,
  imports: [],
  packages: ['*'],
  publicOnly: true,
})

export const rooms: readonly Room[] = [
  callers,
  inSrc(
    'numeric',
    'plain number maths: kernels of the elementary functions, special functions, arange, linspace, finite differences',
    [],
  ),
  inSrc('random', "seeded generators that draw what CPython's `random` and NumPy's `RandomState` draw", ['numeric']),
  inSrc(
    'ops',
    'the row type, the rows, the types of `Value`, and the one `Interpreter` interface: an op whose argument is not a number hands itself to that argument’s interpreter',
    ['numeric'],
  ),
  {
    ...inSrc(
      'engine',
      'interpreters: recording (`Value`, the tape), reverse and forward mode; `replay`, the graph as plain data',
      ['numeric', 'ops'],
    ),
    // What an op says to a number outside of its domain is in the table: only `detectAnomaly` says it.
    doors: ['src/ops/table.ts'],
  },
  inSrc(
    'transforms',
    'functions to functions over trees of numbers: `grad`, `jvp`, `hessian`, `vmap`, own rules, `checkGrads`',
    ['numeric', 'ops', 'engine'],
  ),
  {
    ...inSrc('operators/runtime', 'what transformed code imports: dispatch, guards', ['ops', 'engine']),
    // Which op stands for a function of Math is what a row says.
    doors: ['src/ops/table.ts'],
  },
  inSrc('operators/transform', 'source text in, source text out', ['ops'], ['acorn', 'sucrase']),
  inSrc(
    'operators',
    'the way in: the rewriting, build plugins',
    ['operators/transform'],
    // Of the tools only their types.
    ['unplugin', 'vite', 'rollup', 'esbuild', 'webpack', 'node:*'],
  ),
  {
    ...inSrc('eslint', 'the lint rule for code that is not rewritten', ['ops']),
    // Which functions are ops, and which function of Math each stands for, is what rows say.
    doors: ['src/ops/table.ts'],
  },
  {
    ...inSrc('register', 'the hook by which Node loads what says "use grad"', ['operators'], ['node:*']),
    // Pages import the index of that room, so what needs Node is not in it.
    doors: ['src/operators/file.ts'],
  },
  inSrc('data', 'data sets as plain numbers, CSV', ['numeric', 'random']),
  inSrc('nn', 'Module, Neuron, Layer, MLP, losses: compositions, no new rules', [
    'numeric',
    'ops',
    'engine',
    'transforms',
    'random',
  ]),
  {
    ...inSrc('explain', "a node or an op said as TeX and as sentences in the user's names and numbers", [
      'numeric',
      'ops',
      'engine',
    ]),
    // What rows say to people is in the table.
    doors: ['src/ops/table.ts'],
  },
  {
    ...inSrc('optim', 'update rules as rows, the one optimiser that runs them, schedules, minimize', [
      'numeric',
      'ops',
      'engine',
      'transforms',
      'explain',
    ]),
    // A rule prints its formula, by the one printer that there is; many parameters are read and moved where they lie, as no program of a user's may.
    doors: ['src/explain/expression.ts', 'src/explain/formula.ts', 'src/engine/chunk.ts', 'src/engine/tape.ts'],
  },
  {
    ...inSrc('compile', 'graph → gradient → simplify → cells → loop nests → bytes; every stage printable', [
      'numeric',
      'ops',
      'engine',
      'transforms',
      'nn',
      'optim',
    ]),
    // What rows say to a compiler, the steps of kernels, the columns of a recording, and the frame in which a transform runs a function: none of it is public.
    doors: [
      'src/engine/chunk.ts',
      'src/engine/pass.ts',
      'src/engine/record.ts',
      'src/engine/tape.ts',
      'src/engine/value.ts',
      'src/ops/written.ts',
      'src/numeric/kernels/kernel.ts',
      'src/numeric/kernels/step.ts',
      'src/optim/leaves.ts',
      'src/transforms/frame.ts',
      'src/transforms/tree.ts',
    ],
  },
  {
    ...inSrc(
      'figures',
      'the pictures, one file each: plain data → scene → SVG text, PNG, terminal, DOM; DOT and Mermaid',
      ['numeric', 'ops', 'engine', 'transforms', 'explain'],
      ['d3-*', '@resvg/resvg-js'],
    ),
    // What rows say to people: the sign in the disc.
    doors: ['src/ops/table.ts'],
  },
  {
    ...inSrc(
      'interop',
      "other people's formats: safetensors, npz, PyTorch source",
      ['numeric', 'random', 'ops', 'engine', 'transforms', 'nn', 'optim', 'compile', 'figures'],
      ['fflate'],
    ),
    // How PyTorch writes an op is what its row says.
    doors: ['src/ops/table.ts'],
  },
  inSrc(
    'training',
    'trainings that the terminal and the page share: the small GPT and its names, a training as a file',
    ['random', 'ops', 'engine', 'data', 'nn', 'optim', 'interop'],
  ),
  {
    ...inSrc(
      'exercise',
      'the reader’s own work judged: by nudging, by dual numbers, in random expressions; the smallest that fails, drawn',
      ['numeric', 'random', 'ops', 'engine', 'transforms', 'figures'],
    ),
    // A reader’s rule is differentiated among the public rows, by their names.
    doors: ['src/ops/rows.ts'],
  },
  inSrc(
    'lesson',
    'Markdown → cells → which cells depend on which → a runner',
    ['engine', 'transforms', 'operators/runtime', 'operators/transform', 'explain', 'figures', 'exercise'],
    ['marked'],
  ),
  {
    ...inSrc(
      'expression',
      'ordinary maths given as text, parsed and never run: numbers, graphs, mistakes with their place',
      ['ops', 'engine'],
      ['acorn'],
    ),
    // The words that an expression may call are the public rows, with what they say.
    doors: ['src/ops/rows.ts', 'src/ops/table.ts'],
  },
  {
    ...inSrc('cli', 'the commands, one file each', 'all above', ['commander', 'node:*']),
    // A program is run with the same hook that `seegrad/register` puts in by being imported; the bench times the layout by itself
    doors: ['src/figures/layers.ts', 'src/figures/layout.ts', 'src/register/hook.ts'],
    // What the cells of a lesson import is what the package gives.
    handsOn: true,
  },
  {
    name: 'app',
    folder: 'app',
    holds: 'the page; the only room that touches `document`',
    imports: 'all above',
    packages: ['*'],
    // A recording is made to live again by the ops that its nodes name; the build of the page cuts what it does not read of them.
    doors: ['scripts/cut.mjs', 'src/ops/table.ts'],
    // What cells import is what the package gives.
    handsOn: true,
  },
  beside('lessons', 'a plain Markdown file each; public API only'),
  beside('examples', 'a plain TypeScript file each; public API only'),
]

/** What `import … from 'seegrad'` gives: src/index.ts, which only re-exports from these rooms.
 *  It takes the public rows as a whole from rows.ts, or a new op would have to be named in a second place,
 *  and the table from table.ts, or every program would carry what rows say to people. */
export const rootEntry: Room = {
  name: 'the root entry',
  folder: 'src/index.ts',
  holds: 'values and ops',
  imports: ['ops', 'engine', 'transforms'],
  packages: [],
  doors: ['src/ops/rows.ts', 'src/ops/table.ts'],
}

export const budgets = {
  fileLines: 400,
  engineFileLines: 300,
  /** Without blank lines and comments, all files of src/engine together. */
  engineCodeLines: 1640,
  opFileLines: 150,
  /** With its comment. */
  rowLines: 25,
  /** Bytes of the whole `seegrad` entry, minified and gzipped; 5 kB of them are what rows say to people. */
  entryBytes: 37_550,
  /** The same for a program that uses one op. */
  oneOpBytes: 12_000,
  /** The same for one that makes a Value, runs backward and transforms functions: every op is a method, so all rows come along. */
  valueBytes: 25_000,
  /** The same for what rewrites operators in a page: the parser and the stripping of types are most of it. */
  operatorsBytes: 95_000,
  /** All that home needs until its graph stands, gzipped; and the chunk that the page begins with. */
  homeBytes: 120_000,
  firstChunkBytes: 80_000,
} as const

/** Words that say nothing about what a file holds. */
export const emptyNames: readonly string[] = ['utils', 'util', 'helpers', 'helper', 'manager', 'misc', 'common']

/** The room that a file of the repository lies in; undefined outside of all. */
export function roomOf(path: string): Room | undefined {
  if (path === rootEntry.folder) return rootEntry
  return rooms.find((room) => path.startsWith(`${room.folder}/`))
}

/** The names of the rooms that a room may import. */
export function allowed(room: Room): readonly string[] {
  return room.imports === 'all above' ? rooms.slice(0, rooms.indexOf(room)).map(({ name }) => name) : room.imports
}

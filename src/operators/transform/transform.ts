/** Source text in, source text out: operators that work on numbers and on Values where the author says "use grad". */
import { assertOptions, describe } from '../../arguments/index.js'
import { Context, File, put } from './context.js'
import { checkDirectives } from './directives.js'
import { isMarked } from './functions.js'
import { print } from './rewrite.js'
import { read } from './source.js'
import { mappingsOf, type SourceMap } from './source-map.js'
import { flatten, written, type Text } from './text.js'

/** What transformed code imports, and how it is known. */
export const RUNTIME = 'seegrad/operators/runtime'

/** What {@link transform} is told of a text. */
export interface TransformOptions {
  /** What messages, stack traces and the source map call it; TypeScript unless it ends in .js, .mjs or .jsx. */
  readonly filename?: string
  /** Rewrites the whole text, whether or not it says "use grad". */
  readonly all?: boolean
  /** Whether to make a source map; true unless said otherwise. */
  readonly sourceMap?: boolean
}
/** What {@link transform} gives: JavaScript, and how its lines and columns lead back to the text. */
export interface Transformed {
  readonly code: string
  readonly map: SourceMap | undefined
}

/**
 * Rewrites the functions that say "use grad", or all of a text that says so at its head, so that their operators work on numbers
 * and on Values; types are stripped. Code that is transformed already stays as it is.
 * Errors: {@link TransformError} with file, line and column for what cannot be parsed or honoured;
 * a TypeError for what is no text, and for an option that is none.
 * @example
 * import { transform } from 'seegrad/operators'
 * const { code } = transform("const f = (x: number) => { 'use grad'; return x * x }", { filename: 'f.ts' })
 * code.includes('.mul(x, x') // true
 */
export function transform(code: string, options: TransformOptions = {}): Transformed {
  if (typeof code !== 'string')
    throw new TypeError(`transform: ${describe(code)} was given; the text of a program is allowed.`)
  assertOptions('transform', options, 'filename', 'all', 'sourceMap')
  const { filename = 'code.ts', all = false, sourceMap = true } = options
  const source = read(code, filename)
  checkDirectives(source)
  const { program } = source
  const isDone = program.body.some((one) => one.type === 'ImportDeclaration' && one.source.value === RUNTIME)
  const text = isDone ? { from: 0, to: source.code.length } : rewritten(new File(source), all)
  const pieces = flatten(text, source.code)
  const output = written(pieces, source.code)
  if (!sourceMap) return { code: output, map: undefined }
  const mappings = mappingsOf(pieces, source.code, source.placeOf)
  return { code: output, map: { version: 3, sources: [filename], sourcesContent: [code], names: [], mappings } }
}

function rewritten(file: File, all: boolean): Text {
  const { code, program } = file.source
  const context = new Context(file, all || isMarked(program), print)
  const start = /^#!.*\r?\n/.exec(code)?.[0].length ?? 0
  const text = context.print({ ...program, start })
  const { prefix, places } = file
  const imports = file.isUsed ? `import * as ${prefix} from ${JSON.stringify(RUNTIME)}; ` : ''
  // A function, so that it is there before this module runs: a circle of imports may call what is declared below.
  const table = places.length > 0 ? `function ${prefix}at(i) { return ${JSON.stringify(places)}[i] } ` : ''
  return [{ from: 0, to: start }, put(imports + table + context.declaration, start), text]
}

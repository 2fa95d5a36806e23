/** What the TypeScript compiler says of the code in each of its settings, all of them in one process: what two settings read alike is parsed once. */
import { dirname, resolve, sep } from 'node:path'
import ts from 'typescript'

const host: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (file) => file,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => '\n',
}
/** Parsed files, by what their text is parsed for. */
const parsed = new Map<string, ts.SourceFile | undefined>()

function reading(options: ts.CompilerOptions): ts.CompilerHost {
  const own = ts.createCompilerHost(options)
  const { target, module, moduleResolution, jsx } = options
  const setting = [target, module, moduleResolution, jsx].join()
  return {
    ...own,
    getSourceFile(file, how, ...more) {
      const format = typeof how === 'object' ? how.impliedNodeFormat : undefined
      const key = `${setting} ${format} ${file}`
      if (!parsed.has(key)) parsed.set(key, own.getSourceFile(file, how, ...more))
      return parsed.get(key)
    },
  }
}

/**
 * The errors of a folder's tsconfig.json, as tsc prints them.
 * @param isOwnOnly whether only files below the folder are looked at: the others are checked by the settings that they belong to
 */
export function compilerErrors(folder: string, isOwnOnly: boolean): string {
  const path = resolve(folder, 'tsconfig.json')
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile)
  if (error) return ts.formatDiagnostics([error], host)
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path))
  const program = ts.createProgram({ rootNames: fileNames, options: { ...options, noEmit: true }, host: reading(options) })
  const files = isOwnOnly
    ? program.getSourceFiles().filter(({ fileName }) => resolve(fileName).startsWith(dirname(path) + sep))
    : [undefined]
  const found = files.flatMap((file) => ts.getPreEmitDiagnostics(program, file))
  return ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics([...errors, ...found]), host)
} // prettier-ignore

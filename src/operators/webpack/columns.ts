/** Keeps positions exact where webpack strips types itself, as it does from Node 22.6 on: what is rewritten has none left. */
import type { Compiler, NormalModule } from 'webpack'
import { RUNTIME } from '../transform/index.js'

/** Its stripping knows lines only, and takes the map of the rewriting along with the columns: here the module gets its text and map back. */
export function keepColumns(compiler: Compiler): void {
  const name = 'seegrad/operators'
  compiler.hooks.compilation.tap(name, (compilation) => {
    const { processResult } = compiler.webpack.NormalModule.getCompilationHooks(compilation)
    const rewritten = new WeakMap<NormalModule, Parameters<Parameters<typeof processResult.tap>[1]>[0]>()
    processResult?.tap({ name, before: 'TypeScriptPlugin' }, (result, module) => {
      if (String(result[0]).includes(RUNTIME)) rewritten.set(module, result)
      return result
    })
    processResult?.tap({ name, stage: 1 }, (result, module) => rewritten.get(module) ?? result)
  })
}

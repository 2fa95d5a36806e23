/** Gives tests that run a second time another `seegrad`: the names of seegrad.ts beside this file over those of the package, and every op wrapped. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/** Files in which nothing is computed that a compiler could: they measure the engine in processes of their own, read the table's text, or make graphs larger than what is compiled here. */
export const notCompiled: readonly string[] = ['engine/bytes', 'engine/depth', 'engine/foreign', 'engine/memory', 'engine/options', 'engine/size', 'ops/long-lists'].map((name) => `test/${name}.test.ts`) // prettier-ignore

/** What the alias of `seegrad` stands for. */
const entry = resolve('src/index.ts')
const id = '\0seegrad, compiled'
const rows = /^export const (\w+): (?:Unary|Binary|Ternary|Parametric|Positional|Indexed|Reduction|PairReduction)\b/gm

export function throughCompile(): Plugin {
  return {
    name: 'seegrad, compiled',
    enforce: 'pre',
    resolveId: (source, importer) => (source === entry && importer !== id ? id : undefined),
    load(module) {
      if (module !== id) return undefined
      const texts = readdirSync('src/ops').map((file) => readFileSync(resolve('src/ops', file), 'utf8'))
      const names = texts.flatMap((text) => [...text.matchAll(rows)].map(([, name]) => name as string))
      return [
        `import { named } from ${JSON.stringify(resolve('test/compile/through/seegrad.ts'))}`,
        `export * from ${JSON.stringify(entry)}`,
        `export { grad, valueAndGrad, jacobian, hessian, vmap, jvp, hvp, vjp, gradients, ops } from ${JSON.stringify(resolve('test/compile/through/seegrad.ts'))}`,
        `const { ${names.join(', ')}, ...rest } = named`,
        `if (Object.keys(rest).length > 0) throw new Error('ops that are not exported as rows: ' + Object.keys(rest))`,
        `export { ${names.join(', ')} }`,
      ].join('\n')
    },
  }
}

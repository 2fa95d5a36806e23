/** Runs small programs: as they are, and transformed, with the public names of seegrad at hand. */
import * as seegrad from 'seegrad'
import { transform, type TransformOptions } from 'seegrad/operators'
import * as runtime from 'seegrad/operators/runtime'
import { transform as strip } from 'sucrase'

export type Program = (...args: never[]) => unknown

const header = /^((?:#!.*\n)?)import \* as (\S+) from "seegrad\/operators\/runtime"; /

/** The function `f` of a text, which may also use what `seegrad` exports. */
function evaluate(code: string): Program {
  const [, , prefix = 'unused'] = header.exec(code) ?? []
  const plain = code.replace(header, '$1').replace(/^export /gm, '')
  const names = Object.keys(seegrad).filter((name) => !new RegExp(`(const|let|function|class) ${name}\\b`).test(plain))
  const run = new Function(
    prefix,
    '$seegrad',
    `'use strict'; const { ${names.join(', ')} } = $seegrad;\n${plain}\nreturn f`,
  )
  return (run as (...given: unknown[]) => Program)(runtime, seegrad)
}

export function untouched(source: string): Program {
  return evaluate(strip(source, { transforms: ['typescript'], disableESTransforms: true }).code)
}
export function transformed(source: string, options: TransformOptions = {}): Program {
  return evaluate(transform(source, { filename: 'f.ts', ...options }).code)
}

/** What a program gave with each Value as the number it holds. */
export function dataOf(result: unknown): unknown {
  if (seegrad.isValue(result)) return result.data
  if (Array.isArray(result)) return result.map(dataOf)
  if (typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype)
    return Object.fromEntries(Object.entries(result).map(([key, child]) => [key, dataOf(child)]))
  return result
}

/** A line of ordinary maths as a program of the sandbox. It is parsed first: what is more than maths is refused, so nothing that came with a link runs by it. */
import { functions, Mistake, program } from '../../src/expression/index.js'
import type { Spot } from './written.js'

const NAMED = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?![=>])(.*)$/su
const CALLED = /(?<![.\p{ID_Continue}$])([\p{ID_Start}$_][\p{ID_Continue}$]*)(?=\s*\()/gu

/** The code of a line with its variables at a point, where 1 stands for what it does not say; the mistake in what is no line of maths. */
export function codeOfLine(text: string, point: ReadonlyMap<string, number>): string | Mistake {
  try {
    const { variables } = program(text)
    const parts = text.split(';').filter((part) => part.trim() !== '')
    const named = parts.map((part) => NAMED.exec(part) ?? [part, undefined, part])
    const lines = named.map(([, name, body], k) =>
      k < parts.length - 1
        ? name === undefined
          ? ''
          : `  const ${name} = ${body!.trim()}`
        : `  return ${body!.trim()}`,
    )
    const used = [...new Set(Array.from(text.matchAll(CALLED), ([, name]) => name!))].filter((name) =>
      functions.has(name),
    )
    const imports = used.length > 0 ? `import { ${used.join(', ')} } from 'seegrad'\n` : ''
    const list = [...variables]
    const args = list.map((name) => `${name}: ${String(point.get(name) ?? 1)}`).join(', ')
    const result = named.at(-1)![1] ?? 'result'
    return `${imports}const f = (${list.join(', ')}) => {\n${lines.filter((line) => line !== '').join('\n')}\n}\nconst args = { ${args} }\nconst result = '${result}'`
  } catch (error) {
    if (error instanceof Mistake) return error
    throw error
  }
}

/** The place in a line of what stands at a place of its code; undefined for what is not of the line. */
export function placeInLine(text: string, code: string, { line, column }: Spot): Spot | undefined {
  const [, lead, name, body] = /^(\s*(?:const (\S+) = |return ))(.*)$/.exec(code.split('\n')[line - 1] ?? '') ?? []
  if (body === undefined) return undefined
  const parts = text.split(';')
  let end = 0
  let found: number | undefined
  for (const part of parts) {
    const [, own, rest = part] = NAMED.exec(part) ?? []
    const from = end + part.length - rest.trimStart().length
    if (rest.trim() === body && (name === undefined || name === own)) found = from
    end += part.length + 1
  }
  return found === undefined ? undefined : { line: 1, column: found + column - lead!.length }
}

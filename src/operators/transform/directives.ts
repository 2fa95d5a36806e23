/** Directives that stand where they would silently do nothing. */
import type { AnyNode } from 'acorn'
import { DIRECTIVE } from './functions.js'
import { childrenOf, type Source } from './source.js'

/** Errors: "use grad" that is no directive, or a directive that is nearly it. */
export function checkDirectives({ code, program, refuse }: Source): void {
  if (!/['"]use[\s_-]*grad/i.test(code)) return
  const visit = (node: AnyNode): void => {
    if (node.type === 'ExpressionStatement' && node.expression.type === 'Literal') {
      const { value } = node.expression
      const isMeant = typeof value === 'string' && /^\s*use[\s_-]*grad(ient)?s?\s*$/i.test(value)
      if (isMeant && value !== DIRECTIVE)
        throw refuse(node.start, `"${value}" switches nothing on: write "${DIRECTIVE}".`)
      if (isMeant && node.directive === undefined)
        throw refuse(
          node.start,
          `"${DIRECTIVE}" works only as the first statement of a function or of the file: move it there.`,
        )
    }
    childrenOf(node).forEach(visit)
  }
  visit(program)
}

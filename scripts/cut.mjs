/** Takes properties out of rows, for programs that do not read them. Plain Node: it is a step of the build. */
import ts from 'typescript'

/** What only a compiler reads of a row. */
export const compiled = ['steps', 'unrolled', 'flows']

/** The code without these properties of the objects in it. */
export function without(names, code) {
  const source = ts.createSourceFile('row.ts', code, ts.ScriptTarget.Latest)
  const spans = []
  const visit = (node) => {
    if ((ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && names.includes(node.name.getText(source)))
      spans.push([node.getStart(source), code[node.end] === ',' ? node.end + 1 : node.end])
    else ts.forEachChild(node, visit)
  }
  visit(source)
  return spans.reduceRight(
    (text, [from, to]) => text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, '') + text.slice(to),
    code,
  )
}

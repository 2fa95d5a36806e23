/** The lint rule finds each silent place of code that is not rewritten, says what to write, and is quiet elsewhere. */
import * as parser from '@typescript-eslint/parser'
import { RuleTester } from 'eslint'
import { describe, it } from 'vitest'
import { rules } from 'seegrad/eslint'
import { found, quiet } from './cases.js'

RuleTester.describe = describe
RuleTester.it = it
RuleTester.itOnly = it.only

const rule = rules['no-value-coercion'] as never
const header =
  "import { value, tanh, add, mul, sum, softmax, grad, hessian, jvp, valueAndGrad, isValue, isTrue, asValue, type Value } from 'seegrad';"
const untyped = header.replace(', type Value', '')
const tsOnly = (code: string): boolean =>
  /: (Value|number|readonly|Array|Map|Set|string)|as Value|<\w+(, \w+)?>|Value\[\]|!\)|import/.test(code)
function rows(isTyped: boolean): { valid: object[]; invalid: object[] } {
  const row = (code: string): { name: string; code: string } => ({
    name: code,
    code: `${isTyped ? header : untyped} ${code}`,
  })
  const suits = (code: string): boolean => isTyped || !tsOnly(code)
  return {
    valid: quiet.filter(suits).map(row),
    invalid: found
      .filter(([code]) => suits(code))
      .map(([code, ...mends]) => ({ ...row(code), errors: mends.map((mend) => ({ message: mend })) })),
  }
}

new RuleTester({ languageOptions: { parser } }).run('no-value-coercion in TypeScript', rule, rows(true) as never)
new RuleTester().run('no-value-coercion in JavaScript', rule, rows(false) as never)

/** The plugin: the rule, and the one line that switches it on. */
import { noValueCoercion } from './no-value-coercion.js'
import type { Node, SourceCode } from './tree.js'

/** What a rule reports: where, which of its messages, and the words for its gaps. */
export interface RuleReport {
  readonly node: any // oxlint-disable-line typescript/no-explicit-any
  readonly messageId: string
  readonly data: Record<string, string>
}
/** What a rule is given, by ESLint or by what runs its rules. */
export interface RuleContext {
  readonly sourceCode: any // oxlint-disable-line typescript/no-explicit-any
  report(what: RuleReport): void
}
/** A rule as ESLint wants it, without ESLint's types: it need not be installed. */
export interface Rule {
  readonly meta: {
    readonly type: 'problem'
    readonly docs: { readonly description: string; readonly recommended: boolean }
    readonly schema: []
    readonly messages: Record<string, string>
  }
  create(context: RuleContext): Record<string, (node: any) => void> // oxlint-disable-line typescript/no-explicit-any
}
/** A configuration of flat form. */
export interface Config {
  readonly name: string
  readonly plugins: Record<string, Plugin>
  readonly rules: Record<string, 'error'>
}
/** The plugin as ESLint takes it. */
export interface Plugin {
  readonly meta: { readonly name: string; readonly namespace: string }
  readonly rules: Record<string, Rule>
  readonly configs: Record<string, Config>
}
export type { Node, SourceCode }

/** Who it is. */
export const meta: Plugin['meta'] = { name: 'seegrad', namespace: 'seegrad' }
/** Its rule. */
export const rules: Record<string, Rule> = { 'no-value-coercion': noValueCoercion }
/** `recommended`: the rule, as an error. */
export const configs: { recommended: Config } = {
  recommended: {
    name: 'seegrad/recommended',
    get plugins(): Record<string, Plugin> {
      return { seegrad: plugin }
    },
    rules: { 'seegrad/no-value-coercion': 'error' },
  },
}

const plugin: Plugin = { meta, rules, configs: { ...configs } }
/**
 * The plugin for `eslint.config.js`: `seegrad/no-value-coercion` finds where code that is not rewritten meets a Value and silently
 * answers wrongly: truth, ===, switch, typeof, includes, keys, Number.isFinite, structuredClone, and operators.
 *
 * @example
 * import { configs } from 'seegrad/eslint'
 * export default [configs.recommended]
 */
export default plugin

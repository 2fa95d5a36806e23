/** The lint rule for ESLint and for what else runs its rules: the places where plain JavaScript meets a Value and says nothing. */
export { configs, default, meta, rules } from './plugin.js'
export type { Config, Plugin, Rule, RuleContext, RuleReport } from './plugin.js'

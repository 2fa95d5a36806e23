/** Real operators in what Rollup builds. */
export { operators } from './plugin.js'

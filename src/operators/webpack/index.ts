/** Real operators in what webpack builds. */
export { operators } from './plugin.js'

/** Real operators in what esbuild builds. */
export { operators } from './plugin.js'

/** Real operators in what Vite builds. */
export { operators } from './plugin.js'

/** The room of exercises: the reader's own work is judged by nudging and by dual numbers that know nothing of the engine, and where it is wrong, the smallest case is drawn. */
export { check } from './check.js'
export { counterexample } from './picture.js'
export type { Verdict, Wrong } from './verdict.js'

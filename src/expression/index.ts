/** The room of expressions: ordinary maths given as text, parsed and never run, as numbers and as graphs. */
export { expression, type Expression, type Point } from './expression.js'
export { Mistake } from './mistake.js'
export { checkNames, numberOf, pointOf, together } from './point.js'
export { program, type Program } from './program.js'
export { constants, functions, mathNames } from './vocabulary.js'

/** The room of explanations: a node, a step or an op said as TeX and as sentences, in the user's own names and numbers. */
export { derivatives, derivativeTex, tex, type OpDerivative, type TexOptions } from './tex.js'

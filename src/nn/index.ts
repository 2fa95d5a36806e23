/** The room of networks: modules that own parameters, neurons, layers and losses, all of them compositions of ops. */
export { hingeLoss, l2, mseLoss } from './losses.js'
export { Layer, type LayerOutput } from './layer.js'
export { MLP, type LastOf } from './mlp.js'
export { Module, type StateDict } from './module.js'
export { Neuron, type NeuronOptions } from './neuron.js'
export type { Activation } from './activation.js'
export type { Uniform } from './arguments.js'

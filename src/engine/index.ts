/** The room of interpreters: the recording, and reverse and forward mode over it. */
export { recordCall, type Box } from './call.js'
export { asValue, backward, gradOf, isTrue } from './control.js'
export { push } from './forward.js'
export { graphOf, graphWithSlopes, type Graph, type GraphNode, type GraphScope } from './graph.js'
export {
  activate,
  asHandle,
  asValue as toValue,
  constant,
  dataOf,
  isValue,
  leaf,
  name as nameOf,
  value,
  type Handle,
} from './value.js'
export { detectAnomaly } from './anomaly.js'
export { noGrad, origin, recording, scope, watched, witness, type Trace } from './mode.js'
export { ancestors } from './pass.js'
export { replay } from './replay.js'
export { pullNumbers, pullValues, type Roots } from './reverse.js'
export { now } from './tape.js'

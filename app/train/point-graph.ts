/** One point's way through the network and its cost, recorded with the present weights, down to each multiplication: for the stage. */
import { graphOf, value } from '../../src/engine/index.js'
import { writeRecording } from '../../src/explain/index.js'
import type { Value } from '../../src/ops/index.js'
import { keepRecording } from '../stage/source.js'
import type { Point } from './points.js'
import { lossOf, networkOf, targetOf } from './run.js'
import type { Settings } from './settings.js'

export function keepGraph(settings: Settings, weights: Float64Array, point: Point, title: string): void {
  const net = networkOf(settings)
  net.parameters().forEach((parameter, k) => (parameter.data = weights[k]!))
  const score = net.forward([value(point.x, 'x'), value(point.y, 'y')]) as Value
  const loss = lossOf(settings)([score], [targetOf(settings, point.kind)]) as unknown as Value
  const root = value(loss.add(0), 'loss')
  root.backward()
  keepRecording(writeRecording(graphOf(root)), title)
}

/** A function, or a model that PyTorch has no words for, recorded: which leaves are weights, which are inputs, and the class that goes through it anew. */
import { describe } from '../../arguments/index.js'
import { graphOf, isValue } from '../../engine/index.js'
import { Module } from '../../nn/index.js'
import type { Value } from '../../ops/index.js'
import type { Tree } from '../../transforms/index.js'
import type { Tensor } from '../tensors.js'
import { leavesOf, namesOfParameters } from './arguments.js'
import type { Place, Source } from './places.js'
import { answer, outputs, weightsOf, type Printed } from './printed.js'
import { recordedClass } from './program.js'
import { Names } from './python.js'
import { constantsOf, scriptOf, together } from './recording.js'

type Callable = (...args: never[]) => unknown

/** A function, or a model of other classes, recorded. */
export function recorded(
  subject: Module | Callable,
  why: string,
  args: readonly Tree[] | undefined,
  owner: Module | Readonly<Record<string, Value>> | undefined,
): Printed {
  if (!args)
    throw new TypeError(
      `toPyTorch: ${why}; without args it cannot be recorded either. Give the arguments of an example, { args: [x] }, or tell torchModule how PyTorch writes it.`,
    )
  const names = new Names()
  const given = leavesOf(args, subject instanceof Module ? [] : namesOfParameters(subject), names)
  const call = subject instanceof Module ? (subject as unknown as { forward: Callable }).forward.bind(subject) : subject
  const out: unknown = (call as (...args: readonly unknown[]) => unknown)(...given.values)
  const outs = outputs(out)
  const graphs = outs.map((each) => graphOf(each))
  const nodes = together(graphs)

  // Weights are what the caller names, then Values among the arguments, then what the recording meets besides.
  const own = subject instanceof Module ? subject : owner
  const named = new Map<number, readonly [string, Value]>()
  const taken = new Set<string>()
  const enter = (wish: string, weight: Value): void => {
    if (named.has(weight.id)) return
    let name = wish
    for (let k = 2; taken.has(name); k++) name = `${wish}_${k}`
    taken.add(name)
    named.set(weight.id, [name, weight])
  }
  for (const [name, weight] of own instanceof Module ? own.namedParameters() : Object.entries(own ?? {})) {
    if (!isValue(weight) || weight.op !== '')
      throw new TypeError(`toPyTorch: weights[${JSON.stringify(name)}] is ${describe(weight)}; leaf Values are allowed.`)
    enter(name, weight)
  }
  for (const [name, weight] of given.weights) enter(name, weight)
  const inputs = new Set([...given.inputs.values()].flatMap(({ items }) => items.map(({ id }) => id)))
  const leaves = new Map(outs.flatMap(leavesBelow).map((leaf) => [leaf.id, leaf]))
  for (const { id, kind, label, requiresGrad } of nodes)
    if (kind === 'leaf' && requiresGrad && !inputs.has(id))
      enter(/^[\p{L}_][\p{L}\p{N}_]{0,40}$/u.test(label) ? label : `p${named.size}`, leaves.get(id)!)
  const { frozen, ...rest } = weightsOf(named.values())

  const places = new Map<number, Place>()
  const opening: string[] = []
  const shapes = [...rest.weights.values()].map(({ shape }) => shape)
  // Of few tensors each has a name; of many all numbers lie one after the other.
  const isFew = rest.weights.size <= 8
  const size = [...rest.weights.values()].reduce((n, { data }) => n + data.length, 0)
  const flat: Source = { name: isFew ? '' : names.give('weights'), size, single: false }
  if (!isFew) opening.push(`${flat.name} = torch.cat([tensor.flatten() for tensor in self.tensors])`)
  let start = 0
  ;[...rest.values].forEach(([name, items], k) => {
    const shape = shapes[k]!
    if (isFew) {
      const source: Source = { name: names.give(name), size: items.length, single: shape.length === 0 }
      opening.push(`${source.name} = self.tensors[${k}]${shape.length > 1 ? '.flatten()' : ''}`)
      items.forEach(({ id }, index) => places.set(id, { source, index }))
    } else items.forEach(({ id }, index) => places.set(id, { source: flat, index: start + index }))
    start += items.length
  })
  const example = new Map<string, Tensor>()
  for (const [name, { shape, items }] of given.inputs) {
    if (shape.length > 1) opening.push(`${name} = ${name}.flatten()`)
    const source: Source = { name, size: items.length, single: shape.length === 0 }
    items.forEach(({ id }, index) => places.set(id, { source, index }))
    example.set(`example.${name}`, { shape, data: Float64Array.from(items, ({ data }) => data) })
  }
  const script = scriptOf(nodes, Array.isArray(out) ? outs.map(({ id }) => id) : outs[0]!.id, places, names)
  const asked = Array.from(given.inputs, ([name, { items }]) => [`example.${name}`, items] as const)
  answer(outs, new Map([...rest.values, ...asked]), example)
  const constants = script.constants.length > 0 ? constantsOf(script.constants) : undefined
  if (constants) opening.push('constants = self.constants')
  const inputNames = [...given.inputs.keys()]
  return {
    program: {
      expression: 'Recording()',
      definitions: recordedClass({ inputs: inputNames, opening, body: script.body }, constants),
      shapes: new Map(Array.from(rest.weights, ([key, { shape }]) => [key, shape])),
      frozen,
      example: inputNames,
    },
    ...rest,
    inputs: inputNames,
    example,
  }
} // prettier-ignore

/** The leaves that a Value was computed from. */
function leavesBelow(root: Value): readonly Value[] {
  const seen = new Set<number>()
  const waiting = [root]
  const leaves: Value[] = []
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node.id)) continue
    seen.add(node.id)
    if (node.op === '') leaves.push(node)
    else waiting.push(...node.prev)
  }
  return leaves
}

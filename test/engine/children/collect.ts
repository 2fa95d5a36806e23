/** Which parts of a recording the garbage collector frees, asked by WeakRef after a turn of the event loop. */
import { add, grad, mul, tanh, value, type Value } from 'seegrad'

const refs: Record<string, WeakRef<object>> = {}
const held: Value[] = []
const chain = (x: Value, length: number): Value => {
  let y = x
  for (let k = 0; k < length; k++) y = tanh(y)
  return y
}

function build(): void {
  const [a, b] = [value(1), value(2)]
  const product = mul(a, b)
  refs['a leaf of a dropped graph'] = new WeakRef(a as object)
  refs['an intermediate node of a dropped graph'] = new WeakRef(product as object)
  chain(add(product, a), 1000)

  const kept = value(3)
  refs['a leaf of a graph whose root is held'] = new WeakRef(kept as object)
  held.push(chain(kept, 10_000))

  // A chunk is freed as a whole: what is held must lie well apart from what is not.
  chain(value(0), 30_000)
  const old = value(4)
  refs['a graph older than one that is held'] = new WeakRef(old as object)
  chain(old, 1000)
  chain(value(0), 30_000)
  held.push(chain(value(5), 10_000))

  const parameter = value(6)
  const loss = chain(mul(parameter, parameter), 500)
  loss.backward()
  refs['the loss of a parameter that is held'] = new WeakRef(loss as object)
  held.push(parameter)
  // Later recordings go on in other segments.
  chain(value(7), 10_000)

  const f = (x: number): number => mul(x, x)
  refs['the function given to a transform'] = new WeakRef(f)
  grad(f)(3)

  const x = value(8)
  refs['a leaf of a graph that ran backward'] = new WeakRef(x as object)
  chain(x, 100).backward()
}

build()
const before = value(9).id
await new Promise((resolve) => setTimeout(resolve, 10))
for (let k = 0; k < 3; k++) {
  ;(globalThis as { gc?: () => void }).gc?.()
  await new Promise((resolve) => setTimeout(resolve, 10))
}
if (held.length !== 3) throw new Error('held too little')
const answers = Object.entries(refs).map(([name, ref]) => [name, ref.deref() !== undefined] as const)
console.log(JSON.stringify({ ...Object.fromEntries(answers), 'an id that was given before': value(9).id <= before }))

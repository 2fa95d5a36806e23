/** Rules as readers write them: those that are wrong, each in its own way, and those that are right in a way nobody expects. */

export interface Entry {
  /** What is wrong with it, or unusual. */
  readonly why: string
  /** The cell, as it is typed. */
  readonly cell: string
  /** What a lesson asks. */
  readonly check: string
}
const rule = (of: string, inputs: string, body: string, why: string, options = ''): Entry => ({
  why: `${of}: ${why}`,
  cell: `const rule = (y: number, ${inputs.split(' ').map((name) => `${name}: number`).join(', ')}) => ${body}`, // prettier-ignore
  check: `check.rule(rule, '${of}'${options === '' ? '' : `, ${options}`})`,
})
const step = (of: string, inputs: string, body: string, why: string): Entry => ({
  why: `${of}, backward: ${why}`,
  cell: `type Box = { data: number; grad: number }\nconst step = (out: Box, ${inputs.split(' ').map((name) => `${name}: Box`).join(', ')}) => { ${body} }`, // prettier-ignore
  check: `check.step(step, '${of}')`,
})
const walk = (body: string, why: string, options = ''): Entry => ({
  why: `backward: ${why}`,
  cell: `type Node = { grad: number; prev: readonly Node[]; step(): void }\nfunction backward(root: Node) { ${body} }`,
  check: `check.backward(backward${options})`,
})

const positive = '{ domain: { x: [0.1, 5] } }'
const base = '{ domain: { a: [0.2, 4] } }'

export const wrong: readonly Entry[] = [
  rule('a / b', 'a b', '[1 / b, a / (b * b)]', 'the sign of the second'),
  rule('a / b', 'a b', '[1 / b, -a / b]', 'the divisor only once'),
  rule('a / b', 'a b', '[b, -a / (b * b)]', 'b for 1/b'),
  rule('a / b', 'a b', '[1 / b, -1 / (b * b)]', 'a is forgotten: right at a = 1'),
  rule('a / b', 'a b', '[-a / (b * b), 1 / b]', 'the two changed over'),
  rule('a * b', 'a b', '[a, b]', 'each its own: right where both are equal'),
  rule('a * b', 'a b', '[b, b]', 'right for one input'),
  rule('a * b', 'a b', '[1, 1]', 'as if it were a sum: right at 1'),
  rule('a * b', 'a b', '[-b, a]', 'as the note says of a·b + c'),
  rule('a - b', 'a b', '[1, 1]', 'the sign of what is taken away'),
  rule('a * b + c', 'a b c', '[b, a, 0]', 'a sum of which nothing passes'),
  rule('x**2', 'x', 'x', 'the factor 2: right at 0'),
  rule('x**2', 'x', '2', 'x is forgotten: right at 1'),
  rule('x**2', 'x', '2 * x * x', 'one x too many: right at 0 and 1'),
  rule('x**2', 'x', '-2 * x', 'the sign'),
  rule('x**2', 'x', '2 * Math.abs(x)', 'right where x is above 0'),
  rule('x**3', 'x', '3 * x', 'a power too few: right at 0 and 1'),
  rule('x**3', 'x', 'x ** 2', 'the factor 3'),
  rule('x**3', 'x', '2 * x ** 2', 'the wrong factor'),
  rule('a**b', 'a b', '[b * a ** b, Math.log(a) * y]', 'the exponent is not made smaller: right at a = 1', base),
  rule('a**b', 'a b', '[b * a ** (b - 1), y]', 'the logarithm is forgotten', base),
  rule('a**b', 'a b', '[b * a ** (b - 1), 0]', 'the exponent as a constant', base),
  rule('exp(x)', 'x', 'x * y', 'the power rule, where it is none: right at 1'),
  rule('exp(x)', 'x', 'x', 'x for y'),
  rule('exp(x)', 'x', '1 + x + x * x / 2', 'the first terms only: right near 0'),
  rule('log(x)', 'x', 'x', 'not turned over: right at 1', positive),
  rule('log(x)', 'x', '-1 / x', 'the sign', positive),
  rule('log(x)', 'x', '1 / (x * x)', 'a slope too many: right at 1', positive),
  rule('sqrt(x)', 'x', '1 / y', 'the factor ½', positive),
  rule('sqrt(x)', 'x', '0.5 * y', 'times for over: right at 1', positive),
  rule('tanh(x)', 'x', '1 - y', 'the square: right at 0'),
  rule('tanh(x)', 'x', '1 - x * x', 'of x, not of y: right at 0'),
  rule('tanh(x)', 'x', 'y * (1 - y)', 'that of the sigmoid'),
  rule('tanh(x)', 'x', '1 + y * y', 'the sign inside'),
  rule('sigmoid(x)', 'x', '1 - y * y', 'that of tanh'),
  rule('sigmoid(x)', 'x', 'y * (y - 1)', 'the sign'),
  rule('sigmoid(x)', 'x', 'x * (1 - x)', 'of x, not of y'),
  rule('sin(x)', 'x', '-Math.cos(x)', 'the sign'),
  rule('cos(x)', 'x', 'Math.sin(x)', 'the sign'),
  rule('relu(x)', 'x', '1', 'open on both sides'),
  rule('relu(x)', 'x', 'x', 'itself for its slope', '{ order: 1 }'),
  rule('abs(x)', 'x', '1', 'right where x is above 0'),
  rule('exp(a) / (exp(a) + exp(b))', 'a b', '[y * (1 - y), y * (1 - y)]', 'softmax: the sign of the other'),
  rule('exp(a) / (exp(a) + exp(b))', 'a b', '[y * (1 - y), 0]', 'softmax: the other does not matter'),
  rule('exp(a) / (exp(a) + exp(b))', 'a b', '[y, -y]', 'softmax: a factor is left out'),
  rule('x**2', 'x', '2 * ((x as { data?: number }).data ?? x)', 'right in first order only'),
  rule('tanh(x)', 'x', '{ const t = Math.tanh(Number((x as { data?: number }).data ?? x)); return 1 - t * t }', 'right in first order only: a number taken out'),
  rule('a * b', 'a b', '[(b as { data?: number }).data ?? b, (a as { data?: number }).data ?? a]', 'right in first order only: both numbers taken out'),
  rule('1 / x', 'x', '-1 / (x * x) + 1e-4 * x', 'a little beside', '{ domain: { x: [0.2, 3] } }'),
  step('a * b', 'a b', 'a.grad = b.data * out.grad; b.grad = a.data * out.grad', '= for +=, both'),
  step('a * b', 'a b', 'a.grad += b.data * out.grad; b.grad = a.data * out.grad', '= for +=, the second only'),
  step('a * b', 'a b', 'a.grad += b.data; b.grad += a.data', 'the chain is cut: right at the end'),
  step('a * b', 'a b', 'if (a === b) { a.grad += a.data * out.grad } else { a.grad += b.data * out.grad; b.grad += a.data * out.grad }', 'right for one use'),
  step('a + b', 'a b', 'a.grad = out.grad; b.grad = out.grad', '= for +=, as note 004 has it'),
  step('a + b', 'a b', 'a.grad += 1; b.grad += 1', 'the chain is cut'),
  step('a + b', 'a b', 'a.grad += out.grad', 'one input only'),
  step('x**2', 'x', 'x.grad = 2 * x.data * out.grad', '= for +='),
  step('tanh(x)', 'x', 'x.grad += 1 - out.data ** 2', 'the chain is cut'),
  step('tanh(x)', 'x', 'x.grad = (1 - out.data ** 2) * out.grad', '= for +='),
  walk('root.grad = 1; const go = (node: Node) => { node.step(); node.prev.forEach(go) }; go(root)', 'every way walked by itself'),
  walk('root.grad = 1; const seen = new Set<Node>(); const go = (node: Node) => { if (seen.has(node)) return; seen.add(node); node.step(); node.prev.forEach(go) }; go(root)', 'a node steps before all of its gradient is there'),
  walk('const order: Node[] = []; const seen = new Set<Node>(); const visit = (node: Node) => { if (seen.has(node)) return; seen.add(node); node.prev.forEach(visit); order.push(node) }; visit(root); order.toReversed().forEach((node) => node.step())', 'the root has no gradient'),
  walk('const order: Node[] = []; const seen = new Set<Node>(); const visit = (node: Node) => { if (seen.has(node)) return; seen.add(node); node.prev.forEach(visit); order.push(node) }; visit(root); root.grad = 1; order.forEach((node) => node.step())', 'from the wrong end'),
  walk('const order: Node[] = []; const seen = new Set<Node>(); const visit = (node: Node) => { if (seen.has(node)) return; seen.add(node); node.prev.forEach(visit); order.push(node) }; visit(root); root.grad = 1; order.toReversed().forEach((node) => node.step())', 'nothing is zeroed: wrong the second time', ', { twice: true }'),
] // prettier-ignore

export const right: readonly Entry[] = [
  rule('a / b', 'a b', '[1 / b, -y / b]', 'by way of y'),
  rule('a / b', 'a b', '[b / (b * b), -(a / b) / b]', 'more than it needs'),
  rule('a * b', 'a b', '[b + 0 * a, a - 0 * b]', 'with nothing added'),
  rule('a - b', 'a b', '[1 + 0 * y, -1]', 'with a zero that depends'),
  rule('x**2', 'x', 'x + x', 'a sum for a product'),
  rule('x**2', 'x', '(x + 1) ** 2 - x * x - 1', 'by the binomial'),
  rule('x**3', 'x', 'x * x + x * x + x * x', 'one for each factor'),
  rule('x**3', 'x', '((x + 1) ** 3 - (x - 1) ** 3 - 2) / 2', 'by a difference of which nothing is left over'),
  rule('a**b', 'a b', '[b * y / a, y * Math.log(a)]', 'by way of y', base),
  rule('exp(x)', 'x', 'y', 'itself'),
  rule('exp(x)', 'x', 'Math.exp(x / 2) ** 2', 'in two halves'),
  rule('log(x)', 'x', 'Math.exp(-y)', 'by way of y', positive),
  rule('sqrt(x)', 'x', 'y / (2 * x)', 'by way of both', positive),
  rule('sqrt(x)', 'x', '0.5 * x ** -0.5', 'as a power', positive),
  rule('tanh(x)', 'x', '1 / Math.cosh(x) ** 2', 'by cosh'),
  rule('tanh(x)', 'x', '(1 - y) * (1 + y)', 'factored'),
  rule('tanh(x)', 'x', '4 / (Math.exp(x) + Math.exp(-x)) ** 2', 'by exponentials'),
  rule('sigmoid(x)', 'x', 'y - y ** 2', 'multiplied out'),
  rule('sigmoid(x)', 'x', 'Math.exp(-x) / (1 + Math.exp(-x)) ** 2', 'by exponentials'),
  rule('sin(x)', 'x', 'Math.sin(x + Math.PI / 2)', 'a quarter turn on'),
  rule('cos(x)', 'x', '-Math.sin(x)', 'as it is taught'),
  rule('relu(x)', 'x', 'x > 0 ? 1 : 0', 'a choice', '{ order: 1 }'),
  rule('exp(a) / (exp(a) + exp(b))', 'a b', '[y * (1 - y), -y * (1 - y)]', 'softmax by way of y'),
  rule('a * b + c', 'a b c', '[b, a, 1]', 'three inputs'),
  step('a * b', 'a b', 'b.grad += out.grad * a.data; a.grad += out.grad * b.data', 'the other way round'),
  step('a * b', 'a b', 'const [da, db] = [b.data, a.data]; a.grad = a.grad + da * out.grad; b.grad = b.grad + db * out.grad', 'written out'),
  step('x**2', 'x', 'x.grad += x.data * out.grad; x.grad += x.data * out.grad', 'in two halves'),
  walk('const order: Node[] = []; const seen = new Set<Node>(); const stack = [root]; while (stack.length > 0) { const node = stack.at(-1)!; const next = node.prev.find((one) => !seen.has(one)); if (next) { stack.push(next) } else { stack.pop(); if (!seen.has(node)) { seen.add(node); order.push(node) } } } for (const node of order) node.grad = 0; root.grad = 1; for (const node of order.reverse()) node.step()', 'without recursion, twice', ', { twice: true }'),
] // prettier-ignore

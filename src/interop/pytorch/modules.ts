/** The table of modules that PyTorch has words for: their Python classes, which bear our names and have our parameters under the names of ours. */
import { Attention, Dropout, Embedding, Layer, LayerNorm, Linear, MLP, Neuron, RMSNorm, Sequential, type Module } from '../../nn/index.js' // prettier-ignore
import { ops } from '../../ops/table.js'
import { number } from './python.js'

/** What a row is given to print what a module is made of. */
export interface Print {
  /** Python that makes another module. */
  module(module: Module): string
  /** The name of a Python function that is an op, by the op's name. */
  op(name: string): string
}
/** A row of the table. */
export interface TorchModule<M extends Module> {
  /** A Python class of the same name, whose `forward` takes tensors of any number of examples. Left out where PyTorch has the class. */
  readonly python?: string
  /** Python that makes one: `MLP(2, [16, 1], relu)`. */
  readonly make: (module: M, print: Print) => string
}

const table = new Map<unknown, TorchModule<never>>()

/**
 * Tells `toPyTorch` how a module of yours is written in PyTorch: `python`, a class whose parameters are named as yours are (`tensorsOf` lists them), and `make`, which makes one of
 * it. Whoever derives from the class is another module and needs a row of its own.
 *
 * @example
 * import { value, type Value } from 'seegrad'
 * import { toPyTorch, torchModule } from 'seegrad/interop'
 * import { Module } from 'seegrad/nn'
 * class Line extends Module {
 *   readonly slope: Value = value(2)
 *   forward(x: number): Value {
 *     return this.slope.mul(x)
 *   }
 * }
 * torchModule(Line, {
 *   python: `
 * class Line(torch.nn.Module):
 *     def __init__(self):
 *         super().__init__()
 *         self.slope = torch.nn.Parameter(torch.zeros(()))
 *
 *     def forward(self, x):
 *         return self.slope * x`,
 *   make: () => 'Line()',
 * })
 * toPyTorch(new Line()).program.includes('net = Line()') // true
 */
export function torchModule<M extends Module>(of: new (...given: never[]) => M, row: TorchModule<M>): void {
  table.set(of, row as TorchModule<never>)
}

/** What a module became: Python that makes it, and the classes and functions which that needs. */
export interface Made {
  readonly expression: string
  readonly definitions: readonly string[]
}

/** A module as Python; why it cannot be, where it cannot. */
export function made(root: Module): Made | string {
  const definitions = new Map<string, string>()
  const seen = new Set<Module>()
  let wrong: string | undefined
  let own = 0
  const define = (name: string, code: string): void => {
    if ((definitions.get(name) ?? code) !== code) wrong ??= `two of its classes are called ${name}`
    definitions.set(name, code)
  }
  const print: Print = {
    op(name) {
      const row = ops.get(name)
      if (row?.torch === undefined) wrong ??= `${name} is no op that says how PyTorch writes it`
      else define(`op_${name}`, `def op_${name}(a):\n    return ${withDefaults(row.torch, row.parameters)}`)
      return `op_${name}`
    },
    module(module) {
      const row = table.get(module.constructor) as TorchModule<Module> | undefined
      const name = module.constructor.name || 'a class without a name'
      if (!row || Object.hasOwn(module, 'forward')) {
        wrong ??= `how PyTorch writes ${name} is not known`
        return 'None'
      }
      if (seen.has(module)) wrong ??= `${name} stands in it twice`
      seen.add(module)
      const before = seen.size
      const expression = row.make(module, print)
      // Of what holds no other module every weight is its own, unless another has it too.
      if (seen.size === before) own += module.namedParameters().length
      for (const part of (row.python ?? '').split(/^(?=class |def )/m)) {
        const [, called] = /^(?:class|def) (\w+)/.exec(part) ?? []
        if (called !== undefined) define(called, part.trim())
      }
      return expression
    },
  }
  const expression = print.module(root)
  if (own > root.namedParameters().length) wrong ??= 'two of its modules share weights'
  return wrong ?? { expression, definitions: [...definitions.values()] }
}

const withDefaults = (torch: string, parameters: readonly { readonly name: string; readonly default?: number }[]): string =>
  parameters.reduce((text, { name, default: usual }) => text.replaceAll(new RegExp(`(?<![.\\w])${name}\\b(?!\\()`, 'g'), number(usual ?? NaN)), torch) // prettier-ignore

const yes = (is: unknown): string => (is ? 'True' : 'False')
/** The activation of a neuron: nothing, an op, or what cannot be told. */
function activation({ activation, activate }: Neuron, print: Print): string {
  if (!activate) return 'None'
  return print.op((ops.get(activation) as unknown) === activate ? activation : `the function ${activation}`)
}

torchModule(Linear, {
  make: ({ weight, bias }) => `torch.nn.Linear(${weight[0]!.length}, ${weight.length}${bias ? '' : ', bias=False'})`,
})
torchModule(Dropout, { make: ({ p }) => `torch.nn.Dropout(${number(p)})` })
torchModule(Embedding, {
  python: `
class Embedding(torch.nn.Module):
    """A row of numbers for each thing."""

    def __init__(self, rows, size):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(rows, size))

    def forward(self, index):
        return F.embedding(index.long(), self.weight)`,
  make: ({ weight }) => `Embedding(${weight.length}, ${weight[0]!.length})`,
})
torchModule(RMSNorm, {
  python: `
class RMSNorm(torch.nn.Module):
    """Numbers over their root mean square."""

    def __init__(self, size, eps, gain=True):
        super().__init__()
        self.eps = eps
        self.weight = torch.nn.Parameter(torch.ones(size)) if gain else None

    def forward(self, x):
        scaled = x * (x.square().mean(-1, keepdim=True) + self.eps).rsqrt()
        return scaled if self.weight is None else scaled * self.weight`,
  make: ({ size, eps, weight }) => `RMSNorm(${size}, ${number(eps)}${weight ? '' : ', gain=False'})`,
})
torchModule(LayerNorm, {
  python: `
class LayerNorm(torch.nn.Module):
    """Numbers less their mean, over their standard deviation."""

    def __init__(self, size, eps, gain=True, bias=True):
        super().__init__()
        self.eps = eps
        self.weight = torch.nn.Parameter(torch.ones(size)) if gain else None
        self.bias = torch.nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, x.shape[-1:], self.weight, self.bias, self.eps)`,
  make: ({ size, eps, weight, bias }) => `LayerNorm(${size}, ${number(eps)}, gain=${yes(weight)}, bias=${yes(bias)})`,
})
torchModule(Attention, {
  python: `
class Attention(torch.nn.Module):
    """Each place gathers from those before it what it asks for, by several heads at once."""

    def __init__(self, size, heads, causal=True, bias=True):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.query = torch.nn.Linear(size, size, bias=bias)
        self.key = torch.nn.Linear(size, size, bias=bias)
        self.value = torch.nn.Linear(size, size, bias=bias)
        self.output = torch.nn.Linear(size, size, bias=bias)

    def forward(self, x):
        parts = [f(x).unflatten(-1, (self.heads, -1)).transpose(-2, -3) for f in (self.query, self.key, self.value)]
        query, key, value = parts
        likeness = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        if self.causal:
            later = torch.ones(likeness.shape[-2:], dtype=torch.bool, device=x.device).triu(1)
            likeness = likeness.masked_fill(later, -math.inf)
        gathered = torch.softmax(likeness, -1) @ value
        return self.output(gathered.transpose(-2, -3).flatten(-2))`,
  make: ({ query, heads, causal }) => `Attention(${query.weight.length}, ${heads}, causal=${yes(causal)}, bias=${yes(query.bias)})`,
}) // prettier-ignore

const neuron = `
class Neuron(torch.nn.Module):
    """Weights of all inputs, and a bias."""

    def __init__(self, inputs, activation=None):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(inputs))
        self.b = torch.nn.Parameter(torch.zeros(()))
        self.activation = activation

    def forward(self, x):
        out = x @ self.w + self.b
        return self.activation(out) if self.activation else out

    def answers(self, x):
        return self.forward(x).unsqueeze(-1)
`
const layer = `${neuron}

class Layer(torch.nn.Module):
    """Neurons side by side: one product of matrices."""

    def __init__(self, inputs, outputs, activation=None):
        super().__init__()
        self.neurons = torch.nn.ModuleList(Neuron(inputs) for _ in range(outputs))
        self.activation = activation

    def answers(self, x):
        w = torch.stack([neuron.w for neuron in self.neurons])
        b = torch.stack([neuron.b for neuron in self.neurons])
        out = F.linear(x, w, b)
        return self.activation(out) if self.activation else out

    def forward(self, x):
        out = self.answers(x)
        return out.squeeze(-1) if len(self.neurons) == 1 else out
`
const mlp = `${layer}

class MLP(torch.nn.Module):
    """Layers one after the other; the last is linear."""

    def __init__(self, inputs, sizes, activation=None):
        super().__init__()
        last = len(sizes) - 1
        self.layers = torch.nn.ModuleList(
            Layer(size_in, size, activation if k < last else None)
            for k, (size_in, size) in enumerate(zip([inputs, *sizes], sizes))
        )

    def answers(self, x):
        for layer in self.layers:
            x = layer.answers(x)
        return x

    def forward(self, x):
        out = self.answers(x)
        return out.squeeze(-1) if len(self.layers[-1].neurons) == 1 else out
`
torchModule(Neuron, {
  python: neuron,
  make: (one, print) => `Neuron(${one.w.length}, ${activation(one, print)})`,
})
torchModule(Layer, {
  python: layer,
  make: ({ neurons }, print) => `Layer(${neurons[0]!.w.length}, ${neurons.length}, ${activation(neurons[0]!, print)})`,
})
torchModule(MLP, {
  python: mlp,
  make({ layers }, print) {
    const [first] = layers as readonly [Layer]
    const sizes = layers.map(({ neurons }) => neurons.length)
    return `MLP(${first.neurons[0]!.w.length}, [${sizes.join(', ')}], ${activation(first.neurons[0]!, print)})`
  },
})
torchModule(Sequential, {
  python: `
class Each(torch.nn.Module):
    """A function of every number as a step."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Sequential(torch.nn.Module):
    """Steps one after the other."""

    def __init__(self, *steps):
        super().__init__()
        self.steps = torch.nn.ModuleList(step if isinstance(step, torch.nn.Module) else Each(step) for step in steps)

    def forward(self, x):
        for step in self.steps:
            # What gives one number alone gives a list of one here.
            x = step.answers(x) if hasattr(step, 'answers') else step(x)
        return x`,
  make({ steps }, print) {
    const said = steps.map((step): string => {
      if (typeof step === 'string') return print.op(step)
      if (typeof step !== 'function') return print.module(step as unknown as Module)
      const { name } = step
      return print.op((ops.get(name) as unknown) === step ? name : `the function ${name || 'without a name'}`)
    })
    return `Sequential(${said.join(', ')})`
  },
})

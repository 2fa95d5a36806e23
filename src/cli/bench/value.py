"""The yardstick in Python: a scalar autograd engine as short as the ones people learn from, written for this comparison and part of seegrad.

A Value keeps its operands and the slopes by them, as plain tuples: no closures and no reference cycles, so that CPython frees a graph as soon as
its root is dropped. Micrograd, whose Values hold closures that hold Values, is several times slower than this.

    python3 value.py moons FILE | names FILE | graph | tangle      then lines on stdin: `check`, `run COUNT NODES`
"""
import json
import math
import resource
import sys
import time


class Value:
    __slots__ = ('data', 'grad', 'operands', 'slopes')

    def __init__(self, data, operands=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    __radd__ = __add__
    __rmul__ = __mul__

    def relu(self):
        return Value(self.data, (self,), (1.0,)) if self.data > 0 else Value(0.0, (self,), (0.0,))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), (y,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def __pow__(self, power):
        return Value(self.data ** power, (self,), (power * self.data ** (power - 1),))

    def backward(self):
        # Depth first with a stack of our own: a graph may be deeper than Python's.
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                for operand in node.operands:
                    if operand not in seen:
                        stack.append((operand, False))
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in zip(node.operands, node.slopes):
                operand.grad += slope * node.grad


class Moons:
    """An MLP 2-16-16-1 with hinge loss and L2, trained on all points at once; points, targets and weights come from a file."""

    SIZES = [2, 16, 16, 1]

    def __init__(self, path):
        numbers = [float(word) for word in open(path).read().split()]
        self.points = [numbers[2 * i:2 * i + 2] for i in range(100)]
        self.targets = numbers[200:300]
        self.start = numbers[300:]
        self.reset()

    def reset(self):
        self.step = 0
        self.parameters = [Value(x) for x in self.start]
        rest = iter(self.parameters)
        self.layers = [[([next(rest) for _ in range(n)], next(rest)) for _ in range(m)] for n, m in zip(self.SIZES, self.SIZES[1:])]

    def score(self, point):
        flowing = [Value(x) for x in point]
        for layer in self.layers:
            sums = [sum((w * x for w, x in zip(weights, flowing)), bias) for weights, bias in layer]
            flowing = sums if layer is self.layers[-1] else [s.relu() for s in sums]
        return flowing[0]

    def train(self):
        losses = [(self.score(x) * -y + 1.0).relu() for x, y in zip(self.points, self.targets)]
        loss = sum(losses) * (1.0 / len(losses)) + sum(p * p for p in self.parameters) * 1e-4
        for p in self.parameters:
            p.grad = 0.0
        loss.backward()
        rate = 1.0 - 0.9 * min(self.step, 100) / 100
        for p in self.parameters:
            p.data -= rate * p.grad
        self.step += 1
        return loss.data

    def check(self):
        self.reset()
        return [self.train() for _ in range(3)]

    def run(self, count, _):
        for _ in range(count):
            self.train()


class Names:
    """A small GPT that learns names, one a step, by Adam; tokens and weights come from a file. Written in single numbers, as microgpt is."""

    SHAPES = [('letters', None, 16), ('places', 16, 16), ('head', None, 16), ('query', 16, 16), ('key', 16, 16), ('value', 16, 16), ('output', 16, 16), ('wide', 64, 16), ('narrow', 16, 64)]

    def __init__(self, path):
        numbers = [float(word) for word in open(path).read().split()]
        self.rows, count, at = int(numbers[0]), int(numbers[1]), 2
        self.texts = []
        for _ in range(count):
            n = int(numbers[at])
            tokens = [int(x) for x in numbers[at + 1:at + 1 + 2 * n]]
            self.texts.append((tokens[:n], tokens[n:]))
            at += 1 + 2 * n
        self.start = numbers[at:]
        self.reset()

    def reset(self):
        self.step = 0
        self.parameters = [Value(x) for x in self.start]
        self.means, self.squares = [0.0] * len(self.start), [0.0] * len(self.start)
        rest = iter(self.parameters)
        self.matrices = {name: [[next(rest) for _ in range(m)] for _ in range(n or self.rows)] for name, n, m in self.SHAPES}

    @staticmethod
    def linear(x, rows):
        return [sum((w * a for w, a in zip(row[1:], x[1:])), row[0] * x[0]) for row in rows]

    @staticmethod
    def normed(x):
        scale = (sum(a * a for a in x) * (1 / len(x)) + 1e-5) ** -0.5
        return [a * scale for a in x]

    @staticmethod
    def shares(scores):
        most = max(score.data for score in scores)
        es = [(score + -most).exp() for score in scores]
        whole = sum(es) ** -1
        return [e * whole for e in es]

    def loss(self, shown, wanted):
        w, keys, values, losses = self.matrices, [], [], []
        for place, (token, right) in enumerate(zip(shown, wanted)):
            x = self.normed([a + b for a, b in zip(w['letters'][token], w['places'][place])])
            y = self.normed(x)
            query = self.linear(y, w['query'])
            keys.append(self.linear(y, w['key']))
            values.append(self.linear(y, w['value']))
            gathered = []
            for h in range(0, 16, 4):
                looks = self.shares([sum(query[d] * key[d] for d in range(h, h + 4)) * 0.5 for key in keys])
                gathered += [sum(look * value[d] for look, value in zip(looks, values)) for d in range(h, h + 4)]
            x = [a + b for a, b in zip(self.linear(gathered, w['output']), x)]
            hidden = [a.relu() for a in self.linear(self.normed(x), w['wide'])]
            x = [a + b for a, b in zip(self.linear(hidden, w['narrow']), x)]
            losses.append(self.shares(self.linear(x, w['head']))[right].log() * -1.0)
        return sum(losses) * (1 / len(losses))

    def train(self):
        at = self.step % len(self.texts)
        loss = self.loss(*self.texts[at])
        for p in self.parameters:
            p.grad = 0.0
        loss.backward()
        self.step += 1
        rate = (0.01 - 0.01 * at / len(self.texts)) / (1 - 0.85 ** self.step)
        spread = math.sqrt(1 - 0.99 ** self.step)
        for k, p in enumerate(self.parameters):
            self.means[k] = 0.85 * self.means[k] + 0.15 * p.grad
            self.squares[k] = 0.99 * self.squares[k] + 0.01 * p.grad * p.grad
            p.data -= rate * self.means[k] / (math.sqrt(self.squares[k]) / spread + 1e-8)
        return loss.data

    def check(self):
        self.reset()
        losses = [self.train() for _ in range(3)]
        self.reset()
        return losses

    def run(self, count, _):
        for _ in range(count):
            self.train()


class Graph:
    """A random graph, described in graph.ts."""

    LEAVES = 1000

    def __init__(self, tangled):
        self.tangled = tangled

    def plan(self, nodes, seed):
        def draw():
            nonlocal seed
            seed = (seed * 1664525 + 1013904223) & 0xffffffff
            return seed / 4294967296.0

        leaves = [0.5] + [2 * draw() - 1 for _ in range(Graph.LEAVES - 1)]
        kinds, partners, halve = [], [], False
        for k in range(Graph.LEAVES, Graph.LEAVES + nodes):
            if halve:
                kind, partner, halve = 2, 0, False
            else:
                kind = int(draw() * 3)
                place = draw()
                if draw() < 0.5:
                    partner = int(place * Graph.LEAVES)
                else:
                    partner = int(place * k) if self.tangled else k - 1 - int(place * Graph.LEAVES)
                halve = kind != 2
            kinds.append(kind)
            partners.append(partner)
        return leaves, kinds, partners

    @staticmethod
    def pass_over(plan):
        leaves, kinds, partners = plan
        values = [Value(x) for x in leaves]
        last = values[-1]
        for kind, partner in zip(kinds, partners):
            other = values[partner]
            last = last + other if kind == 0 else last - other if kind == 1 else last * other
            values.append(last)
        last.backward()
        return [last.data, sum(leaf.grad for leaf in values[:Graph.LEAVES])]

    def check(self):
        return [x for seed in (1, 2, 3) for x in self.pass_over(self.plan(10000, seed))]

    def run(self, count, nodes):
        if getattr(self, 'size', None) != nodes:
            self.size, self.planned = nodes, self.plan(nodes, 1)
        for _ in range(count):
            self.pass_over(self.planned)


def main():
    trained = {'moons': Moons, 'names': Names}.get(sys.argv[1])
    workload = trained(sys.argv[2]) if trained else Graph(sys.argv[1] == 'tangle')
    for line in sys.stdin:
        name, *numbers = line.split()
        if name == 'check':
            reply = {'losses': workload.check()}
        else:
            count, nodes = map(int, numbers)
            workload.run(0, nodes)
            wall, cpu = time.perf_counter(), time.process_time()
            workload.run(count, nodes)
            reply = {'wall': time.perf_counter() - wall, 'cpu': time.process_time() - cpu}
            reply['peak'] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == 'darwin' else 1024)
        print(json.dumps(reply), flush=True)


main()

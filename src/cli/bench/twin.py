"""The same workloads in PyTorch, as its users would write them, on one thread and in float64; part of seegrad.

    python3 twin.py moons | names | fit | rosenbrock | mnist-shaped | west FILE      then lines on stdin: `check`, `run COUNT NODES`
"""
import json
import resource
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
workload, path = sys.argv[1:3]
numbers = [float(word) for word in open(path).read().split()]


class Moons:
    def __init__(self):
        self.X = torch.tensor(numbers[:200]).reshape(100, 2)
        self.y = torch.tensor(numbers[200:300])
        # A neuron's weights, then its bias, neuron by neuron.
        rest = torch.tensor(numbers[300:])
        self.layers, at = [], 0
        for n, m in ((2, 16), (16, 16), (16, 1)):
            rows = rest[at:at + m * (n + 1)].reshape(m, n + 1)
            self.layers.append((rows[:, :n].clone().requires_grad_(), rows[:, n].clone().requires_grad_()))
            at += m * (n + 1)
        self.parameters = [p for layer in self.layers for p in layer]
        self.optimizer = torch.optim.SGD(self.parameters, lr=1.0)
        self.step = 0

    def unit(self):
        x = self.X
        for k, (W, b) in enumerate(self.layers):
            x = torch.nn.functional.linear(x, W, b)
            if k < 2:
                x = torch.relu(x)
        loss = torch.relu(1 - self.y * x[:, 0]).mean() + 1e-4 * sum((p * p).sum() for p in self.parameters)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.param_groups[0]['lr'] = 1.0 - 0.9 * min(self.step, 100) / 100
        self.optimizer.step()
        self.step += 1
        return [loss.item()]


class Fit:
    def __init__(self):
        self.x, self.y = torch.tensor(numbers[:1000]).reshape(-1, 1), torch.tensor(numbers[1000:2000])
        p = torch.tensor(numbers[2000:])
        self.parts = [part.clone().requires_grad_() for part in (p[:16], p[16:32], p[32:48], p[48:])]
        self.optimizer = torch.optim.SGD(self.parts, lr=0.01)

    def unit(self):
        heights, places, steep, line = self.parts
        z = (self.x - places) * steep
        y = (torch.exp(-z * z) * heights).sum(1) + line[0] * self.x[:, 0] + line[1]
        loss = ((y - self.y) ** 2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return [loss.item()]


class Rosenbrock:
    def __init__(self):
        self.at = [-1.2, 1.0]

    def unit(self):
        self.at[0] += 2.0 ** -20
        x = torch.tensor(self.at, requires_grad=True)
        y = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] * x[0]) ** 2
        return torch.autograd.grad(y, x)[0].tolist()


class West:
    def __init__(self):
        self.inputs = numbers[:100]
        self.steps, k, arity = [], 100, (1, 2, 2, 8)
        while k < len(numbers):
            kind = int(numbers[k])
            self.steps.append((kind, [int(x) for x in numbers[k + 1:k + 1 + arity[kind]]]))
            k += 1 + arity[kind]

    def unit(self):
        self.inputs[0] += 2.0 ** -20
        x = torch.tensor(self.inputs, requires_grad=True)
        nodes = list(x.unbind())
        for kind, operands in self.steps:
            if kind == 0:
                # Its own softplus is linear beyond 20.
                nodes.append(torch.nn.functional.softplus(nodes[operands[0]], threshold=1e9))
            elif kind == 1:
                nodes.append(nodes[operands[0]] + nodes[operands[1]])
            elif kind == 2:
                nodes.append(nodes[operands[0]] * nodes[operands[1]])
            else:
                nodes.extend(torch.softmax(torch.stack([nodes[k] for k in operands]), 0).unbind())
        y = torch.stack(nodes[-100:]).sum()
        return [y.item(), torch.autograd.grad(y, x)[0].sum().item()]


def normed(x):
    return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt()


class Names:
    def __init__(self):
        rows, count, at = int(numbers[0]), int(numbers[1]), 2
        self.texts = []
        for _ in range(count):
            n = int(numbers[at])
            tokens = torch.tensor(numbers[at + 1:at + 1 + 2 * n]).long()
            self.texts.append((tokens[:n], tokens[n:]))
            at += 1 + 2 * n
        self.parameters = []
        for n, m in ((rows, 16), (16, 16), (rows, 16), (16, 16), (16, 16), (16, 16), (16, 16), (64, 16), (16, 64)):
            self.parameters.append(torch.tensor(numbers[at:at + n * m]).reshape(n, m).requires_grad_())
            at += n * m
        self.optimizer = torch.optim.Adam(self.parameters, betas=(0.85, 0.99))
        self.step = 0

    def unit(self):
        shown, wanted = self.texts[self.step % len(self.texts)]
        letters, places, head, query, key, value, output, wide, narrow = self.parameters
        n = len(shown)
        x = normed(letters[shown] + places[:n])
        y = normed(x)
        q, k, v = ((y @ W.T).reshape(n, 4, 4).transpose(0, 1) for W in (query, key, value))
        scores = q @ k.transpose(1, 2) / 2 + torch.full((n, n), -float('inf')).triu(1)
        x = (torch.softmax(scores, -1) @ v).transpose(0, 1).reshape(n, 16) @ output.T + x
        x = torch.relu(normed(x) @ wide.T) @ narrow.T + x
        loss = torch.nn.functional.cross_entropy(x @ head.T, wanted)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.param_groups[0]['lr'] = 0.01 - 0.01 * (self.step % len(self.texts)) / len(self.texts)
        self.optimizer.step()
        self.step += 1
        return [loss.item()]


class Digits:
    def __init__(self):
        self.X = torch.tensor(numbers[:64 * 784]).reshape(64, 784)
        self.y = torch.tensor(numbers[64 * 784:64 * 785]).long()
        # A neuron's weights, then its bias, neuron by neuron.
        rest, self.layers, at = torch.tensor(numbers[64 * 785:]), [], 0
        for n, m in ((784, 128), (128, 10)):
            rows = rest[at:at + m * (n + 1)].reshape(m, n + 1)
            self.layers.append((rows[:, :n].clone().requires_grad_(), rows[:, n].clone().requires_grad_()))
            at += m * (n + 1)
        self.optimizer = torch.optim.SGD([p for layer in self.layers for p in layer], lr=0.1)

    def unit(self):
        (W, b), (U, c) = self.layers
        linear = torch.nn.functional.linear
        loss = torch.nn.functional.cross_entropy(linear(torch.relu(linear(self.X, W, b)), U, c), self.y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return [loss.item()]


Work = {'moons': Moons, 'names': Names, 'mnist-shaped': Digits, 'fit': Fit, 'rosenbrock': Rosenbrock, 'west': West}[workload]
work = Work()
for line in sys.stdin:
    word, *rest = line.split()
    if word == 'check':
        fresh = Work()
        reply = {'losses': [x for _ in range(3) for x in fresh.unit()]}
        work = Work()
    else:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(rest[0])):
            work.unit()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        reply = {'wall': wall, 'cpu': cpu, 'peak': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    print(json.dumps(reply), flush=True)

"""Answers the questions of questions.ts for micrograd, as one JSON object. In a folder apart: git clone https://github.com/karpathy/micrograd, then python3 micrograd.py FOLDER."""
import sys

sys.path[0] = sys.argv[1]
import json
import time

from micrograd import engine, nn
from micrograd.engine import Value


def tried(run):
    try:
        return run()
    except BaseException as error:
        return f'{type(error).__name__}: {error}'.split('\n')[0][:80]


def third():
    x = Value(2.0)
    y = x**4
    for _ in range(3):
        x.grad = 0
        y.backward()
        y = x.grad
    return y


def deep():
    y = x = Value(1.0)
    for _ in range(20_000):
        y = y * 1.0
    y.backward()
    return x.grad


def timed(run, times):
    best = float('inf')
    for _ in range(times):
        started = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - started)
    return best


def moons():
    """Two of the hundred steps, fifty times as long."""
    net = nn.MLP(2, [16, 16, 1])
    points = [([k / 100, 1 - k / 50], 1 if k % 2 else -1) for k in range(100)]

    def steps():
        for _ in range(2):
            loss = sum((1 + -y * net(list(map(Value, x)))).relu() for x, y in points) * (1.0 / len(points))
            net.zero_grad()
            loss.backward()
            for p in net.parameters():
                p.data -= 0.1 * p.grad

    sys.setrecursionlimit(100_000)
    return 50 * timed(steps, 2)


def layer():
    """One of the 64 examples, 64 times as long; relu, for there is no tanh."""
    neurons = nn.Layer(256, 256)
    x = [k / 256 for k in range(256)]
    return 64 * timed(lambda: sum(neurons(x)).backward(), 2)


a, b = Value(2.0), Value(3.0)
(a * b + 1).backward()
power = Value(-1.0)
answers = {
    'holds': f'one number: {a.data}',
    'float64': (Value(2.0**-40) + 1 - 1).data > 0,
    'operators': [a.grad, b.grad] == [3, 2],
    'third': tried(third),
    'tanh': tried(lambda: Value(20.0).tanh()),
    'where': 'where' if hasattr(engine, 'where') else 'no where',
    'deep': tried(deep),
    'named': tried(lambda: (Value(-1.0) ** 0.5).backward()) or 'nothing',
    'optimisers': [name for name in dir(nn) if 'SGD' in name or 'Adam' in name],
    'damaged': 'no files' if not hasattr(nn.Module, 'save') and not hasattr(nn.Module, 'state_dict') else 'to be tried',
    'devices': ['cpu'],
    'browser': False,
    'moons': tried(moons),
    'layer': tried(layer),
}
print(json.dumps({'by': f'micrograd (GitHub), Python {sys.version.split()[0]}', 'answers': answers}))

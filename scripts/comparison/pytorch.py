"""Answers the questions of questions.ts for PyTorch, as one JSON object: `/usr/bin/python3 scripts/comparison/pytorch.py` (Debian: apt install python3-torch)."""
import sys

sys.path.pop(0)
import json
import os
import tempfile
import time
import warnings

import torch

torch.set_num_threads(1)
double = dict(dtype=torch.float64)


def leaf(x):
    return torch.tensor(float(x), requires_grad=True, **double)


def slope(f, x):
    x = leaf(x)
    return torch.autograd.grad(f(x), x)[0].item()


def third():
    x = leaf(2)
    y = x**4
    for _ in range(3):
        [y] = torch.autograd.grad(y, x, create_graph=True)
    return y.item()


def deep():
    y = x = leaf(1)
    for _ in range(20_000):
        y = y * 1.0
    return torch.autograd.grad(y, x)[0].item()


def named():
    try:
        with torch.autograd.detect_anomaly(), warnings.catch_warnings():
            warnings.simplefilter('ignore')
            x = leaf(-1)
            torch.sqrt(x * 2).backward()
    except RuntimeError as error:
        return str(error)
    return 'nothing'


def damaged():
    """One bit of a weight in the middle of the file flipped."""
    path = os.path.join(tempfile.mkdtemp(), 'model')
    torch.save({'w': torch.arange(1000.0)}, path)
    data = bytearray(open(path, 'rb').read())
    place = data.find(torch.arange(1000.0).numpy().tobytes()) + 2000
    data[place] ^= 1
    open(path, 'wb').write(data)
    try:
        same = torch.load(path)['w'].equal(torch.arange(1000.0))
        return 'loaded, unchanged' if same else 'loaded with the wrong number'
    except Exception as error:
        return f'refused: {error}'.split('\n')[0][:80]


def timed(run, times):
    run()
    best = float('inf')
    for _ in range(times):
        started = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - started)
    return best


def moons():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.ReLU(), torch.nn.Linear(16, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1)).double()
    X, y = torch.rand(100, 2, **double), torch.sign(torch.rand(100, 1, **double) - 0.5)
    sgd = torch.optim.SGD(net.parameters(), lr=0.1)

    def steps():
        for _ in range(100):
            loss = torch.relu(1 - y * net(X)).mean()
            sgd.zero_grad()
            loss.backward()
            sgd.step()

    return timed(steps, 3)


def layer():
    X, W = torch.rand(64, 256, **double), torch.rand(256, 256, requires_grad=True, **double)

    def once():
        W.grad = None
        torch.tanh(X @ W).sum().backward()

    return timed(once, 5)


x = leaf(0)
a, b = leaf(2), leaf(3)
(a * b + 1).backward()
print(json.dumps({
    'by': f'PyTorch {torch.__version__}, Python {sys.version.split()[0]}',
    'answers': {
        'holds': f'tensors: {list((torch.ones(2, 3) * 2).shape)}',
        'float64': (1 + torch.tensor(2.0**-40, **double) - 1).item() > 0,
        'operators': [a.grad.item(), b.grad.item()] == [3, 2],
        'third': third(),
        'tanh': slope(torch.tanh, 20),
        'where': str(slope(lambda x: torch.where(x > 0, torch.sqrt(x), torch.zeros((), **double)), 0)),
        'deep': deep(),
        'named': named(),
        'optimisers': sorted(name for name, kind in vars(torch.optim).items() if isinstance(kind, type) and name != 'Optimizer'),
        'damaged': damaged(),
        'devices': ['cpu', *(['cuda'] if hasattr(torch, 'cuda') else []), *(['machines'] if torch.distributed.is_available() else [])],
        'browser': False,
        'moons': moons(),
        'layer': layer(),
    },
}))

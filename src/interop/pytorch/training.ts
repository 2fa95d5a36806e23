/** The Python script that trains a printed model, on one process or many. */
import { number } from './python.js'

/** What sets one training apart. */
export interface Script {
  readonly name: string
  /** Names of the inputs of an example. */
  readonly inputs: readonly string[]
  /** How the loss of an answer `a` to a target `b` is written; absent where the model's answer is the loss. */
  readonly loss?: string
  /** Whether the model takes many examples at once. */
  readonly batched: boolean
  readonly optimizer: string
  readonly l2: number
  readonly steps: number
  readonly batch: number
  readonly count: number
  /** Every epoch deals the examples anew, from this seed on. */
  readonly shuffle?: number
}

/** The script as text. */
export function trainingOf({ name, inputs, loss, batched, optimizer, l2, steps, batch, count, shuffle }: Script): string {
  const xs = inputs.map((_, k) => `INPUTS[${k}]`)
  const penalty = `${number(l2)} * sum(p.square().sum() for p in self.net.parameters())`
  const answer = (at: string): string => `self.net(${xs.map((x) => `${x}[${at}].to(self.device)`).join(', ')})`
  const priced = (at: string, mean: string): string =>
    loss === undefined
      ? `${answer(at)}`
      : `a, b = ${answer(at)}, TARGETS[${at}].to(self.device)
            b = b.reshape(a.shape) if a.numel() == b.numel() else b
            each = ${loss}
            return each${mean}`
  const losses = batched
    ? `
        def cost(places):
            ${priced('places', '.reshape(len(places), -1).mean(1).sum()')}

        return cost(torch.tensor(places))`
    : `
        def cost(k):
            ${loss === undefined ? 'return ' : ''}${priced('k', '.mean()')}

        return sum(cost(k) for k in places)`
  return `"""Trains the model of ${name}.py, in one process or in many that go the same way.

    python3 train_${name}.py
    torchrun --nproc_per_node=2 train_${name}.py
    torchrun --nnodes=4 --nproc_per_node=8 --rdzv_backend=c10d --rdzv_endpoint=HOST:29500 train_${name}.py

(Debian 12, whose torchrun falls over its own flags: python3 -m torch.distributed.run -r 1 -t 1 --log_dir logs --nproc_per_node=2 train_${name}.py)

Each process takes its share of a step's examples, and gradients are averaged between them (DistributedDataParallel): by nccl where there are GPUs, one for each
process, else by gloo. However many processes there are, the sum is the same but for the order in which it is added up.
"""
import argparse
import json
import os
import random
import sys
from functools import lru_cache

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel

import ${name} as twin

DATA, _ = twin.read(twin.HERE / '${name}.data.safetensors')
COUNT = ${count}


def examples(key):
    """The examples of an input, by their places; those of different lengths come one after the other."""
    lengths = DATA.get(key + '.lengths')
    return DATA[key] if lengths is None else torch.split(DATA[key], lengths.long().tolist())


INPUTS = [examples('in.' + key) for key in [${inputs.map((key) => `'${key}'`).join(', ')}]]
${loss === undefined ? '' : "TARGETS = examples('target')\n"}RATES = DATA['rate'].tolist()


@lru_cache(maxsize=2)
def dealt(epoch, seed):
    """The order of an epoch: Python's shuffle by a seed of its own, as in seegrad; without a seed as they come."""
    places = list(range(COUNT))
    if seed is not None:
        random.Random(seed + epoch).shuffle(places)
    return places


def hand(step, size, seed):
    """The places of a step's examples."""
    epoch, k = divmod(step, -(-COUNT // size))
    return dealt(epoch, seed)[k * size : (k + 1) * size]


class Objective(torch.nn.Module):
    """What a step makes small. Each process has its share of the examples; averaged over all processes it is the mean over the examples${l2 === 0 ? '' : ' and what keeps weights small'}."""

    def __init__(self, net, device):
        super().__init__()
        self.net, self.device = net, device

    def sum_of(self, places):${losses}

    def forward(self, places, share):
        # Every weight takes part in every process, or gradients would be waited for that nobody sends.
        nothing = sum(0 * p.sum() for p in self.net.parameters())
        total = self.sum_of(places) if places else 0
        return total * share + nothing${l2 === 0 ? '' : ` + ${penalty}`}


def check():
    """Compares the loss of the first step, and its slopes, with what seegrad found: 0 if all is equal to 1e-12, else 1."""
    objective = Objective(twin.model().eval(), torch.device('cpu'))
    places = hand(0, ${batch}, ${shuffle ?? 'None'})
    value = objective(places, 1 / len(places))
    mine = {'first.slope.' + key: tensor for key, tensor in twin.tensors(objective.net).items() if tensor.requires_grad}
    return twin.compare(DATA, DATA['first.value'].item(), value, mine, torch.autograd.grad(value, list(mine.values()), allow_unused=True))


def main():
    words = argparse.ArgumentParser(description='Trains the model of ${name}.py.')
    words.add_argument('--steps', type=int, default=${steps})
    words.add_argument('--batch', type=int, default=${batch}, help='examples of a step, over all processes together')
    words.add_argument('--seed', type=int, default=${shuffle ?? 'None'}, help='deals the examples anew every epoch; without it they come in order')
    words.add_argument('--save', default='${name}.trained.safetensors', help='where the weights go in the end')
    words.add_argument('--every', type=int, default=0, help='also keep FILE.pt every so many steps, to go on from')
    words.add_argument('--resume', help='go on from FILE.pt')
    words.add_argument('--json', action='store_true', help='print every step as an object')
    words.add_argument('--check', action='store_true', help="only compare the first step's loss and slopes with seegrad's")
    given = words.parse_args()
    if given.check:
        return check()

    world, rank, local = (int(os.environ.get(key, usual)) for key, usual in (('WORLD_SIZE', 1), ('RANK', 0), ('LOCAL_RANK', 0)))
    cuda = torch.cuda.is_available()
    device = torch.device('cuda', local) if cuda else torch.device('cpu')
    if cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group('nccl' if cuda else 'gloo')
    # Only what draws while it runs, as dropout does, draws from this.
    torch.manual_seed((given.seed or 0) + rank)

    net = twin.model().to(device).train()
    objective = Objective(net, device)
    spread = DistributedDataParallel(objective, device_ids=[local] if cuda else None) if world > 1 else objective
    optimizer = ${optimizer}
    start = 0
    if given.resume:
        kept = torch.load(given.resume, map_location=device)
        net.load_state_dict(kept['model'])
        optimizer.load_state_dict(kept['optimizer'])
        start = kept['step']

    for step in range(start, given.steps):
        places = hand(step, given.batch, given.seed)
        loss = spread(places[rank::world], world / len(places))
        optimizer.zero_grad()
        loss.backward()
        for group in optimizer.param_groups:
            group['lr'] = RATES[min(step, len(RATES) - 1)]
        optimizer.step()
        shown = loss.detach().clone()
        if world > 1:
            dist.all_reduce(shown)
        if rank > 0:
            continue
        if given.json:
            print(json.dumps({'step': step, 'loss': shown.item() / world}), flush=True)
        elif step % max(1, given.steps // 20) == 0 or step == given.steps - 1:
            print(f'step {step}  loss {shown.item() / world:.6g}', flush=True)
        if given.every and (step + 1) % given.every == 0:
            beside = f'{given.save}.pt.{os.getpid()}.tmp'
            torch.save({'model': net.state_dict(), 'optimizer': optimizer.state_dict(), 'step': step + 1}, beside)
            os.replace(beside, f'{given.save}.pt')
    if rank == 0:
        _, texts = twin.read(twin.HERE / '${name}.safetensors')
        twin.write(given.save, twin.tensors(net), texts)
        print(f'the weights are in {given.save}', file=sys.stderr)
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == '__main__':
    sys.exit(main())
`
} // prettier-ignore

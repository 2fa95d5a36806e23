/** The Python program itself: what every printed one has around its model. */
import { comment, indented, listed, text } from './python.js'

/** What sets one program apart. */
export interface Program {
  readonly name: string
  /** What the model is, in words. */
  readonly said: string
  /** Classes and functions. */
  readonly definitions: readonly string[]
  /** Python that makes the model, without its weights. */
  readonly expression: string
  /** Names and shapes of the weights in the model's list of tensors; absent where the model's own names are those. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>
  /** Weights that no step moves. */
  readonly frozen: readonly string[]
  /** The inputs of the example that goes with it; absent if there is none. */
  readonly example?: readonly string[]
  /** Whether anything is compared with seegrad's numbers. */
  readonly isCompared: boolean
}

const reading = `
def read(path):
    """The tensors of a safetensors file by name, and its texts; a checksum of seegrad is looked at."""
    data = bytearray(Path(path).read_bytes())
    start = 8 + int.from_bytes(data[:8], 'little')
    header = json.loads(data[8:start].decode())
    texts = header.pop('__metadata__', {})
    if 'seegrad.crc32' in texts:
        place = data.index(b'"seegrad.crc32":"') + 17
        data[place : place + 8] = b'00000000'
        if '%08x' % zlib.crc32(data) != texts['seegrad.crc32']:
            raise ValueError(f'{path}: the checksum is wrong. Get the file anew.')
    tensors = {}
    for key, entry in header.items():
        if entry['dtype'] != 'F64':
            raise ValueError(f"{path}: {key} is {entry['dtype']}; F64 is allowed")
        begin, end = entry['data_offsets']
        numbers = struct.unpack(f'<{(end - begin) // 8}d', data[start + begin : start + end])
        tensors[key] = torch.tensor(numbers).reshape(entry['shape'])
    return tensors, texts


def write(path, tensors, texts):
    """Writes such a file, which seegrad reads; the path has the old one or the new one at any moment."""
    header = {'__metadata__': {'seegrad': '1', 'seegrad.crc32': '00000000', **texts}}
    header['__metadata__']['seegrad.crc32'] = '00000000'
    data = bytearray()
    for key, tensor in tensors.items():
        numbers = tensor.detach().cpu().flatten().tolist()
        begin = len(data)
        data += struct.pack(f'<{len(numbers)}d', *numbers)
        header[key] = {'dtype': 'F64', 'shape': list(tensor.shape), 'data_offsets': [begin, len(data)]}
    head = json.dumps(header, separators=(',', ':')).encode()
    head += b' ' * (-len(head) % 8)
    data = bytearray(struct.pack('<Q', len(head)) + head + data)
    place = data.index(b'"seegrad.crc32":"') + 17
    data[place : place + 8] = b'%08x' % zlib.crc32(data)
    beside = f'{path}.{os.getpid()}.tmp'
    with open(beside, 'wb') as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
`

/** The program as text. */
export function programOf({
  name,
  said,
  definitions,
  expression,
  shapes,
  frozen,
  example,
  isCompared,
}: Program): string {
  const list = (words: readonly string[]): string => `[${words.map(text).join(', ')}]`
  const own = shapes === undefined ? 'dict(net.named_parameters())' : `dict(zip(SHAPES, net.tensors))`
  const parts = [
    `"""${comment(said, 150)}: the twin in PyTorch (1.13 or newer, nothing else) of what seegrad computes.

    python3 ${name}.py        computes the example that lies beside it and compares it with seegrad's numbers

Its weights are in ${name}.safetensors. Numbers are doubles, as in seegrad.
"""
import json
import math
import os
import struct
import sys
import zlib
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
HERE = Path(__file__).resolve().parent${shapes === undefined ? '' : `\nSHAPES = ${listed(Array.from(shapes, ([key, shape]) => `${text(key)}: [${shape.join(', ')}]`), ['{', '}'])}`}`,
    ...definitions,
    `def model(path=HERE / '${name}.safetensors'):
    """The model with the weights of a file."""
    net = ${expression}
    given, _ = read(path)
    mine = tensors(net)
    if {key: tensor.shape for key, tensor in mine.items()} != {key: tensor.shape for key, tensor in given.items()}:
        raise ValueError(f'{path}: names or shapes of its weights are not those of the model')
    with torch.no_grad():
        for key, tensor in mine.items():
            tensor.copy_(given[key])${frozen.length === 0 ? '' : `\n    for key in ${list(frozen)}:\n        mine[key].requires_grad_(False)`}
    return net


def tensors(net):
    """The weights by the names that they have in seegrad."""
    return ${own}
`,
    reading,
    ...(isCompared ? [comparing] : []),
    example ? checking(example, name) : `def check():\n    """Loads the weights; no example came with them."""\n    print(sum(p.numel() for p in model().parameters()), 'numbers loaded; no example came with them')`,
    `if __name__ == '__main__':\n    sys.exit(check())`,
  ] // prettier-ignore
  return `${parts.map((part) => part.trim()).join('\n\n\n')}\n`
}

/** Python that computes the example anew. */
const checking = (example: readonly string[], name: string): string => `
def check():
    """Compares with what seegrad found: 0 if all is equal to 1e-12, else 1."""
    given, _ = read(HERE / '${name}.data.safetensors')
    net = model().eval()
    inputs = [given['example.' + key].requires_grad_() for key in [${example.map(text).join(', ')}]]
    value = net(*inputs).sum()
    mine = {'slope.' + key: tensor for key, tensor in tensors(net).items() if tensor.requires_grad}
    mine.update({'slope.example.' + key: tensor for key, tensor in zip([${example.map(text).join(', ')}], inputs)})
    mine = {key: tensor for key, tensor in mine.items() if key in given}
    found = torch.autograd.grad(value, list(mine.values()), allow_unused=True) if mine and value.requires_grad else [None] * len(mine)
    return compare(given, given['value'].item(), value, mine, found)
`

/** Python that says how far two answers are apart. */
const comparing = `
def compare(given, wanted, value, mine, found):
    """Prints how far PyTorch's value and slopes are from seegrad's; 0 if all is equal to 1e-12, else 1."""
    theirs = [given[key].flatten() for key in mine]
    ours = [torch.zeros_like(tensor).flatten() if g is None else g.flatten() for g, tensor in zip(found, mine.values())]
    size = max([1.0, *(tensor.abs().max().item() for tensor in theirs if tensor.numel())])
    off = max([0.0, *((a - b).abs().max().item() / size for a, b in zip(ours, theirs) if a.numel())])
    far = 0.0 if value.item() == wanted else abs(value.item() - wanted) / max(1.0, abs(wanted))
    print(f'seegrad {wanted!r}\\nPyTorch {value.item()!r}\\n{sum(t.numel() for t in theirs)} slopes, at most {off:.1e} apart')
    return 0 if far <= 1e-12 and off <= 1e-12 else 1
`

/** A class whose forward runs a recording. */
export function recordedClass(
  forward: { readonly inputs: readonly string[]; readonly opening: readonly string[]; readonly body: string },
  constants: string | undefined,
): readonly string[] {
  const body = [...forward.opening, forward.body].join('\n')
  const helpers = {
    const: `def const(x):\n    """A number as a tensor."""\n    return torch.tensor(x)`,
    pick: `def pick(x, first, *ways):
    """Numbers of x: from the place \`first\` on \`count\` places, \`step\` apart, once for each step of the way before."""
    places = torch.tensor([first], device=x.device)
    for count, step in ways:
        places = (places[:, None] + step * torch.arange(count, device=x.device)).flatten()
    return x.index_select(0, places)`,
    take: `def take(x, places):\n    """Numbers of x by their places."""\n    return x.index_select(0, torch.tensor(places, device=x.device))`,
  }
  const used = Object.entries(helpers).filter(([name]) => new RegExp(`(?<!\\w)${name}\\(`).test(body))
  return [
    ...used.map(([, code]) => code),
    `class Recording(torch.nn.Module):
    """What a function did with these numbers, step by step."""

    def __init__(self):
        super().__init__()
        self.tensors = torch.nn.ParameterList([torch.nn.Parameter(torch.zeros(shape)) for shape in SHAPES.values()])${constants === undefined ? '' : `\n        self.register_buffer('constants', ${indented(constants, 8).trimStart()}, persistent=False)`}

    def forward(${['self', ...forward.inputs].join(', ')}):
${indented(body, 8)}`,
  ] // prettier-ignore
}

/** A small GPT over letters, in the sizes and with the draws of Andrej Karpathy's microgpt: one layer of width 16 with 4 heads, RMSNorm without gain, no biases. */
import { noGrad, scope } from '../engine/index.js'
import { torchModule } from '../interop/index.js'
import { Attention, Embedding, Linear, Module, RMSNorm, type Attended, type Draw } from '../nn/index.js'
import { add, softmax, type Value } from '../ops/index.js'
import type { PythonRandom } from '../random/index.js'

const [WIDTH, HEADS] = [16, 4]
/** How many letters it sees at a time, and says at most. */
export const BLOCK = 16
const init: Draw = (random) => random.gauss(0, 0.08)

const plus = (a: readonly Value[], b: readonly Value[]): Value[] => a.map((x, k) => add(x, b[k]!) as Value)

/** What is known of the letters of a text that grows, by place: with their places, of the size that attention looks at, and what attention keeps. */
interface Known extends Attended {
  readonly placed: Value[][]
  readonly normed: Value[][]
}
const nothing = (): Known => ({ placed: [], normed: [], keys: [], values: [] })

export class GPT extends Module {
  // In the order in which they are drawn.
  readonly letters: Embedding
  readonly places: Embedding
  readonly head: Linear
  readonly attention: Attention
  readonly wide: Linear
  readonly narrow: Linear
  readonly #norm: RMSNorm
  readonly #alphabet: readonly string[]
  readonly #places: ReadonlyMap<string, number>

  constructor(alphabet: readonly string[], random: PythonRandom, width: number = WIDTH) {
    super()
    this.#alphabet = alphabet
    this.#places = new Map(alphabet.map((letter, place) => [letter, place]))
    this.#norm = new RMSNorm(width, { eps: 1e-5, gain: false })
    const [rows, table, linear] = [alphabet.length + 1, { init, random }, { init, random, bias: false }]
    this.letters = new Embedding(rows, width, table)
    this.places = new Embedding(BLOCK, width, table)
    this.head = new Linear(width, rows, linear)
    this.attention = new Attention(width, HEADS, linear)
    this.wide = new Linear(width, 4 * width, linear)
    this.narrow = new Linear(4 * width, width, linear)
  }

  /** The token that stands before and after a text; the others are the places of the letters in the alphabet. */
  get end(): number {
    return this.#alphabet.length
  }

  /** The tokens of a text, as far as the model sees it; −1 for a letter that it does not know. */
  tokens(text: string): readonly number[] {
    return [this.end, ...this.#letters(text)].slice(0, BLOCK)
  }
  #letters(text: string): number[] {
    return [...text].map((letter) => this.#places.get(letter) ?? -1)
  }

  /** What the model is shown of a text, and what it should say at each place. Texts of more than 16 letters are cut. */
  lesson(text: string): { readonly shown: readonly number[]; readonly wanted: readonly number[] } {
    const tokens = [this.end, ...this.#letters(text), this.end]
    const places = Math.min(BLOCK, tokens.length - 1)
    return { shown: tokens.slice(0, places), wanted: tokens.slice(1, places + 1) }
  }

  /** The scores of what comes next, at each place; `from` a place on, those before are only looked at, and not gone over again if they are known from the last time. */
  forward(tokens: readonly number[], from = 0, known: Known = nothing()): Value[][] {
    const { placed, normed } = known
    placed.push(...this.#placed(tokens, placed.length))
    normed.push(...placed.slice(normed.length).map((each) => this.#norm.forward(each)))
    const gathered = this.attention.forward(normed, from, known)
    return placed.slice(from).map((each, place) => {
      const seen = plus(gathered[place]!, each)
      const hidden = scope('network', () => this.wide.forward(this.#norm.forward(seen)).map((h) => h.relu()))
      const known = scope('network', () => plus(this.narrow.forward(hidden), seen))
      return this.head.forward(known)
    })
  }

  /** Where it looks, by head and by place: the weights of the places up to there. */
  looks(tokens: readonly number[]): Value[][][] {
    return this.attention.weights(this.#placed(tokens).map((each) => this.#norm.forward(each)))
  }

  /** Each letter with its place; `from` a place on. */
  #placed(tokens: readonly number[], from = 0): Value[][] {
    return tokens
      .slice(from)
      .map((token, k) => this.#norm.forward(plus(this.letters.forward(token), this.places.forward(from + k))))
  }

  /** A text that the model makes up: the higher the temperature, the more daring. */
  sample(random: PythonRandom, temperature: number): string {
    const tokens = [this.end]
    const known = nothing()
    while (tokens.length <= BLOCK) {
      const scores = noGrad(() => this.forward(tokens, tokens.length - 1, known)[0]!)
      const shares = softmax(scores.map(({ data }) => data / temperature))
      const [token] = random.choices([...this.#alphabet.keys(), this.end], { weights: shares })
      if (token === this.end) break
      tokens.push(token!)
    }
    return tokens.slice(1).map((token) => this.#alphabet[token]).join('') // prettier-ignore
  }
}

torchModule(GPT, {
  python: `
def normed(x):
    """Numbers over their root mean square."""
    return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt()


class GPT(torch.nn.Module):
    """A small GPT over letters: of a list of tokens, the scores of what comes next at each place."""

    def __init__(self, letters, places, head, attention, wide, narrow):
        super().__init__()
        self.letters, self.places, self.head = letters, places, head
        self.attention, self.wide, self.narrow = attention, wide, narrow

    def forward(self, tokens):
        x = normed(self.letters(tokens) + self.places.weight[: len(tokens)])
        x = self.attention(normed(x)) + x
        x = self.narrow(torch.relu(self.wide(normed(x)))) + x
        return self.head(x)`,
  make: ({ letters, places, head, attention, wide, narrow }, { module }) =>
    `GPT(${[letters, places, head, attention, wide, narrow].map(module).join(', ')})`,
})

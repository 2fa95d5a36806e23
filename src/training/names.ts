/** How the GPT learns names, as the lectures have it: the choice of numbers is Andrej Karpathy's (microgpt). */
import { names } from '../data/index.js'
import { crossEntropyLoss } from '../nn/index.js'
import { Adam, linear, type Optimizer, type Schedule } from '../optim/index.js'
import type { Value } from '../ops/index.js'
import { PythonRandom } from '../random/index.js'
import { BLOCK, GPT } from './gpt.js'

/** Over so many steps the learning rate falls to 0, or over as many as are asked for: fewer steps are the first of the thousand. */
export const USUAL_STEPS = 1000
export const USUAL_SEED = 42
/** The lengths that a compiled step has programs for, made when they are needed: few texts are longer than the first. */
export const LENGTHS: readonly number[] = [12, BLOCK]
/** Below 1 a text is less daring than the model is. */
const TEMPERATURE = 0.5

/** What a training starts from. */
export interface NamesSettings {
  readonly seed: number
  readonly steps: number
  /** Of the first step. */
  readonly lr?: number
  /** The reader's own texts instead of the names that come with seegrad; at least one. */
  readonly texts?: readonly string[]
  /** Of the model; 16 unless given, and a multiple of 4, for its heads. */
  readonly width?: number
}

/** The texts in a file: its lines, without what is blank. */
export const textsIn = (file: string): string[] =>
  file.split('\n').map((line) => line.trim()).filter((line) => line !== '') // prettier-ignore

/** A training under way. The order of draws is the author's: the names are shuffled, then the matrices drawn, then letters chosen. Every step sees one name. */
export class NamesTraining {
  /** In the order in which they are learned. */
  readonly texts: readonly string[]
  readonly alphabet: readonly string[]
  readonly model: GPT
  readonly optimizer: Optimizer
  /** The learning rate of each step. */
  readonly rate: Schedule
  /** Over how many steps it falls. */
  readonly span: number
  readonly #drawn: ReturnType<PythonRandom['getState']>

  constructor({ seed, steps, lr = 0.01, texts = names(), width }: NamesSettings) {
    const random = new PythonRandom(seed)
    const shuffled = [...texts]
    random.shuffle(shuffled)
    this.texts = shuffled
    this.alphabet = [...new Set(shuffled.flatMap((text) => [...text]))].toSorted()
    this.model = new GPT(this.alphabet, random, width)
    this.#drawn = random.getState()
    this.optimizer = Adam(this.model.parameters(), { betas: [0.85, 0.99], eps: 1e-8 })
    this.span = Math.max(USUAL_STEPS, steps)
    this.rate = linear(lr, 0, this.span)
  }

  /** How many texts are longer than what the model sees. */
  get cut(): number {
    return this.texts.filter((text) => [...text].length > BLOCK).length
  }

  /** The text that a step learns. */
  textOf(step: number): string {
    return this.texts[step % this.texts.length]!
  }

  /** What a step is shown, and what it should say. */
  examples(step: number): [shown: readonly number[], wanted: readonly number[]] {
    const { shown, wanted } = this.model.lesson(this.textOf(step))
    return [shown, wanted]
  }
  /** How surprised the model is by what it should say. */
  loss(shown: readonly number[], wanted: readonly number[]): Value {
    return crossEntropyLoss(this.model.forward(shown), wanted)
  }
  /** The same place by place, as a compiled step for texts of many lengths takes it. */
  losses(shown: readonly number[], wanted: readonly number[]): Value[] {
    return crossEntropyLoss(this.model.forward(shown), wanted, { reduction: 'none' })
  }
  /** The loss of a step. */
  look(step: number): Value {
    return this.loss(...this.examples(step))
  }

  /** Texts that the model makes up now, one after the other: always of the same draws, those that come after the weights'. */
  *speech(): Generator<string, never> {
    const random = new PythonRandom(0)
    random.setState(this.#drawn)
    for (;;) yield this.model.sample(random, TEMPERATURE)
  }
  samples(count: number): readonly string[] {
    const speech = this.speech()
    return Array.from({ length: count }, () => speech.next().value)
  }
}

/** The worker that trains the GPT: one step after the other, and between two of them what the page asks. */
import { writeRecording } from '../../src/explain/index.js'
import { toPyTorch } from '../../src/interop/index.js'
import { crossEntropyLoss } from '../../src/nn/index.js'
import { strToU8, zipSync } from 'fflate'
import { compileAhead } from './ahead.js'
import { packed, unpacked } from './file.js'
import { flattened } from './letter-map.js'
import { look, recordingOf } from './look.js'
import type { Answer, Order, Question, Reply, Seen, View, Word } from './orders.js'
import { Run } from './run.js'

/** Looks may take this share of the time while a training runs. */
const SHARE = 0.1

let run: Run | undefined
let until = 0
let isRunning = false
/** When the next look is due, and what was looked at last. */
let due = 0
let lookedAt = ''

// Messages that wait come between two turns, which timers would put off; compiled steps are so short that there are many in a turn.
const TURN = 4
const turns = new MessageChannel()
let isTurning = false
const turn = (): void => {
  if (isTurning || !isRunning) return
  isTurning = true
  turns.port2.postMessage(undefined)
}
turns.port1.addEventListener('message', () => {
  isTurning = false
  if (!run) return
  const end = performance.now() + TURN
  do {
    if (!isRunning) return
    run.advance()
    isRunning = !run.isAt(until)
  } while (performance.now() < end)
  turn()
})
turns.port1.start()

function tell(from: number, view: View): Answer {
  const { step, compiled, start, samples, trouble } = run!
  const asked = JSON.stringify(view)
  const now = performance.now()
  const isDue = !isRunning || now >= due || asked !== lookedAt
  let seen: Seen | undefined
  let map: readonly (readonly [number, number])[] | undefined
  if (isDue) {
    seen = look(run!.training, step, view)
    map = flattened(run!.training.model.letters.weight.map((row) => row.map(({ data }) => data)))
    due = performance.now() + (performance.now() - now) / SHARE
    lookedAt = asked
  }
  const losses = Float64Array.from(run!.losses.slice(Math.max(0, from - start)))
  return { type: 'looked', step, compiled, isRunning, from: Math.max(from, start), losses, samples: [...samples], ...(seen && { seen }), ...(map && { map }), trouble } // prettier-ignore
}

async function torch({ training, setting }: Run): Promise<Uint8Array<ArrayBuffer>> {
  const { model, optimizer, rate, texts } = training
  const lessons = texts.map((text) => model.lesson(text))
  const X = lessons.map(({ shown }) => shown)
  const y = lessons.map(({ wanted }) => wanted)
  const { files } = toPyTorch(model, {
    name: 'gpt',
    args: [X[0]!],
    metadata: { alphabet: JSON.stringify(training.alphabet) },
    training: { X, y, loss: crossEntropyLoss, batch: 1, optimizer, rate, steps: setting.steps },
  })
  return zipSync(Object.fromEntries([...files].map(([file, content]) => [file, typeof content === 'string' ? strToU8(content) : content]))) // prettier-ignore
}

function begin(made: Run): Answer {
  run = made
  isRunning = false
  lookedAt = ''
  return { type: 'begun', about: run.about }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
const say = (word: Word): void => postMessage(word)

/** Of another run of as many letters the programs are the same. */
function ahead({ setting, training }: Run): void {
  const isStill = (): boolean => run!.training.alphabet.length === training.alphabet.length
  // What fails here fails again, and is said, when it is needed.
  compileAhead(setting, () => !isRunning && isStill()).then((isReady) => isReady && isStill() && say({ type: 'ready' }), () => {}) // prettier-ignore
}

async function obey(order: Order): Promise<Answer> {
  switch (order.type) {
    case 'begin':
      return begin(new Run(order.setting))
    case 'play':
      until = order.until
      isRunning = !run!.isAt(until)
      turn()
      return { type: 'done' }
    case 'pause':
      isRunning = false
      return { type: 'done' }
    case 'ahead':
      ahead(run!)
      return { type: 'done' }
    case 'look':
      return tell(order.from, order.view)
    case 'save':
      return { type: 'saved', bytes: await packed(run!) }
    case 'load':
      return begin(await unpacked(order.bytes, order))
    case 'torch':
      return { type: 'torch', zip: await torch(run!) }
    case 'record':
      return { type: 'recorded', recording: writeRecording(recordingOf(run!.training, order.view, order.line)) }
  }
}

async function answered(order: Order): Promise<Answer> {
  try {
    return await obey(order)
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

/** One after the other. */
let before: Promise<unknown> = Promise.resolve()
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const last = before
  const next = async (): Promise<void> => {
    await last
    const reply: Reply = { ...(await answered(data)), n: data.n }
    postMessage(reply)
  }
  before = next()
})

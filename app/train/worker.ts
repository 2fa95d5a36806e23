/** The half of a training that computes: steps in slices between which it hears what the page wants; a snapshot goes out when one is asked for, so drawing sets the pace of snapshots and never that of steps. */
import type { Answer, Order, Plan, Snapshot } from './orders.js'
import { proof } from './proof.js'
import { Run } from './run.js'

/** So long it computes before it hears the page. */
const SLICE = 12

let run: Run | undefined
let [turn, until, pace] = [0, 0, 0]
/** A picture is wanted. */
let isAsked = false
/** What the last snapshot showed. */
let shown = ''
const { port1, port2 } = new MessageChannel()
let isDue = false

const isRunning = (): boolean => run !== undefined && run.canGoOn && run.k < until
const stamp = (): string => `${turn} ${run?.k} ${run?.walked} ${isRunning()} ${run?.failed}`

function tell(): void {
  if (!run || !isAsked || shown === stamp()) return
  isAsked = false
  shown = stamp()
  const [weights, grads, losses] = [run.weights(), run.grads(), run.history.news()]
  const { k, perEpoch, walked, size, walking, failed, isCompiled } = run
  const snapshot: Snapshot = { turn, k, isRunning: isRunning(), weights, grads, losses, loss: run.loss(weights), right: run.right(weights), perEpoch, pace, isCompiled, walked, size, walking, failed } // prettier-ignore
  const answer: Answer = { type: 'snapshot', ...snapshot }
  postMessage(answer, { transfer: [weights.buffer, grads.buffer, losses.train.buffer, losses.test.buffer] })
}

function goOn(): void {
  if (isDue || !isRunning()) return
  isDue = true
  port2.postMessage(0)
}
port1.addEventListener('message', () => {
  isDue = false
  const begun = performance.now()
  let [made, now] = [0, begun]
  try {
    while (isRunning() && now - begun < SLICE) {
      run!.step()
      made++
      now = performance.now()
    }
  } catch (error) {
    return broken(error)
  }
  if (made > 0) pace = pace === 0 ? (now - begun) / made : 0.8 * pace + (0.2 * (now - begun)) / made
  tell()
  goOn()
})
port1.start()

function broken(error: unknown): void {
  until = 0
  say({ type: 'broken', turn, message: error instanceof Error ? error.message : String(error) })
}
const say = (answer: Answer): void => postMessage(answer)

/** The same network again where only points were moved: what is compiled stays good. */
let settled = ''
function begin({ settings, points, byHand }: Plan): void {
  const next = JSON.stringify([settings, points.length])
  if (run && next === settled) return run.again(points, byHand)
  settled = next
  run = new Run(settings, points, byHand)
  pace = 0
}

function obey(order: Order): void {
  switch (order.type) {
    case 'begin':
      ;({ turn, until } = order)
      begin(order.plan)
      shown = ''
      return goOn()
    case 'go':
      until = order.until
      return goOn()
    case 'pause':
      until = 0
      return
    case 'example':
      until = 0
      if (run?.canGoOn) run.example()
      return
    case 'set':
      run?.set(order.byHand)
      shown = ''
      return
    case 'compile':
      ;({ turn } = order)
      begin(order.plan)
      run!.compile()
      return say({ type: 'compiled', turn })
    case 'hand':
      until = 0
      return say({ type: 'handed', turn, state: run!.save() })
    case 'take':
      run!.load(order.state)
      ;({ until } = order)
      return goOn()
    case 'prove':
      return say({ type: 'proved', turn: order.turn, ...proof(order.plan, order.steps) })
    case 'look':
      isAsked = true
  }
}
addEventListener('message', ({ data }: MessageEvent<Order>) => {
  try {
    obey(data)
    tell()
  } catch (error) {
    broken(error)
  }
})

/** The page's side of the worker that knows types: made at the first focus of an editor, asked, and done without where it cannot be had. */
import { TYPES, type Answer, type Question } from './files.js'
import type { CellText, Offers, TypeMistake } from './service.js'

type Asked = Question extends infer Q ? (Q extends unknown ? Omit<Q, 'n'> : never) : never

export interface Checker {
  /** Whether it has answered once. */
  readonly isReady: boolean
  mistakes(cells: readonly CellText[]): Promise<Readonly<Record<string, readonly TypeMistake[]>> | undefined>
  offers(cells: readonly CellText[], id: string, at: number): Promise<Offers | undefined>
  about(id: string, at: number, name: string): Promise<string>
  close(): void
}

/** Starts the worker; `fail` is called once if it cannot be had. */
export function openChecker(fail: () => void): Checker {
  let [n, isReady] = [0, false]
  const waiting = new Map<number, (answer: Answer | undefined) => void>()
  let worker: Worker | undefined
  const lose = (): void => {
    worker?.terminate()
    worker = undefined
    for (const settle of waiting.values()) settle(undefined)
    waiting.clear()
    fail()
  }
  try {
    worker = new Worker(new URL(TYPES, document.baseURI), { name: 'types' })
    worker.addEventListener('error', lose)
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      isReady = true
      waiting.get(data.n)?.(data)
      waiting.delete(data.n)
    })
  } catch {
    queueMicrotask(lose)
  }
  const ask = (question: Asked): Promise<Answer | undefined> =>
    new Promise((settle) => {
      if (!worker) return settle(undefined)
      waiting.set(++n, settle)
      worker.postMessage({ ...question, n }, [])
    })
  return {
    get isReady() {
      return isReady
    },
    mistakes: async (cells) => (await ask({ ask: 'mistakes', cells }))?.mistakes,
    offers: async (cells, id, at) => (await ask({ ask: 'offers', cells, id, at }))?.offers,
    about: async (id, at, name) => (await ask({ ask: 'about', id, at, name }))?.about ?? '',
    close() {
      worker?.terminate()
      worker = undefined
      for (const settle of waiting.values()) settle(undefined)
    },
  }
}

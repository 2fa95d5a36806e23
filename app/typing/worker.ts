/** The worker that knows types: the TypeScript compiler with the declarations of seegrad and of the language. It runs no cell. */
import ts from 'typescript'
import { declarations } from 'virtual:declarations'
import { MODULES } from '../../src/lesson/index.js'
import type { Answer, Question } from './files.js'
import { createTypes } from './service.js'

// This is a worker as theirs is: what it has, they have, but for what is taken away there.
const taken = new Set(['Worker', 'SharedWorker', 'postMessage', 'onmessage'])
const types = createTypes(ts, declarations, MODULES, (name) => name in globalThis && !taken.has(name))

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { n } = data
  let answer: Answer = { n }
  try {
    if (data.ask !== 'about') types.set(data.cells)
    if (data.ask === 'mistakes')
      answer = { n, mistakes: Object.fromEntries(data.cells.map(({ id }) => [id, types.mistakes(id)])) }
    else if (data.ask === 'offers') answer = { n, offers: types.offers(data.id, data.at) }
    else answer = { n, about: types.about(data.id, data.at, data.name) }
  } catch {
    // The compiler stumbles over some texts that are half written: then it has nothing to say.
  }
  postMessage(answer)
})

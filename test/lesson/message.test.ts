/** What a kernel says is read as anybody's: checked, copied, bounded; a message that would harm a page that merges what it is given harms nothing here. */
import { runInNewContext } from 'node:vm'
import { value, graphOf } from 'seegrad'
import { plotFunction } from 'seegrad/figures'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReport, type Report } from '../../src/lesson/index.js'
import { count, seed } from '../seed.js'

const line = { type: 'text', stream: 'log', text: 'x' }
const shown = (...outputs: readonly unknown[]): unknown => ({ type: 'shown', run: 1, outputs })
const figure = plotFunction((x: number) => x * x)
const graph = graphOf(value(2, 'a').mul(3))
const withMark = (mark: object): unknown => shown({ type: 'figure', text: '', figure: { ...figure, marks: [mark] } })
const text = { type: 'text', x: 0, y: 0, spans: [{ text: 'x' }], ink: 'ink', size: 9, anchor: 'start' }

describe('what our kernel says is read as it was', () => {
  const reports: Readonly<Record<string, Report>> = {
    'that it is ready': { type: 'ready' },
    'a line': { type: 'shown', run: 1, outputs: [{ type: 'text', stream: 'warn', text: 'careful' }] },
    'a recording': { type: 'shown', run: 1, outputs: [{ type: 'graph', text: '', graph }] },
    'a picture': { type: 'shown', run: 1, outputs: [{ type: 'figure', text: '', figure }] },
    'a table': { type: 'shown', run: 1, outputs: [{ type: 'table', text: '', table: { columns: ['a'], rows: [[1], ['x'], [null]] } }] },
    'a verdict': { type: 'shown', run: 1, outputs: [{ type: 'verdict', text: 'Not yet', isRight: false, question: 'Why?', graph, figure, wrong: { node: 1, input: 0, yours: NaN, nudged: 3 } }] },
    'a slider': { type: 'slider', run: 1, slider: { name: 'h', min: 0, max: 1, step: 0.1, value: 0.5 } },
    'a failure': { type: 'ended', run: 1, milliseconds: 2, failure: { message: 'no', frames: [{ cell: 'a', line: 1, column: 2 }] } },
  } // prettier-ignore
  for (const [title, report] of Object.entries(reports))
    test(title, () => {
      expect(readReport(structuredClone(report))).toEqual(report)
    })
})

describe('refused', () => {
  const messages: Readonly<Record<string, unknown>> = {
    'nothing': undefined,
    'a text': 'ready',
    'a list': [],
    'an unknown word': { type: 'run', run: 1 },
    'a word of the prototype': { type: 'constructor' },
    'a run that is no number': { type: 'began', run: '1' },
    'more outputs than anybody reads': shown(...Array.from({ length: 1001 }, () => line)),
    'a text as long as a book': shown({ ...line, text: 'x'.repeat(65_537) }),
    'a text that is none': shown({ ...line, text: { toString: 'x' } }),
    'a stream that there is not': shown({ ...line, stream: 'onclick' }),
    'HTML as a kind of output': shown({ type: 'html', text: '<script>' }),
    'a recording of more nodes than are drawn': shown({ type: 'graph', text: '', graph: { version: 1, root: 0, nodes: Array.from({ length: 100_001 }) } }),
    'a recording that leads to itself': shown({ type: 'graph', text: '', graph: { version: 1, root: 0, nodes: [{ id: 0, op: 'exp', data: 1, inputs: [0] }] } }),
    'a picture with a mark that there is not': withMark({ type: 'script' }),
    'a picture with an ink that is a class of somebody': withMark({ ...text, ink: 'ink"><script>alert(1)</script>' }),
    'a picture with a number that is a text': withMark({ ...text, x: '0" onload="alert(1)' }),
    'a picture with a tint that is a text': withMark({ type: 'disc', x: 0, y: 0, r: 1, opacity: '1" onload="alert(1)' }),
    'a picture with dashes that are a text': withMark({ type: 'disc', x: 0, y: 0, r: 1, dash: '1" onload="alert(1)' }),
    'a verdict that is neither right nor wrong': shown({ type: 'verdict', text: '', isRight: '<b>' }),
    'a verdict about a place that is a text': shown({ type: 'verdict', text: '', isRight: false, wrong: { node: '0', yours: 1, nudged: 1 } }),
    'a verdict with a recording that leads to itself': shown({ type: 'verdict', text: '', isRight: false, graph: { version: 1, root: 0, nodes: [{ id: 0, op: 'exp', data: 1, inputs: [0] }] } }),
    'a picture as high as a tower': shown({ type: 'figure', text: '', figure: { ...figure, height: 1e9 } }),
    'a picture of groups of groups of groups': withMark(Array.from({ length: 60 }).reduce<object>((marks) => ({ type: 'group', marks: [marks] }), text)),
    'a table wider than the world': shown({ type: 'table', text: '', table: { columns: Array.from({ length: 1001 }, () => ''), rows: [] } }),
    'a slider without an end': { type: 'slider', run: 1, slider: { name: 'h', min: 0, max: Infinity, step: 1, value: 0 } },
    'a place of more frames than are kept': { type: 'ended', run: 1, milliseconds: 1, failure: { message: '', frames: Array.from({ length: 101 }, () => ({ cell: 'a', line: 1, column: 1 })) } },
  } // prettier-ignore
  for (const [title, message] of Object.entries(messages))
    test(title, () => {
      expect(readReport(message)).toBeUndefined()
    })
})

describe('pollution of prototypes', () => {
  const escapes: Readonly<Record<string, string>> = {
    'by __proto__': '{ "type": "ready", "__proto__": { "polluted": 1 } }',
    'by __proto__ deep inside': '{ "type": "ready", "slider": { "name": { "__proto__": { "polluted": 1 } } } }',
    'by constructor.prototype': '{ "type": "ready", "constructor": { "prototype": { "polluted": 1 } } }',
    'by __proto__ of an output': '{ "type": "shown", "run": 1, "outputs": [{ "type": "text", "stream": "log", "text": "", "__proto__": { "polluted": 1 } }] }', // prettier-ignore
    'by __proto__ of a list': '{ "type": "shown", "run": 1, "outputs": { "__proto__": { "polluted": 1 }, "length": 0 } }', // prettier-ignore
    'by __proto__ of a figure': '{ "type": "shown", "run": 1, "outputs": [{ "type": "figure", "figure": { "marks": [{ "__proto__": { "polluted": 1 } }] } }] }', // prettier-ignore
  }
  /** What many pages do with what they are sent. */
  const merge = `(function merge(to, from) {
    for (const key of Object.keys(from))
      if (typeof from[key] === 'object' && from[key] !== null) to[key] = merge(to[key] ?? {}, from[key])
      else to[key] = from[key]
    return to
  })`
  for (const [title, json] of Object.entries(escapes)) {
    test(`${title} does not happen`, () => {
      const report = readReport(structuredClone(JSON.parse(json)))
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      expect((report as Record<string, unknown> | undefined)?.['polluted']).toBeUndefined()
      expect(Object.getPrototypeOf(report ?? {})).toBe(Object.prototype)
    })
    test(`${title} happens to a page that merges`, () => {
      expect(runInNewContext(`${merge}({}, JSON.parse(${JSON.stringify(json)})); ({}).polluted`)).toBe(1)
    })
  }
})

test(`of ${count(200_000)} messages of any shape none throws, and what is read is one of ours`, () => {
  const known = /^(ready|beat|began|shown|slider|ended|flood)$/
  const word = fc.constantFrom('type', 'run', 'outputs', 'text', 'slider', 'failure', 'frames', 'figure', 'marks', 'graph', 'nodes', 'table', 'shown', 'ended', 'began', '__proto__', 'constructor') // prettier-ignore
  const message = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, fc.double(), word, fc.constant(null), fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(word, tie('any'), { maxKeys: 5 })), // prettier-ignore
    report: fc.record({ type: word, run: fc.nat(), outputs: fc.array(tie('any'), { maxLength: 2 }), failure: tie('any') }, { requiredKeys: [] }), // prettier-ignore
  }))
  fc.assert(
    fc.property(fc.oneof(message.any, message.report), (given) => {
      const report = readReport(given)
      return report === undefined || known.test(report.type)
    }),
    { seed, numRuns: count(200_000) },
  )
})

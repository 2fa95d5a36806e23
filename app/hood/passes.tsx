/** The passes of the compiler, one row each: what it does, what it made here, and how long that took. */
import type { JSX } from 'preact'
import type { Drawing, Pass } from './drawing.js'

interface Words {
  readonly name: string
  readonly does: string
  /** What the number counts. */
  readonly made: (pass: Pass, drawing: Drawing) => string
}
const words: Readonly<Record<string, Words>> = {
  recording: {
    name: 'Record',
    does: 'your function runs once on numbers that remember',
    made: () => 'numbers remembered, inputs among them',
  },
  'found again': {
    name: 'Found again',
    does: 'a program of this structure was compiled before: its passes take no time',
    made: () => 'numbers remembered, inputs among them',
  },
  'graph and gradient': {
    name: 'Differentiate',
    does: 'what was asked of gradients is written with the rules of the rows, as more nodes',
    made: () => 'nodes, inputs and numbers among them',
  },
  simplify: {
    name: 'Simplify',
    does: 'what is computed twice is computed once, what nobody needs is left out; no bit changes',
    made: (_, { nodes }) => `nodes, of which ${nodes.toLocaleString('en')} compute`,
  },
  'cells and nests': {
    name: 'Cells, loops',
    does: 'a sum and the products that only it uses become one cell, cells that compute the same become a loop',
    made: (_, { cells }) => `loops of ${cells.toLocaleString('en')} cells; the order of additions is kept`,
  },
  WebAssembly: {
    name: 'Bytes',
    does: 'loops become WebAssembly, two numbers at a time where they lie side by side',
    made: ({ nodes }) => `bytes in ${nodes.toLocaleString('en')} ${nodes === 1 ? 'function' : 'functions'}`,
  },
  instance: { name: 'Machine code', does: 'the browser makes machine code of the bytes', made: () => 'functions' },
  JavaScript: {
    name: 'JavaScript',
    does: 'so small a program is a function of JavaScript: a call into WebAssembly would cost more than it does',
    made: () => 'nodes',
  },
}

export function milliseconds(ms: number): string {
  return ms < 0.05 ? '0' : ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')
}

export function Passes({ drawing }: { readonly drawing: Drawing }): JSX.Element {
  return (
    <section class="hood-passes" aria-labelledby="hood-passes">
      <h2 id="hood-passes">Pass by pass</h2>
      <table>
        <caption class="sr">The passes of the compiler, in order</caption>
        <thead>
          <tr>
            <th scope="col">pass</th>
            <th scope="col" class="does">
              what it does
            </th>
            <th scope="col">made</th>
            <th scope="col" class="made">
              <span class="sr">of what</span>
            </th>
            <th scope="col">ms</th>
          </tr>
        </thead>
        <tbody>
          {drawing.passes.map((pass, k) => {
            const { name, does, made } = words[pass.pass] ?? { name: pass.pass, does: '', made: () => 'nodes' }
            const isBytes = pass.pass === 'WebAssembly'
            return (
              <tr key={k} data-pass={pass.pass}>
                <th scope="row">{name}</th>
                <td class="does">{does}</td>
                <td class="num">{(isBytes ? pass.bytes : pass.nodes).toLocaleString('en')}</td>
                <td class="made q">{made(pass, drawing)}</td>
                <td class="num">{milliseconds(pass.milliseconds)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p class="q">
        Runs as {executors[drawing.executor] ?? drawing.executor}: {drawing.why}.
      </p>
    </section>
  )
}
const executors: Readonly<Record<string, string>> = {
  nests: 'loops in WebAssembly',
  table: 'loops over tables in WebAssembly',
  line: 'one straight line of WebAssembly',
  js: 'JavaScript',
  eager: 'the function itself',
}

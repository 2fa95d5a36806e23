/** The editor of a cell, fetched with the first one that gets the focus. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { functions } from '../../src/expression/index.js'
import type { Mistake } from '../../src/lesson/index.js'

export interface Editor {
  focus(): void
  /** Shows a text that came from elsewhere, and what is wrong with it. */
  show(text: string, mistake: Mistake | undefined): void
  close(): void
}
export interface EditorOptions {
  readonly parent: Element
  readonly text: string
  readonly selection: readonly [from: number, to: number]
  readonly label: string
  edit(text: string): void
  /** Esc was pressed: the focus goes to the cell. */
  leave(): void
  /** Names that other cells define. */
  names(): readonly string[]
}

/** What cells use most, besides ops. */
const common = ['value', 'slider', 'backward', 'grad', 'jvp', 'hessian', 'checkGrads', 'scope', 'replay']

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: 'k' },
  { tag: tags.number, class: 'n' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'c' },
  { tag: tags.string, class: 's' },
])

export function createEditor({ parent, text, selection, label, edit, leave, names }: EditorOptions): Editor {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[\w$]+/)
    if (!word || (word.from === word.to && !context.explicit)) return null
    const members = context.state.sliceDoc(word.from - 1, word.from) === '.'
    const own = members
      ? ['data', 'grad', 'label', 'backward', 'zeroGrad', 'detach'].map((name) => ({ label: name, type: 'property' }))
      : common.concat(names()).map((name) => ({ label: name, type: 'variable' }))
    const ops = [...functions].map(([name, { doc }]) => ({ label: name, type: 'function', info: doc }))
    return { from: word.from, options: [...own, ...ops], validFor: /^[\w$]*$/ }
  }
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      selection: { anchor: Math.min(selection[0], text.length), head: Math.min(selection[1], text.length) },
      extensions: [
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete] }),
        javascript({ typescript: true }),
        syntaxHighlighting(style),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) edit(update.state.doc.toString())
        }),
        // The cell runs by these, and by nothing that the editor would do with them.
        keymap.of([
          { key: 'Shift-Enter', run: () => false, preventDefault: false },
          { key: 'Mod-Enter', run: () => false },
        ]),
        keymap.of([...completionKeymap, ...closeBracketsKeymap, ...historyKeymap, indentWithTab]),
        keymap.of([{ key: 'Escape', run: () => (leave(), true) }]),
        keymap.of(defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Shift-Enter')),
        EditorView.domEventHandlers({
          keydown: (event) => event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey),
        }),
      ],
    }),
  })
  return {
    focus: () => view.focus(),
    show(latest, mistake) {
      const { doc } = view.state
      if (doc.toString() !== latest) view.dispatch({ changes: { from: 0, to: doc.length, insert: latest } })
      const lines = view.state.doc
      const line = mistake && mistake.line >= 1 && mistake.line <= lines.lines ? lines.line(mistake.line) : undefined
      const from = line && Math.min(line.to, line.from + Math.max(0, (mistake?.column ?? 1) - 1))
      view.dispatch(
        setDiagnostics(
          view.state,
          line && from !== undefined && mistake
            ? [{ from, to: Math.max(from, line.to), severity: 'error', message: mistake.message }]
            : [],
        ),
      )
    },
    close: () => view.destroy(),
  }
}

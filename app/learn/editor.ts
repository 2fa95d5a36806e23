/** The editor of a cell, fetched with the first one that gets the focus. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  currentCompletions,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { functions } from '../../src/expression/index.js'
import type { Mistake } from '../../src/lesson/index.js'
import type { Offers, TypeMistake } from '../typing/service.js'
import { isByTab } from './cell-keys.js'

export interface Editor {
  focus(): void
  /** Shows a text that came from elsewhere, and what is wrong with it. */
  show(text: string, mistake: Mistake | undefined, types: readonly TypeMistake[]): void
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
  /** What may stand at a place; undefined as long as nobody knows the types. */
  offers(at: number): Promise<Offers | undefined>
  /** What is to be said of one of them. */
  about(at: number, name: string): Promise<string>
  /** Names that other cells define. */
  names(): readonly string[]
}

/** What cells use most, besides ops. */
const common = ['value', 'slider', 'backward', 'grad', 'jvp', 'hessian', 'checkGrads', 'scope', 'replay']

const members = ['data', 'grad', 'label', 'backward', 'zeroGrad', 'detach']

/** The words of a row and the type of a name, as an element. */
async function told(name: string, about?: () => Promise<string>): Promise<Node | null> {
  const words = [functions.get(name)?.doc ?? '', (await about?.()) ?? ''].filter((text) => text !== '')
  if (words.length === 0) return null
  const box = document.createElement('div')
  for (const text of words) {
    const line = document.createElement('p')
    line.textContent = text
    box.append(line)
  }
  return box
}

/** Puts the name in, and above all lines the import that brings it. */
const imported =
  (name: string, module: string) =>
  (view: EditorView, _: Completion, from: number, to: number): void => {
    const text = view.state.doc.toString()
    const there = new RegExp(`^import \\{ ([^}]*?),? \\} from '${module}'`, 'm').exec(text)
    const at = there ? there.index + 'import { '.length + there[1]!.length : 0
    const words = there ? `, ${name}` : `import { ${name} } from '${module}'\n`
    view.dispatch({
      changes: [
        { from: at, insert: words },
        { from, to, insert: name },
      ],
      selection: { anchor: from + words.length + name.length },
      userEvent: 'input.complete',
    })
  }

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: 'k' },
  { tag: tags.number, class: 'n' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'c' },
  { tag: tags.string, class: 's' },
])

export function createEditor(options: EditorOptions): Editor {
  const { parent, text, selection, label, edit, leave } = options
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\w$]*/)
    if (!word) return null
    const isMember = context.state.sliceDoc(word.from - 1, word.from) === '.'
    if (word.from === word.to && !context.explicit && !isMember) return null
    // Digits begin no name.
    if (/^\d/.test(word.text)) return null
    const offers = await options.offers(context.pos)
    return { from: word.from, options: offers ? typed(offers, context.pos) : untyped(isMember), validFor: /^[\w$]*$/ }
  }
  const typed = ({ list }: Offers, at: number): Completion[] =>
    list.map(({ name, kind, module }) => ({
      label: name,
      type: kind,
      info: () => told(name, async () => options.about(at, name)),
      ...(module !== undefined && { detail: module, boost: -1, apply: imported(name, module) }),
    }))
  const untyped = (isMember: boolean): Completion[] => {
    const own = isMember
      ? members.map((name) => ({ label: name, type: 'property' }))
      : common.concat(options.names()).map((name) => ({ label: name, type: 'variable' }))
    return [...own, ...[...functions.keys()].map((name) => ({ label: name, type: 'function', info: () => told(name) }))]
  }
  /** Shuts the list of completions if it is to be seen; else the text is left, even if a list is on its way. */
  const escape = (from: EditorView): boolean => {
    const isOpen = currentCompletions(from.state).length > 0
    closeCompletion(from)
    if (!isOpen) leave()
    return true
  }
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      selection: { anchor: Math.min(selection[0], text.length), head: Math.min(selection[1], text.length) },
      extensions: [
        // The cell runs by these, and by nothing that the editor would do with them.
        Prec.highest(
          EditorView.domEventHandlers({
            keydown: (event) =>
              event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey),
            // Who passes by with Tab is not held up; who clicks, presses Enter or types has come to edit, and indents with it.
            focus: (_, from) => void from.setTabFocusMode(isByTab()),
          }),
        ),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete], defaultKeymap: false }),
        javascript({ typescript: true }),
        syntaxHighlighting(style),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) edit(update.state.doc.toString())
          if (update.transactions.some((one) => one.isUserEvent('input'))) update.view.setTabFocusMode(false)
        }),
        keymap.of([
          { key: 'Escape', run: escape },
          ...completionKeymap,
          ...closeBracketsKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
        keymap.of(defaultKeymap),
      ],
    }),
  })
  return {
    focus: () => view.focus(),
    show(latest, mistake, types) {
      const { doc } = view.state
      if (doc.toString() !== latest) view.dispatch({ changes: { from: 0, to: doc.length, insert: latest } })
      const { doc: now } = view.state
      const line = mistake && mistake.line >= 1 && mistake.line <= now.lines ? now.line(mistake.line) : undefined
      const from = line && Math.min(line.to, line.from + Math.max(0, (mistake?.column ?? 1) - 1))
      const notes: Diagnostic[] =
        line && from !== undefined && mistake
          ? [{ from, to: Math.max(from, line.to), severity: 'error', message: mistake.message }]
          : types
              .filter((one) => one.to <= now.length)
              .map((one) => ({ from: one.from, to: one.to, severity: 'warning', message: one.message }))
      view.dispatch(setDiagnostics(view.state, notes))
    },
    close: () => view.destroy(),
  }
}

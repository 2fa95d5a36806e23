/** Where what is on the stage comes from: the line in the address, a program that the page carries, or a recording from a file. */
import type { Query } from '../address.js'
import { readPoint } from '../address.js'
import { Session } from '../program/session.js'
import { keep, kept } from '../storage.js'

export type Source = { readonly session: Session; readonly name: string } | { readonly failed: string }

/** What decides it: the same key, the same session. */
export const keyOf = ({ e, program }: Query): string => (program === undefined ? `e ${e ?? ''}` : `program ${program}`)

export async function open({ e, at, program }: Query): Promise<Source> {
  try {
    if (program === 'file' || program === 'served') return await openRecording(program)
    if (program !== undefined) {
      const session = await Session.ofName(program)
      return session
        ? { session, name: program }
        : { failed: 'This address names a program that this page does not carry.' }
    }
    const session = Session.ofExpression(e ?? '', readPoint(at))
    return { session, name: session.graph.nodes[session.rootPlace]!.label || 'graph' }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

async function openRecording(program: 'file' | 'served'): Promise<Source> {
  if (program === 'served') {
    const answer = await fetch('./recording.json')
    if (!answer.ok) return { failed: 'There is no recording beside this page. Start it by: seegrad open graph.json' }
    return { session: await Session.ofFile(await answer.text(), 'A recording'), name: 'graph' }
  }
  const text = kept('recording', (found) => found)
  if (text === null)
    return {
      failed:
        'This address shows a recording that was opened from a file, on another device or too large to be kept. Open it again.',
    }
  return {
    session: await Session.ofFile(
      text,
      kept('recording-name', (found) => found ?? 'A recording'),
    ),
    name: 'graph',
  }
}

/** Keeps a recording, so that the page can be reloaded. Errors: what is wrong in it. */
export function keepRecording(text: string, name: string): void {
  Session.ofRecording(text, name)
  keepOwn(text, name)
}
/** Keeps one that the page wrote itself, in which nothing can be wrong. */
export function keepOwn(text: string, name: string): void {
  keep('recording', text)
  keep('recording-name', name)
}

/** Which program is looked at, as the address says it: one of the page's own, a line of maths, or code, which runs only when its reader has said so. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Mistake } from '../../src/expression/index.js'
import { readPoint, type Query } from '../address.js'
import { packed, unpacked } from '../learn/pack.js'
import { set } from '../state.js'
import { examples, type Example } from './examples.js'
import type { Of } from './inside.js'
import { codeOfLine } from './line.js'

export interface Source {
  /** As its reader sees and changes it. */
  readonly text: string
  /** As the sandbox runs it; undefined for what waits to be allowed. */
  readonly code: string | undefined
  readonly example: Example | undefined
  readonly isLine: boolean
  readonly of: Of
}

/** Texts that the reader has run in this visit. */
const allowed = new Set<string>()
export const FIRST = 'moons'

/** A line of the reader's is understood as it is typed; undefined for what is code. */
export function lineOf(text: string, at: string | undefined): string | undefined {
  if (text.includes('\n') || text.trim() === '') return undefined
  const code = codeOfLine(text, readPoint(at))
  return code instanceof Mistake ? undefined : code
}

/** The program of the address; undefined while it is unpacked. */
export function useSource(query: Query): Source | undefined {
  const { e, at, cells, program, of } = query
  const [found, setFound] = useState<{ readonly cells: string; readonly text: string } | undefined>(undefined)
  const [, settle] = useState(0)
  useEffect(() => {
    let isHere = true
    const read = async (): Promise<void> => {
      if (e !== undefined || cells === undefined || found?.cells === cells) return
      const text = await unpacked(cells)
      if (isHere) setFound({ cells, text: text ?? '' })
    }
    void read()
    return () => {
      isHere = false
    }
  }, [e, cells])
  useEffect(() => {
    const hear = (): void => settle((n) => n + 1)
    hearers.add(hear)
    return () => void hearers.delete(hear)
  }, [])
  const isAllowed = found !== undefined && allowed.has(found.text)
  return useMemo(() => {
    if (e !== undefined) {
      const code = lineOf(e, at)
      return {
        text: e,
        code: code ?? (allowed.has(e) ? e : undefined),
        example: undefined,
        isLine: code !== undefined,
        of: of ?? 'value',
      }
    }
    if (cells !== undefined) {
      if (found?.cells !== cells) return undefined
      return {
        text: found.text,
        code: isAllowed ? found.text : undefined,
        example: undefined,
        isLine: false,
        of: of ?? 'value',
      }
    }
    const example = (Object.hasOwn(examples, program ?? '') ? examples[program!] : examples[FIRST])!
    return { text: example.code, code: example.code, example, isLine: false, of: of ?? example.of }
  }, [e, at, cells, program, of, found, isAllowed])
}
const hearers = new Set<() => void>()

/** Runs a text of the reader's, or one that the reader allows. */
export async function allow(text: string, query: Query): Promise<string> {
  allowed.add(text)
  const known = Object.entries(examples).find(([, { code }]) => code === text)
  if (known) set({ program: known[0], e: undefined, at: undefined, cells: undefined, lit: undefined }, 'program')
  else {
    const spelt = await packed(text)
    if (spelt === undefined) return 'It is too long for an address: a link cannot carry it.'
    if (spelt !== query.cells)
      set({ cells: spelt, e: undefined, at: undefined, program: undefined, lit: undefined }, 'program')
  }
  for (const hear of hearers) hear()
  return ''
}

/** Types in the cells of a lesson: the compiler comes with the first focus of an editor, and is asked again whenever the typing pauses. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { openChecker, type Checker } from '../typing/checker.js'
import type { CellText, Offers, TypeMistake } from '../typing/service.js'
import type { Workshop } from './workshop.js'

/** What an editor may ask. */
export interface Assist {
  /** The first editor has the focus. */
  begin(): void
  /** Undefined where the compiler is not here yet, or cannot be had. */
  offers(id: string, at: number): Promise<Offers | undefined>
  about(id: string, at: number, name: string): Promise<string>
}
export interface Typing {
  readonly assist: Assist
  readonly mistakes: Readonly<Record<string, readonly TypeMistake[]>>
  /** Why there are none. */
  readonly trouble: string
}

/** Typing has paused after so many milliseconds. */
const PAUSE = 350

export function useTyping(workshop: Workshop | undefined): Typing {
  const checker = useRef<Checker | undefined>(undefined)
  const [isOn, begin] = useState(false)
  const [mistakes, setMistakes] = useState<Typing['mistakes']>({})
  const [trouble, setTrouble] = useState('')
  useEffect(() => {
    if (!isOn || !workshop) return
    let asked: string | undefined
    let timer = 0
    const own = openChecker(() =>
      setTrouble('Types are not checked: what checks them could not be fetched. All else works.'),
    )
    checker.current = own
    const check = async (): Promise<void> => {
      const cells = textsOf(workshop)
      const key = JSON.stringify(cells)
      if (key === asked) return
      asked = key
      const found = await own.mistakes(cells)
      if (found && asked === key) setMistakes(found)
    }
    const soon = (): void => {
      clearTimeout(timer)
      timer = window.setTimeout(() => void check(), PAUSE)
    }
    void check()
    const off = workshop.subscribe(soon)
    return () => {
      off()
      clearTimeout(timer)
      own.close()
      checker.current = undefined
    }
  }, [isOn, workshop])
  const assist = useMemo<Assist>(
    () => ({
      begin: () => begin(true),
      offers: async (id, at) =>
        workshop && checker.current?.isReady ? checker.current.offers(textsOf(workshop), id, at) : undefined,
      about: async (id, at, name) => checker.current?.about(id, at, name) ?? '',
    }),
    [workshop],
  )
  return { assist, mistakes, trouble }
}

const textsOf = ({ cells }: Workshop): readonly CellText[] => cells.state.cells.map(({ id, code }) => ({ id, code }))

/** Which cell uses which: the names that each defines and reads, in what order they run, and what is wrong with that. */
import {
  compileCell,
  TransformError,
  type CompiledCell,
  type Defined,
  type Named,
} from '../operators/transform/index.js'
import type { Cell, Mistake } from './cell.js'
import { MODULES, PRELUDE } from './modules.js'

/** A cell among the others. */
export interface Link {
  readonly defines: readonly string[]
  /** Names of other cells that it reads. */
  readonly reads: readonly string[]
  /** The cells that define these. */
  readonly uses: readonly string[]
  /** Why it cannot run. */
  readonly mistake?: Mistake
}
type Analysis = Pick<CompiledCell, 'defines' | 'reads' | 'assigns' | 'modules'> & { readonly mistake?: Mistake }

/** How messages and places call the text of a cell. */
export const fileOf = (id: string): string => `${id}.ts`

const known = new Map<string, Analysis>()
/** What a text says by itself; remembered, since most cells are as they were. */
function analysisOf({ id, code }: Cell): Analysis {
  const key = `${id} ${code}`
  const found = known.get(key) ?? analysed(id, code)
  known.delete(key)
  known.set(key, found)
  for (const [oldest] of known) if (known.size > 1000) known.delete(oldest)
  return found
}
function analysed(id: string, code: string): Analysis {
  try {
    const { defines, reads, assigns, modules } = compileCell(code, fileOf(id), () => false)
    return { defines, reads, assigns, modules }
  } catch (error) {
    return { defines: [], reads: [], assigns: [], modules: [], mistake: mistakeOf(error, fileOf(id)) }
  }
}
function mistakeOf(error: unknown, file: string): Mistake {
  if (error instanceof TransformError) {
    const { line, column, message } = error
    return { kind: 'text', line, column, message: message.replace(`${file}:${line}:${column}: `, '') }
  }
  if (error instanceof RangeError) {
    // The parsers go as deep as the text does.
    return { kind: 'text', line: 1, column: 1, message: 'nested too deeply to be read; give its parts names.' }
  }
  throw error
}

/** How cells hang together, by their ids, in the order in which they are given. */
export function linksOf(cells: readonly Cell[]): ReadonlyMap<string, Link> {
  const places = new Map(cells.map(({ id }, k) => [id, k + 1]))
  const said = (id: string): string => `cell ${places.get(id)}`
  const all = cells.map((cell) => ({ id: cell.id, ...analysisOf(cell) }))
  const owners = new Map<string, { readonly id: string; readonly at: Defined }>()
  const clashes = new Map<string, Mistake>()
  for (const { id, defines } of all)
    for (const at of defines) {
      const first = owners.get(at.name)
      if (!first) owners.set(at.name, { id, at })
      else if (at.from === undefined || first.at.from !== at.from)
        clashes.set(id, clashes.get(id) ?? { ...mistake(at, `${at.name} is defined in ${said(first.id)} already, line ${first.at.line}: give one of them another name.`), other: { cell: first.id, line: first.at.line, column: first.at.column } }) // prettier-ignore
    }
  const links = new Map<string, Link>()
  for (const { id, defines, reads, assigns, modules, mistake: own } of all) {
    const names = new Set(defines.map(({ name }) => name))
    const foreign = reads.flatMap((at) => {
      const owner = names.has(at.name) ? undefined : owners.get(at.name)
      return owner ? [{ ...at, owner }] : []
    })
    const wrong =
      own ??
      wrongModule(modules) ??
      clashes.get(id) ??
      wrongWrite(assigns, owners, said) ??
      foreign.flatMap(({ owner, ...at }) => (owner.at.isLate ? [late(at, owner.id, said)] : []))[0]
    links.set(id, {
      defines: [...names],
      reads: foreign.map(({ name }) => name),
      uses: [...new Set(foreign.map(({ owner }) => owner.id))],
      ...(wrong && { mistake: wrong }),
    })
  }
  for (const [id, circle] of circlesOf(links)) {
    const link = links.get(id) as Link
    const next = circle[1] ?? id
    const at = all.find((one) => one.id === id)?.reads.find(({ name }) => owners.get(name)?.id === next)
    if (!at || link.mistake) continue
    const way = circle.map(said).join(' uses ')
    links.set(id, { ...link, mistake: mistake(at, `${at.name} goes round in a circle: ${way}. Put what needs each other into one cell.`) }) // prettier-ignore
  }
  return links
}

function mistake({ line, column }: Named, message: string): Mistake {
  return { kind: 'name', line, column, message }
}
function wrongModule(modules: readonly Named[]): Mistake | undefined {
  const at = modules.find(({ name }) => !MODULES.includes(name))
  return at && mistake(at, `'${at.name}' cannot be imported in a cell; ${MODULES.join(', ')} can.`)
}
function wrongWrite(
  assigns: readonly Named[],
  owners: ReadonlyMap<string, { readonly id: string; readonly at: Defined }>,
  said: (id: string) => string,
): Mistake | undefined {
  const [at] = assigns
  if (!at) return undefined
  const owner = owners.get(at.name)
  if (!owner) return mistake(at, `${at.name} is declared nowhere: write const ${at.name} = …, or let if it changes.`)
  const { line, column } = owner.at
  const message = `${at.name} belongs to ${said(owner.id)}, and only that cell may write to it: give the new number another name.`
  return { ...mistake(at, message), other: { cell: owner.id, line, column } }
}
function late(at: Named, id: string, said: (id: string) => string): Mistake {
  return mistake(at, `a function of ${said(id)} writes to ${at.name}, and no other cell would see that: keep it in an object there, const state = { ${at.name} }.`) // prettier-ignore
}

/** For every cell that uses itself by way of others, such a way, from it and back to it. */
function circlesOf(links: ReadonlyMap<string, Link>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const start of links.keys()) {
    const before = new Map<string, string>()
    const open = [start]
    for (let at = open.shift(); at !== undefined && !found.has(start); at = open.shift())
      for (const next of links.get(at)?.uses ?? []) {
        if (next === start) {
          const way = [start]
          for (let back: string | undefined = at; back !== undefined; back = before.get(back)) way.unshift(back)
          found.set(start, way[0] === start ? way : [start, ...way])
          break
        }
        if (!before.has(next) && next !== start) {
          before.set(next, at)
          open.push(next)
        }
      }
  }
  return found
}

/** Cells that these use, and what those use, and so on; without these. */
export function ancestorsOf(ids: readonly string[], links: ReadonlyMap<string, Link>): ReadonlySet<string> {
  return reached(ids, (id) => links.get(id)?.uses ?? [])
}
/** Cells that use these, and what uses those, and so on; without these. */
export function dependentsOf(ids: readonly string[], links: ReadonlyMap<string, Link>): ReadonlySet<string> {
  return reached(ids, (id) => [...links].flatMap(([other, { uses }]) => (uses.includes(id) ? [other] : [])))
}
function reached(ids: readonly string[], next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...ids]
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const one of next(id))
      if (!found.has(one) && !ids.includes(one)) {
        found.add(one)
        open.push(one)
      }
  return found
}

/** Those ids in an order in which each comes after what it uses; else as on the page. Those in a circle come last. */
export function inOrder(ids: Iterable<string>, links: ReadonlyMap<string, Link>): readonly string[] {
  const wanted = new Set(ids)
  const waiting = [...links.keys()].filter((id) => wanted.has(id))
  const ordered: string[] = []
  for (let k = 0; k < waiting.length;) {
    const id = waiting[k] as string
    const needs = ancestorsOf([id], links)
    if (waiting.some((other) => other !== id && needs.has(other))) k++
    else {
      ordered.push(id)
      waiting.splice(k, 1)
      k = 0
    }
  }
  return [...ordered, ...waiting]
}

/** A cell as the kernel runs it among these; it has no mistake. */
export function compiled(cell: Cell, links: ReadonlyMap<string, Link>): CompiledCell {
  const foreign = new Set(links.get(cell.id)?.reads)
  const own = new Set(links.get(cell.id)?.defines)
  return compileCell(cell.code, fileOf(cell.id), (name) => foreign.has(name) || (PRELUDE.has(name) && !own.has(name)))
}

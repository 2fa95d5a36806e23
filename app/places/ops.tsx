/** Ops: the list of all with a search, and a page for each, printed from its row. */
import '../style/lab.css'
import '../style/ops.css'
import facts from 'virtual:op-facts'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { ops } from '../../src/ops/table.js'
import { Hints } from '../frame/help.js'
import { useKeys } from '../frame/keys.js'
import { OpPage } from '../ops/op-page.js'
import type { Row } from '../ops/call.js'
import { go, hrefOf, route, set } from '../state.js'

const rows: readonly Row[] = [...ops.values()]
const groups = [...new Set(rows.map(({ name }) => facts[name]?.group ?? ''))]
const inGroup = (group: string): readonly Row[] => rows.filter(({ name }) => facts[name]?.group === group)
const titles: Readonly<Record<string, string>> = { structure: 'Structure of programs' }
const titleOf = (group: string): string => titles[group] ?? group.replace(/^./, (first) => first.toUpperCase())

export default function Ops(): JSX.Element {
  const { name } = route.value
  const row = ops.get(name)
  const fact = facts[name]
  useEffect(() => {
    if (row) document.title = `${row.name} · seegrad`
  }, [row])
  return row && fact ? <One key={name} row={row} /> : <List unknown={name} />
}

function List({ unknown }: { readonly unknown: string }): JSX.Element {
  const wanted = (route.value.query.q ?? '').trim().toLowerCase()
  const field = useRef<HTMLInputElement>(null)
  useKeys(() => [{ keys: ['/'], does: 'search', isHint: true, run: () => field.current?.focus() }], [])
  const found = rows.filter((row) => isMeant(row, wanted))
  return (
    <div class="ops">
      <h1>Ops</h1>
      <p class="about">
        All {rows.length} functions that a program can be made of. Each is one row: its number, its derivative written
        in ops, and what is to be known of it. The pages are printed from the rows.
      </p>
      {unknown !== '' && (
        <p class="bad" role="alert">
          ✗ There is no op {unknown}.
        </p>
      )}
      <label class="search">
        Search{' '}
        <input
          ref={field}
          type="search"
          value={route.value.query.q ?? ''}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          onInput={(event) =>
            set({ q: event.currentTarget.value === '' ? undefined : event.currentTarget.value }, 'search')
          }
        />
      </label>
      <p class="q" role="status">
        {wanted === ''
          ? ''
          : found.length === 0
            ? 'No op is called so, and none is about that.'
            : `${found.length} of ${rows.length}`}
      </p>
      {groups.map((group) => {
        const own = inGroup(group).filter((row) => found.includes(row))
        if (own.length === 0) return null
        return (
          <section key={group} aria-label={titleOf(group)}>
            <h2>{titleOf(group)}</h2>
            <ul>
              {own.map(({ name }) => (
                <li key={name}>
                  <a href={hrefOf('ops', {}, name)} class="code">
                    {name}
                  </a>
                  <span>{facts[name]!.doc}</span>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      <footer class="foot">
        <Hints />
      </footer>
    </div>
  )
}
function isMeant({ name }: Row, wanted: string): boolean {
  const { doc, math = '', torch = '', group } = facts[name]!
  const words = `${name} ${doc} ${math} ${torch} ${group}`.toLowerCase()
  return wanted.split(/\s+/).every((word) => words.includes(word))
}

function One({ row }: { readonly row: Row }): JSX.Element {
  const { name } = row
  const fact = facts[name]!
  const near = inGroup(fact.group)
  const turn = (by: number): void => {
    const k = rows.findIndex((one) => one.name === name)
    go({ place: 'ops', name: rows[(k + by + rows.length) % rows.length]!.name, query: {} })
  }
  useKeys(
    () => [
      { keys: ['ArrowLeft'], does: 'previous op', isHint: true, run: () => turn(-1) },
      { keys: ['ArrowRight'], does: 'next op', isHint: true, run: () => turn(1) },
    ],
    [name],
  )
  return (
    <div class="op">
      <nav aria-label="Ops of this kind">
        <a href={hrefOf('ops')}>All ops</a>
        <ul>
          {near.map((other) => (
            <li key={other.name}>
              <a
                class="code"
                href={hrefOf('ops', {}, other.name)}
                aria-current={other.name === name ? 'page' : undefined}
              >
                {other.name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <OpPage row={row} fact={fact} />
      <footer class="foot">
        <span>This page is printed from the op's row; nothing here is written by hand.</span>
        <Hints />
      </footer>
    </div>
  )
}

/** Learn: the list of lessons, and a lesson with its cells, its language and its neighbours. */
import '../style/learn.css'
import course from 'virtual:course'
import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { readLesson, type Lesson } from '../../src/lesson/index.js'
import type { LessonProps } from '../learn/lesson.js'
import type { Query } from '../address.js'
import { hrefOf, progress, route } from '../state.js'

const files = import.meta.glob<string>('../../lessons/**/*.md', { query: '?raw', import: 'default' })

interface Opened {
  readonly file: string
  readonly lesson: Lesson
  readonly View: ComponentType<LessonProps>
}
/** A lesson as it is offered in a language: in English where it has not been translated. */
type Offered = (typeof course)[string][number] & {
  readonly lang: string
  /** By which progress and changed cells are kept. */
  readonly key: string
}
function offeredIn(lang: string | undefined): readonly Offered[] {
  return course['en']!.map((english) => {
    const own = lang === undefined ? undefined : course[lang]?.find(({ name }) => name === english.name)
    return own && lang !== undefined
      ? { ...own, lang, key: `${english.name}-${lang}` }
      : { ...english, lang: 'en', key: english.name }
  })
}
type Way = Pick<Query, 'lang' | 'view'>
/** The address of a lesson, or with no name of the list, in this language and view. */
const hrefOfLesson = (name: string, { lang, view }: Way): string =>
  hrefOf('learn', { ...(lang !== undefined && { lang }), ...(view !== undefined && { view }) }, name)

/** The lesson that the command line serves: it stands beside the page. */
const SERVED = 'served'
async function served(): Promise<string> {
  const answer = await fetch(new URL('lesson.md', document.baseURI))
  if (!answer.ok) throw new Error('not served')
  return answer.text()
}

export default function Learn(): JSX.Element {
  const { name, query } = route.value
  const lang = query.lang !== undefined && query.lang !== 'en' && query.lang in course ? query.lang : undefined
  const way: Way = { ...(lang !== undefined && { lang }), ...(query.view && { view: query.view }) }
  const all = offeredIn(lang)
  const k = all.findIndex((one) => one.name === name)
  const file = name === SERVED ? SERVED : all[k]?.file
  const [opened, setOpened] = useState<Opened | undefined>(undefined)
  const [failed, setFailed] = useState('')
  useEffect(() => {
    setFailed('')
    if (name === '') return
    let isLatest = true
    void arrive()
    async function arrive(): Promise<void> {
      const load = file === SERVED ? served : file === undefined ? undefined : files[`../../lessons/${file}`]
      if (!load || file === undefined) return setFailed('There is no lesson of this name.')
      try {
        const [text, { LessonView }] = await Promise.all([load(), import('../learn/lesson.js')])
        if (isLatest) setOpened({ file, lesson: readLesson(text), View: LessonView })
      } catch {
        if (isLatest)
          setFailed('The lesson could not be fetched. Reload when there is a connection; nothing you made is lost.')
      }
    }
    return () => {
      isLatest = false
    }
  }, [name, file])
  if (name !== '' && opened && opened.file === file) {
    const here = all[k] ?? {
      lang: undefined,
      minutes: undefined,
      key: `${SERVED}-${opened.lesson.title
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .slice(0, 40)}`,
    }
    const isPlain = way.view === 'plain'
    const { view: _, ...withCode } = query
    return (
      <div lang={here.lang} class={isPlain ? 'without-code' : ''}>
        <p class="lesson-head" lang="en">
          {here.minutes !== undefined && <span>{here.minutes} minutes</span>}
          {here.lang !== undefined && <Languages name={name} now={here.lang} way={way} />}
          <a href={hrefOf('learn', isPlain ? withCode : { ...query, view: 'plain' }, name)}>
            {isPlain ? 'Show the code' : 'Hide the code'}
          </a>
        </p>
        <opened.View
          key={here.key}
          name={here.key}
          lesson={opened.lesson}
          number={Math.max(k, 0) + 1}
          count={k < 0 ? 1 : all.length}
        />
        {k >= 0 && <Around before={all[k - 1]} after={all[k + 1]} way={way} />}
      </div>
    )
  }
  return (
    <div class="learn-list">
      <h1>Learn</h1>
      {failed !== '' && (
        <p class="bad" role="alert">
          ✗ {failed}
        </p>
      )}
      {name === '' || failed !== '' ? (
        <>
          <p class="lesson-head">
            <span>
              {all.length} lessons, {all.reduce((sum, { minutes }) => sum + minutes, 0)} minutes
            </span>
            <Languages name="" now={lang ?? 'en'} way={way} />
          </p>
          <ol>
            {all.map((one, n) => (
              <li key={one.key}>
                <span class="q">{n + 1}</span>
                <span lang={one.lang}>
                  <a href={hrefOfLesson(one.name, way)}>{one.title}</a>
                  <span class="about">{one.about}</span>
                </span>
                <span class="q">
                  {progress.value[one.key] ?? ''} <span class="num">{one.minutes} min</span>
                </span>
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </div>
  )
}

/** The lesson, or with no name the list, in the languages that there are. */
function Languages({
  name,
  now,
  way,
}: {
  readonly name: string
  readonly now: string
  readonly way: Way
}): JSX.Element {
  const there = Object.keys(course).filter((lang) => name === '' || course[lang]!.some((one) => one.name === name)) // prettier-ignore
  return (
    <>
      {there
        .filter((lang) => lang !== now)
        .map((lang) => (
          <a
            key={lang}
            lang={lang}
            hreflang={lang}
            href={hrefOfLesson(name, { ...(way.view && { view: way.view }), ...(lang !== 'en' && { lang }) })}
          >
            {new Intl.DisplayNames([lang], { type: 'language' }).of(lang)}
          </a>
        ))}
    </>
  )
}

function Around({
  before,
  after,
  way,
}: {
  readonly before: Offered | undefined
  readonly after: Offered | undefined
  readonly way: Way
}): JSX.Element {
  return (
    <nav class="around" aria-label="Other lessons" lang="en">
      {before ? (
        <a href={hrefOfLesson(before.name, way)} rel="prev">
          <span class="q">← before</span>
          <span lang={before.lang}>{before.title}</span>
        </a>
      ) : (
        <span />
      )}
      {after && (
        <a href={hrefOfLesson(after.name, way)} rel="next">
          <span class="q">next, {after.minutes} min →</span>
          <span lang={after.lang}>{after.title}</span>
        </a>
      )}
    </nav>
  )
}

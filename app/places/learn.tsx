/** Learn: the list of lessons, and a lesson with its cells. */
import '../style/learn.css'
import lessons from 'virtual:lessons'
import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { readLesson, type Lesson } from '../../src/lesson/index.js'
import type { LessonProps } from '../learn/lesson.js'
import { hrefOf, progress, route } from '../state.js'

const files = import.meta.glob<string>('../../lessons/*.md', { query: '?raw', import: 'default' })

interface Opened {
  readonly name: string
  readonly lesson: Lesson
  readonly View: ComponentType<LessonProps>
}

export default function Learn(): JSX.Element {
  const { name } = route.value
  const [opened, setOpened] = useState<Opened | undefined>(undefined)
  const [failed, setFailed] = useState('')
  const info = lessons.find((one) => one.name === name)
  useEffect(() => {
    setFailed('')
    if (name === '') return
    let isLatest = true
    void arrive()
    async function arrive(): Promise<void> {
      const load = info && files[`../../lessons/${info.file}`]
      if (!load) return setFailed('There is no lesson of this name.')
      try {
        const [text, { LessonView }] = await Promise.all([load(), import('../learn/lesson.js')])
        if (isLatest) setOpened({ name, lesson: readLesson(text), View: LessonView })
      } catch {
        if (isLatest)
          setFailed('The lesson could not be fetched. Reload when there is a connection; nothing you made is lost.')
      }
    }
    return () => {
      isLatest = false
    }
  }, [name])
  if (name !== '' && opened?.name === name)
    return (
      <opened.View
        key={name}
        name={name}
        lesson={opened.lesson}
        number={lessons.findIndex((one) => one.name === name) + 1}
        count={lessons.length}
      />
    )
  return (
    <div class="learn-list">
      <h1>Learn</h1>
      {failed !== '' && (
        <p class="bad" role="alert">
          ✗ {failed}
        </p>
      )}
      {name === '' || failed !== '' ? (
        <ol>
          {lessons.map(({ name: own, title, about }, k) => (
            <li key={own}>
              <span class="q">{k + 1}</span>
              <span>
                <a href={hrefOf('learn', {}, own)}>{title}</a>
                <span class="about">{about}</span>
              </span>
              <span class="q">{progress.value[own] ?? ''}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

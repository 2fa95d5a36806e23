/** What is done with a lesson as a whole: run, stopped, shared, saved, put back. */
import type { JSX } from 'preact'
import type { Lesson } from '../../src/lesson/index.js'
import { isChanged, type Draft } from './draft.js'
import { download } from '../download.js'
import type { Workshop } from './workshop.js'

export interface ToolsProps {
  readonly workshop: Workshop | undefined
  readonly lesson: Lesson
  readonly name: string
  share(draft: Draft): Promise<void>
  says(words: string): void
}

export function Tools({ workshop, lesson, name, share, says }: ToolsProps): JSX.Element {
  const cells = workshop?.cells
  const isBusy = cells?.state.kernel === 'busy' || cells?.state.kernel === 'starting'
  const isOwn = workshop !== undefined && isChanged(workshop.desk.draft)
  const save = (): void => {
    download(new Blob([asMarkdown(workshop!, lesson)], { type: 'text/markdown' }), `${name}.md`)
    says(`Your cells and notes are saved as ${name}.md.`)
  }
  return (
    <div class="lesson-tools">
      <button type="button" class="btn" disabled={!cells} onClick={() => cells?.runAll()}>
        Run all
      </button>
      <button type="button" class="btn" disabled={!isBusy} onClick={() => cells?.interrupt()}>
        Interrupt
      </button>
      <button type="button" class="btn" disabled={!cells} onClick={() => cells?.restart()}>
        Restart
      </button>
      <button type="button" class="plain link" disabled={!workshop} onClick={() => void share(workshop!.desk.draft)}>
        Link with my changes
      </button>
      <button type="button" class="plain link" disabled={!workshop} onClick={save}>
        Save my cells as a file
      </button>
      <button type="button" class="plain link" disabled={!isOwn} onClick={() => workshop?.reset()}>
        Back to the original text
      </button>
    </div>
  )
}

/** Cells and notes as a Markdown file, in which a lesson is written too. */
function asMarkdown({ blocks }: Workshop, { title }: Lesson): string {
  const parts = blocks.flatMap((one) =>
    one.type === 'note' ? [one.text] : one.type === 'cell' ? [`\`\`\`ts ${one.id}\n${one.text}\n\`\`\``] : [],
  )
  return `# ${title}\n\n${parts.join('\n\n')}\n`
}

/** `npm run gallery`: draws every picture of the gallery into docs/pictures and prints the page that shows them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { render } from 'seegrad/figures'
import { gallery, type Picture } from '../test/figures/gallery.js'

export const galleryPage = 'docs/gallery.md'
export const pictureFile = ({ name }: Picture): string => `docs/pictures/${name}.svg`

/** The picture as it stands in its file: light or dark as the reader has it. */
export async function picture(which: Picture): Promise<string> {
  return render(which.figure(), { format: 'svg' })
}

/** The page. Two of the pictures stand there as a terminal shows them too. */
export async function page(): Promise<string> {
  const shown = gallery.map((which) => {
    const { title } = which.figure()
    return `## ${which.caption}\n\n![${title.replace(/[[\]]/g, '')}](pictures/${which.name}.svg)\n`
  })
  const inTerminal = await Promise.all(
    ['neuron-down', 'tangent'].map(async (name) => {
      const figure = gallery.find((which) => which.name === name)!.figure()
      return `\`\`\`text\n${(await render(figure, { format: 'text' })).replace(/[ \t]+$/gm, '').trimEnd()}\n\`\`\`\n`
    }),
  )
  return `# Gallery

Graphs and plots of every kind that \`seegrad/figures\` draws, each from plain numbers
([test/figures/gallery.ts](../test/figures/gallery.ts)). Blue is data, orange is gradient, in both themes. \`npm run gallery\` draws them
anew; a test holds the files to what is drawn.

${shown.join('\n')}
## In a terminal

The same scenes in characters.

${inTerminal.join('\n')}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync('docs/pictures', { recursive: true })
  for (const which of gallery) writeFileSync(pictureFile(which), await picture(which))
  writeFileSync(galleryPage, await page())
}

/** A page with nothing but cells in it: what the real one loads for them, under its policy, for tests that drive it from outside. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { sandboxFiles } from '../../app/sandbox/files.js'

/** As the real page says it. */
export const POLICY: string = policyOf(readFileSync('app/index.html', 'utf8'))
function policyOf(html: string): string {
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html) ?? []
  if (policy === undefined) throw new Error('app/index.html has no policy')
  return policy
}

/** The files of the page: its own script imports the cells when `window.openCells()` is called. */
export async function cellsPage(policy: string = POLICY): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    stdin: {
      contents: "globalThis.loadCells = () => import('../../app/cells/runner.js')",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      sourcefile: 'page.ts',
      loader: 'ts',
    },
    external: ['@resvg/resvg-js', 'node:*'],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    outdir: 'out',
    entryNames: 'page',
    chunkNames: 'cells-[hash]',
    write: false,
    logLevel: 'error',
  })
  const scripts = outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1) as string, text] as const)
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Cells</title>
<script type="module" src="./page.js"></script>
</html>
`
  return { 'index.html': html, ...Object.fromEntries(scripts), ...(await sandboxFiles()) }
}

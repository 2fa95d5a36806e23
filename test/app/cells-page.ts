/** A page with nothing but cells in it: what the real one loads for them, under its policy, for tests that drive it from outside. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { sandboxFiles } from '../../app/sandbox/files.js'

/** As the real page says it. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"

/** The files of the page: its own script imports the cells when `window.openCells()` is called. */
export async function cellsPage(policy: string = POLICY): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    stdin: {
      contents: "window.loadCells = () => import('../../app/cells/runner.js')",
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

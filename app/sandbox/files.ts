/** The two files of the sandbox as the page finds them beside its own: the frame with its policy, and the worker with all of seegrad. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { FRAME, framePolicy, WORKER } from './policy.js'

/** A script that stands alone: it has nowhere to load another from. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    // 'seegrad/…' is led to the sources there.
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    // PNG is drawn in Node only, with fonts that lie beside its file.
    external: ['@resvg/resvg-js', 'node:*'],
    define: { 'import.meta.url': '"file:///"' },
    bundle: true,
    minify: true,
    // Cells show classes by their names.
    keepNames: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    write: false,
    logLevel: 'error',
  })
  return (outputFiles[0]?.text ?? '').trimEnd()
}

/** Their texts by file name. */
export async function sandboxFiles(): Promise<Readonly<Record<string, string>>> {
  const [frame, worker] = await Promise.all([bundle('./frame.ts'), bundle('./worker.ts')])
  const hash = `sha256-${createHash('sha256').update(frame).digest('base64')}`
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${framePolicy(hash)}">
<title>Where cells run</title>
<script>${frame}</script>
</html>
`
  return { [FRAME]: html, [WORKER]: worker }
}

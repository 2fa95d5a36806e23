/** The page on this machine only: its built files over HTTP on 127.0.0.1, with headers that allow it nothing else. */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.js'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8', '.md': 'text/markdown; charset=utf-8',
} // prettier-ignore

/** What the page itself says in its head, and what only a header can say. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
const headers: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'Cache-Control': 'no-cache',
}

/** Where the built page lies, in the repository and in the package. */
export const pageFolder: string = fileURLToPath(new URL('../../../dist/page/', import.meta.url))

/** What is served besides the page, by its path: a text, or one that is asked for each time. */
export type Extra = ReadonlyMap<string, string | (() => string)>

/** Serves the page; port 0 takes any that is free. Errors: a page that was not built, said as a {@link Failure}; a port that is taken. */
export function serve(port: number, extra: Extra = new Map(), folder: string = pageFolder): Promise<Server> {
  if (!existsSync(join(folder, 'index.html')))
    throw new Failure(`The page is not there: ${folder} holds no index.html. In a clone, npm run build makes it.`)
  // Only what is there now can be asked for, by its exact name.
  const files = new Map(filesBelow(folder, '').map((path) => [`/${path}`, join(folder, path)]))
  const server = createServer((request, response) => answer(request, response, files, extra))
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(`Port ${port} is taken: name another with --port, or leave it out.`)
          : error,
      ),
    )
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, string>,
  extra: Extra,
): void {
  const refuse = (code: number, words: string): void => {
    response.writeHead(code, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${words}\n`)
  }
  // Another name for this address may be a page elsewhere that wants to look in.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
    return refuse(421, 'This page answers to 127.0.0.1 only.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'This page is only read.')
  const [asked = '/'] = (request.url ?? '/').split(/[?#]/)
  const path = asked === '/' ? '/index.html' : asked
  const type = types[extname(path)] ?? 'application/octet-stream'
  // The frame of the cells states its own rules, which allow less.
  const rules =
    extname(path) === '.html' && !path.endsWith('sandbox.html')
      ? { 'Content-Security-Policy': `${policy}; frame-ancestors 'none'` }
      : {}
  const text = textOf(extra.get(path))
  const file = files.get(path)
  if (text === undefined && file === undefined) return refuse(404, 'There is nothing here.')
  response.writeHead(200, { ...headers, ...rules, 'Content-Type': type })
  if (request.method === 'HEAD') response.end()
  else if (text !== undefined) response.end(text)
  else createReadStream(file!).pipe(response)
}

/** Nothing where it cannot be had any more. */
function textOf(given: string | (() => string) | undefined): string | undefined {
  try {
    return typeof given === 'function' ? given() : given
  } catch {
    return undefined
  }
}

function filesBelow(folder: string, path: string): string[] {
  return readdirSync(join(folder, path)).flatMap((name) => {
    const below = path === '' ? name : `${path}/${name}`
    return statSync(join(folder, below)).isDirectory() ? filesBelow(folder, below) : [below]
  })
}

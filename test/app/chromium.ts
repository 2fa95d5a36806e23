/** A real browser and real servers for tests of the page: what it loads, and what anybody tries to send, is counted by who listens. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Browser } from 'playwright-core'
import { browserFlags, findBrowser } from '../../scripts/browser.js'

const found = findBrowser()
/** Whether there is one: `test.skipIf(!hasBrowser)` counts what does not run. */
export const hasBrowser: boolean = found !== undefined

/** As desktop browsers are: a frame without an origin has a process of its own. */
export function launch(): Promise<Browser> {
  return chromium.launch({ ...found, headless: true, args: [...browserFlags, '--site-per-process'] })
}

export interface Heard {
  readonly method: string
  readonly url: string
}
/** A server of files by path, or of nothing, that notes every request. */
export interface Listener {
  readonly origin: string
  readonly heard: readonly Heard[]
  close(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  md: 'text/markdown',
}

/** Listens on 127.0.0.1 and answers with the files; without any, with an empty text that every origin may read. */
export async function listen(files: Readonly<Record<string, string>> | 'anything'): Promise<Listener> {
  const heard: Heard[] = []
  const note = ({ method = '', url = '' }: IncomingMessage): void => void heard.push({ method, url })
  const server = createServer((request, response) => {
    note(request)
    const path = new URL(request.url ?? '/', 'http://page').pathname
    if (files === 'anything') {
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'text/plain')
      return void response.end()
    }
    const name = path === '/' ? '/index.html' : path
    const text = files[name.slice(1)]
    response.statusCode = text === undefined ? 404 : 200
    response.setHeader('content-type', types[name.split('.').at(-1) ?? ''] ?? 'text/plain')
    response.end(text)
  })
  server.on('upgrade', (request: IncomingMessage, socket) => {
    note(request)
    socket.destroy()
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, heard, close: () => closed(server) }
}
function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((settle) => void server.close(() => settle()))
}

/** Gives a page that Vite serves or builds the two files of the sandbox. */
import type { Plugin } from 'vite'
import { sandboxFiles } from './files.js'
import { FRAME, WORKER } from './policy.js'

export function sandboxPlugin(): Plugin {
  return {
    name: 'seegrad-sandbox',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = new URL(request.url ?? '', 'http://page').pathname.split('/').at(-1) ?? ''
        if (name !== FRAME && name !== WORKER) return next()
        const answer = async (): Promise<void> => {
          const files = await sandboxFiles()
          response.setHeader('content-type', name.endsWith('.html') ? 'text/html' : 'text/javascript')
          response.end(files[name])
        }
        answer().catch(next)
      })
    },
    async generateBundle() {
      for (const [fileName, source] of Object.entries(await sandboxFiles()))
        this.emitFile({ type: 'asset', fileName, source })
    },
  }
}

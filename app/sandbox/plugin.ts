/** Gives a page that Vite serves or builds the two files of the sandbox. */
import type { Plugin } from 'vite'
import { sandboxFiles } from './files.js'
import { FRAME, WORKER } from './policy.js'

export function sandboxPlugin(): Plugin {
  return {
    name: 'seegrad-sandbox',
    async configureServer(server) {
      const files = await sandboxFiles()
      server.middlewares.use((request, response, next) => {
        const name = new URL(request.url ?? '', 'http://page').pathname.split('/').at(-1) ?? ''
        if (name !== FRAME && name !== WORKER) return next()
        response.setHeader('content-type', name.endsWith('.html') ? 'text/html' : 'text/javascript')
        response.end(files[name])
      })
    },
    async generateBundle() {
      for (const [fileName, source] of Object.entries(await sandboxFiles()))
        this.emitFile({ type: 'asset', fileName, source })
    },
  }
}

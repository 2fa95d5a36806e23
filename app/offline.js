// Keeps the page for when there is no network. The build writes its list of files and its name here.
const name = 'seegrad-' + VERSION
const files = FILES

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(files)))
})
self.addEventListener('activate', (event) => {
  const forget = async () => {
    for (const key of await caches.keys()) if (key.startsWith('seegrad-') && key !== name) await caches.delete(key)
    await self.clients.claim()
  }
  event.waitUntil(forget())
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  const answer = async () => {
    const cache = await caches.open(name)
    const kept = await cache.match(request.mode === 'navigate' && !url.pathname.endsWith('.html') ? './' : request, {
      ignoreSearch: true,
    })
    return kept ?? fetch(request)
  }
  event.respondWith(answer())
})

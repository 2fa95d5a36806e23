/** Where a command writes: results on stdout, everything else on stderr, in colour and with progress only where they are wanted. */

/** What of a process a terminal is made from. */
export interface Surroundings {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
}
interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Colours by the numbers that begin and end them: eight that every terminal has, from 30 on, and pale. */
export const colours = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  grey: [90, 39],
  dim: [2, 22],
} as const
export type Colour = keyof typeof colours

export interface Terminal {
  /** Characters in a line of results: those of the terminal, from 40 to 100; 80 where there is none. */
  readonly width: number
  /** A result, with the line break that ends it. */
  print(text: string): void
  /** A message, likewise. */
  say(text: string): void
  /** The text in a colour, if colours are allowed. */
  paint(colour: Colour, text: string): string
  /** Shows a line on stderr in place of the one shown before, if somebody watches; no line takes it away. */
  show(line?: string): void
  /** Whether somebody watches. */
  readonly watched: boolean
  /** What is said when the user stops the command. */
  stopped: () => string
}

/**
 * The terminal of a process. `NO_COLOR` forbids colours whatever else is set; `FORCE_COLOR` (but for 0 and false) asks for them; otherwise stdout being a
 * terminal decides.
 */
export function terminalOf({ stdout, stderr, env }: Surroundings): Terminal {
  const coloured = coloursAllowed(stdout, env)
  const watched = stderr.isTTY === true && env['TERM'] !== 'dumb'
  let shown = false
  const show = (line?: string): void => {
    if (!watched || (line === undefined && !shown)) return
    shown = line !== undefined
    stderr.write(`\r\u001b[K${line?.slice(0, (stderr.columns || 80) - 1) ?? ''}`)
  }
  return {
    width: Math.min(100, Math.max(40, stdout.columns || 80)),
    print: (text) => {
      show()
      stdout.write(`${text}\n`)
    },
    say: (text) => {
      show()
      stderr.write(`${text}\n`)
    },
    paint: (colour, text) => (coloured ? `\u001b[${colours[colour][0]}m${text}\u001b[${colours[colour][1]}m` : text),
    show,
    watched,
    stopped: () => 'Stopped.',
  }
}

function coloursAllowed(stdout: Stream, env: Surroundings['env']): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stdout.isTTY === true && env['TERM'] !== 'dumb'
}

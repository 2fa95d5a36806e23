/** Finds a Chromium to test in: one that is named, one that is installed, or the one that comes inside an npm package. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** Of @sparticuz/chromium, as package.json pins it. */
const version = '147.0.0'

/** How Playwright starts it: a program by its path, or a browser it knows the place of. */
export interface Browser {
  readonly executablePath?: string
  readonly channel?: 'chrome' | 'msedge'
  readonly env?: Record<string, string>
}

/** The browser to test in, by SEEGRAD_CHROME, then what is installed, then the one in node_modules.
 *  Undefined where there is none, except with CI=true: a run that should have tested in a browser must not pass without. */
export function findBrowser(): Browser | undefined {
  const named = process.env['SEEGRAD_CHROME']
  if (named) {
    if (!existsSync(named)) throw new Error(`SEEGRAD_CHROME is ${named}: there is no such file`)
    return { executablePath: named }
  }
  if (process.platform === 'win32') return { channel: 'msedge' }
  if (process.platform === 'darwin') return { channel: 'chrome' }
  const installed = onPath(['chromium', 'chromium-browser', 'google-chrome'])
  const found = installed ? { executablePath: installed } : carried()
  if (found) return found
  if (process.env['CI'] === 'true')
    throw new Error('no browser to test in: install Chromium, or name one in SEEGRAD_CHROME')
  return undefined
}

function onPath(programs: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Unpacks, once, the browser of @sparticuz/chromium, which is built for Linux on x64 only. */
function carried(): Browser | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = resolve('.cache', `chromium-${version}`)
  if (!existsSync(folder)) {
    // The package unpacks into TMPDIR, and its own libnss3 and libnspr4 too if told that it runs where there are none.
    // A folder of our own, renamed when complete: two runs that start together, or one that is killed, leave nothing half done.
    const fresh = `${folder}-${process.pid}`
    const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
    const env = { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' }
    mkdirSync(fresh, { recursive: true })
    try {
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env, stdio: 'pipe' })
      renameSync(fresh, folder)
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true })
      if (!existsSync(folder)) {
        console.error(`the Chromium of @sparticuz/chromium could not be unpacked: ${String(error)}`)
        return undefined
      }
    }
  }
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter)
  const env = { ...process.env, LD_LIBRARY_PATH: libraries } as Record<string, string>
  return { executablePath: join(folder, 'chromium'), env }
}

/** What a test browser is started with; its sandbox needs rights that a container does not give. */
export const browserFlags: readonly string[] = ['--no-sandbox']

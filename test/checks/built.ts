/** Before the tests of a file that look at what is built: it is built where it is not, or waited for where another file has begun to. */
import { run } from './tool.js'

const { code, output } = await run(process.execPath, ['scripts/build.mjs'])

/** What the compiler said about the build; empty if it is good. */
export const buildErrors: string = code === 0 ? '' : `${output}\nexit code ${code}`

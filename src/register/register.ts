/** The hook that is on once this is imported. */
import { hook } from './hook.js'

/**
 * Rewrites modules that say "use grad" while Node loads them, and strips the types of TypeScript. Importing `seegrad/register` does it:
 * `node --import seegrad/register file.ts`; to call it again changes nothing. Files in node_modules stay as they are.
 */
export function register(): void {
  hook({ all: false })
}
register()

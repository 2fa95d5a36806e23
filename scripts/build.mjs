/** `npm run build`: compiles src to dist when it has changed. */
import { build } from './ready.mjs'

process.exitCode = build()

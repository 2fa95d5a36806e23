/** The list of all kernels, generated from the files of this folder by `npx tsx scripts/print-kernels.ts`. */
import type { Kernel } from './kernel.js'
import { cos } from './sin.js'
import { exp } from './exp.js'
import { exp2 } from './exp2.js'
import { expm1 } from './expm1.js'
import { farSine } from './sin.js'
import { log } from './log.js'
import { log10 } from './log2.js'
import { log1p } from './log1p.js'
import { log2 } from './log2.js'
import { pow } from './pow.js'
import { sigmoid } from './sigmoid.js'
import { sin } from './sin.js'
import { tanh } from './tanh.js'

/** Every kernel by its name, as data. */
export const kernels: ReadonlyMap<string, Kernel> = /* @__PURE__ */ new Map(
  [cos, exp, exp2, expm1, farSine, log, log10, log1p, log2, pow, sigmoid, sin, tanh].map((kernel) => [
    kernel.name,
    kernel,
  ]),
)

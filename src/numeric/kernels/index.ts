/** The list of all kernels, generated from the files of this folder by `npx tsx scripts/print-kernels.ts`. */
import type { Kernel } from './kernel.js'
import { acos } from './asin.js'
import { acosh } from './asinh.js'
import { asin } from './asin.js'
import { asinExcess } from './asin.js'
import { asinh } from './asinh.js'
import { atan } from './atan.js'
import { atan2 } from './atan.js'
import { atanh } from './asinh.js'
import { cbrt } from './cbrt.js'
import { cos } from './sin.js'
import { cosNear } from './sin.js'
import { cosh } from './sinh.js'
import { digamma } from './digamma.js'
import { digammaCore } from './digamma.js'
import { digammaPositive } from './digamma.js'
import { digammaSeries } from './digamma.js'
import { digammaStep } from './digamma.js'
import { digammaSum } from './digamma.js'
import { erf } from './erf.js'
import { erfMiddle } from './erf.js'
import { erfNear } from './erf.js'
import { erfc } from './erf.js'
import { erfcTail } from './erf.js'
import { exp } from './exp.js'
import { exp2 } from './exp2.js'
import { exp2Near } from './exp2.js'
import { expm1 } from './expm1.js'
import { farSine } from './sin.js'
import { gaussian } from './gaussian.js'
import { geluGate } from './gaussian.js'
import { geluRoot } from './gaussian.js'
import { halfExp } from './sinh.js'
import { hurwitz } from './polygamma.js'
import { hypot } from './hypot.js'
import { lgamma } from './lgamma.js'
import { lgammaPositive } from './lgamma.js'
import { log } from './log.js'
import { log10 } from './log2.js'
import { log1p } from './log1p.js'
import { log2 } from './log2.js'
import { logRest } from './log.js'
import { logSigmoid } from './softplus.js'
import { nearSine } from './sin.js'
import { normalCdf } from './gaussian.js'
import { polygamma } from './polygamma.js'
import { pow } from './pow.js'
import { powerGap } from './polygamma.js'
import { risen } from './lgamma.js'
import { risenFive } from './lgamma.js'
import { sigmoid } from './sigmoid.js'
import { sin } from './sin.js'
import { sinNear } from './sin.js'
import { sinh } from './sinh.js'
import { softplus } from './softplus.js'
import { squareRest } from './hypot.js'
import { tan } from './tan.js'
import { tanh } from './tanh.js'
import { trigamma } from './digamma.js'
import { trigammaPositive } from './digamma.js'

/** Every kernel by its name, as data. */
export const kernels: ReadonlyMap<string, Kernel> = /* @__PURE__ */ new Map(
  [
    acos,
    acosh,
    asin,
    asinExcess,
    asinh,
    atan,
    atan2,
    atanh,
    cbrt,
    cos,
    cosNear,
    cosh,
    digamma,
    digammaCore,
    digammaPositive,
    digammaSeries,
    digammaStep,
    digammaSum,
    erf,
    erfMiddle,
    erfNear,
    erfc,
    erfcTail,
    exp,
    exp2,
    exp2Near,
    expm1,
    farSine,
    gaussian,
    geluGate,
    geluRoot,
    halfExp,
    hurwitz,
    hypot,
    lgamma,
    lgammaPositive,
    log,
    log10,
    log1p,
    log2,
    logRest,
    logSigmoid,
    nearSine,
    normalCdf,
    polygamma,
    pow,
    powerGap,
    risen,
    risenFive,
    sigmoid,
    sin,
    sinNear,
    sinh,
    softplus,
    squareRest,
    tan,
    tanh,
    trigamma,
    trigammaPositive,
  ].map((kernel) => [kernel.name, kernel]),
)

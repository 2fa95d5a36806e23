/** What callers give, checked and named in words: every refusal says what was given, what is allowed and what to do. */
export { BRAND, describe, isForeign, isRemnant, OWN } from './describe.js'
export { assertFunction, assertOptions, finite, whole } from './refusals.js'
export { likeliest } from './likeliest.js'

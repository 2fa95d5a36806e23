/** Runs an example and asks whether what it claims came true. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { transform } from 'seegrad/operators'
import { broken, type Claim, selfChecking } from '../../scripts/example.js'

const folder = resolve('.cache', 'examples')
const nothing: ReadonlyMap<string, string> = new Map()

/** The claims of an example, after running it; `origins` names the entry of each public name that it may use without importing. */
export async function claimsOf(
  code: string,
  file: string,
  origins: ReadonlyMap<string, string> = nothing,
): Promise<readonly Claim[]> {
  const path = resolve(folder, `${file}.ts`)
  mkdirSync(folder, { recursive: true })
  // Only functions that say "use grad" become others.
  writeFileSync(path, transform(selfChecking(code, origins), { filename: `${file}.ts`, sourceMap: false }).code)
  const { claims } = (await import(/* @vite-ignore */ path)) as { claims: readonly Claim[] }
  return claims
}

/** What is wrong with an example: claims that did not come true, or none at all. */
export async function brokenClaims(
  code: string,
  file: string,
  origins: ReadonlyMap<string, string> = nothing,
): Promise<readonly string[]> {
  const claims = await claimsOf(code, file, origins)
  if (claims.length === 0) return ['it shows no result: write `expression // result`']
  return claims.map(broken).filter((found) => found !== undefined)
}

/** Builds dist once for all checks that look at it, and hands them what the compiler said. */
import { spawnSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** What the compiler said about the build; empty if it is good. */
    buildErrors: string
  }
}

export default function setup(project: TestProject): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { encoding: 'utf8' })
  project.provide('buildErrors', status === 0 ? '' : `${stdout}${stderr}`)
}

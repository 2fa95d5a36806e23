/** What every cell can read without an import, and what it can import. */

/** Names that the kernel gives every cell. */
export const PRELUDE: ReadonlySet<string> = new Set(['check', 'console', 'formula', 'show', 'slider', 'table'])

/** Entries of the package that cells may import. */
export const MODULES: readonly string[] = [
  'seegrad',
  'seegrad/numeric',
  'seegrad/random',
  'seegrad/data',
  'seegrad/nn',
  'seegrad/optim',
  'seegrad/compile',
  'seegrad/interop',
  'seegrad/explain',
  'seegrad/figures',
]

/** How long a lesson takes: reading, looking at what its cells show, and working at its exercises. */

const WORDS_A_MINUTE = 200
const SECONDS_A_CELL = 15
const SECONDS_AN_EXERCISE = 90

/** Minutes for a lesson's Markdown, rounded up. What stands in fenced blocks is not read word by word: a cell is looked at, an exercise is worked at. */
export function minutesOf(markdown: string): number {
  const fences = /^(`{3,})(.*)\n[^]*?^\1$/gm
  const prose = markdown.replaceAll(fences, '').replaceAll(/\$\$?[^$]+\$\$?/g, 'formula')
  const words = prose.match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu)?.length ?? 0
  const heads = Array.from(markdown.matchAll(fences), ([, , head = '']) => head)
  const exercises = heads.filter((head) => /^ts (?:exercise|hunt) /.test(head)).length
  const cells = heads.filter((head) => /^ts\b/.test(head)).length - exercises
  return Math.ceil(words / WORDS_A_MINUTE + (cells * SECONDS_A_CELL + exercises * SECONDS_AN_EXERCISE) / 60)
}

/** The name that somebody meant who wrote another: what "Did you mean …?" asks. */

/** The name that a word was probably meant to be: the only one, or the nearest if less than half of it would change. */
export function likeliest(word: string, names: readonly string[]): string | undefined {
  if (names.length === 1) return names[0]
  const lengthens = (name: string): number => Math.abs(name.length - word.length)
  const [nearest] = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance || lengthens(a.name) - lengthens(b.name))
  return nearest && nearest.distance < nearest.name.length / 2 ? nearest.name : undefined
}

/** How many letters must be added, dropped, replaced or swapped with their neighbour (Damerau and Levenshtein's distance). */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1)
      row.push(least)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}

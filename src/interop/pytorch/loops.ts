/** Lines that differ in one number only, each made from the one before, rolled up into a loop. */

/** A line of the printed program: what its name becomes. */
export interface Line {
  readonly name: string
  readonly text: string
  readonly said: string
}

/** The fewest lines that become a loop. */
const LEAST = 4
const whole = /(?<![\w.])\d+(?![\w.])/g

/** The lines with their loops, and the result with the names that were given. */
export function rolled(lines: readonly Line[], result: string): string {
  const uses = new Map<string, number>()
  for (const text of [...lines.map(({ text }) => text), result])
    for (const [word] of text.matchAll(/(?<![.\w])[A-Za-z_]\w*/g)) uses.set(word, (uses.get(word) ?? 0) + 1)
  const places = new Map(lines.map(({ name }, k) => [name, k]))
  /** The line whose name this one uses as the only one, if it can be the one before in a loop. */
  const before = lines.map(({ text }): number => {
    const names = [...text.matchAll(/(?<![.\w])[A-Za-z_]\w*/g)].map(([word]) => word)
    // Names of the user's stay what they are.
    const own = names.filter((name) => uses.get(name) === 1 && /^[hv](_\d+)?$/.test(name))
    return Math.max(-1, ...own.map((name) => places.get(name) ?? -1))
  })
  const shapeOf = (k: number): string => lines[k]!.text.replaceAll(new RegExp(`\\b${lines[before[k]!]!.name}\\b`, 'g'), '@').replaceAll(whole, '#') // prettier-ignore
  const numbersOf = (k: number): number[] => lines[k]!.text.match(whole)?.map(Number) ?? []
  const isNext = (k: number, step: readonly number[] | undefined): boolean => {
    const last = before[k]!
    if (last < 0 || before[last]! < 0 || !/^[hv](_\d+)?$/.test(lines[k]!.name) || shapeOf(k) !== shapeOf(last))
      return false
    return !step || numbersOf(k).every((x, j) => x - (numbersOf(last)[j] as number) === step[j])
  }
  /** By the last line of each loop: its lines in order. */
  const loops = new Map<number, readonly number[]>()
  const inLoop = new Set<number>()
  for (let k = lines.length - 1; k >= 0; k--) {
    if (inLoop.has(k) || !isNext(k, undefined)) continue
    const step = numbersOf(k).map((x, j) => x - numbersOf(before[k]!)[j]!)
    const chain = [k]
    while (isNext(chain[0]!, step)) chain.unshift(before[chain[0]!]!)
    if (chain.length < LEAST) continue
    loops.set(k, chain)
    for (const each of chain) inLoop.add(each)
  }
  const renamed = new Map<string, string>()
  const rename = (text: string): string =>
    text.replaceAll(/(?<![.\w])[A-Za-z_]\w*/g, (word) => renamed.get(word) ?? word)
  const out: string[] = []
  lines.forEach(({ name, text, said }, k) => {
    const chain = loops.get(k)
    if (chain) {
      const [first, second] = [numbersOf(chain[0]!), numbersOf(chain[1]!)]
      const start = lines[before[chain[0]!]!]!.name
      const step = first.map((x, j) => second[j]! - x)
      const moving = step.findIndex((by) => by !== 0)
      // One number that counts by ones is the counter itself.
      const isCounter = step.filter((by) => by !== 0).length === 1 && step[moving] === 1
      let j = 0
      const body = lines[chain[0]!]!.text.replaceAll(whole, (word) => {
        const by = step[j++]!
        if (by === 0) return word
        const times = by === 1 ? 'k' : `${by} * k`
        return isCounter ? 'k' : word === '0' ? times : `${times} + ${word}`
      })
      const range = isCounter ? `${first[moving]!}, ${first[moving]! + chain.length}` : String(chain.length)
      renamed.set(name, rename(start))
      out.push(`for k in range(${range}):`, `    ${rename(start)} = ${rename(body)}${said}`)
    } else if (!inLoop.has(k)) out.push(`${name} = ${rename(text)}${said}`)
  })
  return [...out, `return ${rename(result)}`].join('\n')
}

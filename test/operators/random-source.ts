/** Random programs of a few statements, in which numbers go through variables, members, elements, closures, branches and loops: the grammar, for fast-check. */
import * as fc from 'fast-check'

const CHOICES = 600

/** Programs as text. All choices are drawn at once; one that shrinks to 0 is the simplest of its kind. */
export const sources: fc.Arbitrary<string> = fc
  .noBias(fc.uint16Array({ minLength: CHOICES, maxLength: CHOICES }))
  .map((choices) => {
    let next = 0
    return sourceOf((list) => list[(choices[next++ % CHOICES] as number) % list.length] as never)
  })

/** One of a list. */
type Pick = <T>(list: readonly T[]) => T
/** What a place of the program can name. */
interface Names {
  readonly numbers: readonly string[]
  readonly functions: readonly string[]
}
const and = ({ numbers, functions }: Names, ...more: string[]): Names => ({ numbers: [...numbers, ...more], functions })
const EIGHTHS = Array.from({ length: 81 }, (_, k) => String((k - 40) / 8))

/** A function `f(x, y)`; what it does is exact in every engine: no function of Math but max, min, abs and floor. */
function sourceOf(pick: Pick): string {
  let fresh = 0
  const target = ({ numbers }: Names): string =>
    pick([...numbers, 'o.a', 'o.b', "o['a']", 'xs[0]', 'xs[1]', 'xs[i(2)]'])

  function expression(names: Names, depth: number): string {
    const inner = (): string => expression(names, depth - 1)
    if (depth <= 0) return pick([() => pick(names.numbers), () => target(names), () => pick(EIGHTHS)])() // prettier-ignore
    return pick<() => string>([
      () => `(${inner()} ${pick(['+', '-', '*', '/', '%', '+', '-', '*'])} ${inner()})`,
      () => `${inner()} ${pick(['+', '-', '*'])} ${inner()}`.replace(/^.*$/s, '($&)'),
      () => `(- ${inner()})`,
      () => `(${condition(names, depth - 1)} ? ${inner()} : ${inner()})`,
      () => `(${inner()} ${pick(['&&', '||', '??'])} ${inner()})`,
      () => `Math.${pick(['max', 'min'])}(${inner()}, ${inner()}${pick(['', `, ${inner()}`])})`,
      () => `Math.${pick(['abs', 'floor'])}(${inner()})`,
      () => `(${pick(names.numbers)} ${pick(['+=', '-=', '*=', '='])} ${inner()})`,
      () => `(${target(names)} ${pick(['+=', '-=', '*=', '||=', '&&=', '='])} ${inner()})`,
      () => `(${pick(['++', '--'])}${target(names)})`,
      () => `(${target(names)}${pick(['++', '--'])})`,
      () => {
        const [p, q] = [`p${fresh}`, `q${fresh++}`]
        return `((${p}, ${q} = ${p} * ${pick(names.numbers)}) => ${expression(and(names, p, q), depth - 1)})(${inner()})`
      },
      () => `Math.${pick(['max', 'min'])}(...xs, ${inner()})`,
      () => `[...xs, ${inner()}].reduce((a, b) => a * ${pick(names.numbers)} - b)`,
      () => `({ ...o, a: ${inner()} }).${pick(['a', 'b'])}`,
      () => `({ w: ${inner()}, m(p) { return this.w * p - ${pick(names.numbers)} } }).m(${inner()})`,
      () => (names.functions.length > 0 ? `${pick(names.functions)}(${inner()})` : inner()),
      () => `[${inner()}, ${inner()}].${pick(['map((v) => v * 2 - 1)[1]', 'reduce((a, b) => a - b)', 'sort((a, b) => a - b)[0]', 'filter((v) => v - 1).length', 'indexOf(2)'])}`, // prettier-ignore
    ])()
  }
  function condition(names: Names, depth: number): string {
    const [a, b] = [expression(names, depth - 1), expression(names, depth - 1)]
    return pick([`${a} ${pick(['<', '<=', '>', '>=', '===', '!==', '==', '!='])} ${b}`, a, `!${pick(names.numbers)}`, `(${a} > 0 && ${b} || ${pick(names.numbers)})`]) // prettier-ignore
  }
  function statements(names: Names, count: number, depth: number): string {
    const known = { numbers: [...names.numbers], functions: [...names.functions] }
    return Array.from({ length: count }, () => statement(known, depth)).join('\n')
  }
  function statement(known: { readonly numbers: string[]; readonly functions: string[] }, depth: number): string {
    const body = (): string => `{ ${depth > 0 ? statements(known, 2, depth - 1) : `${target(known)} += 1`} }`
    const declare = (): string => {
      const name = `v${fresh++}`
      const text = `let ${name} = ${expression(known, 3)}`
      known.numbers.push(name)
      return `${text};`
    }
    const isLeft = (): string => `if (${condition(known, 1)}) ${pick(['break', 'continue'])};`
    return pick<() => string>([
      declare,
      declare,
      () => {
        const [p, q] = [`p${fresh}`, `q${fresh++}`]
        const text = pick([`[${p}, ${q} = ${pick(known.numbers)} * 2] = [${expression(known, 2)}${pick(['', `, ${pick(known.numbers)}`])}]`, `{ a: ${p}, b: ${q} } = o`]) // prettier-ignore
        known.numbers.push(p, q)
        return `let ${text};`
      },
      () => {
        const [name, p] = [`g${fresh}`, `p${fresh++}`]
        const text = `const ${name} = (${p}, q = ${p} - ${pick(known.numbers)}) => { ${target(known)} ${pick(['+=', '*='])} q; return ${expression(and(known, p, 'q'), 2)} };`
        known.functions.push(name)
        return text
      },
      () =>
        `for (let k${fresh} = 0; k${fresh} < 3; k${fresh++}++) { ${isLeft()} ${target(known)} += ${expression(known, 1)} }`,
      () => {
        const [n, head] = [`n${fresh++}`, pick(['while', 'do'])]
        const test = `(${n}++ < 3 && ${condition(known, 1)})`
        return `let ${n} = 0; ${head === 'do' ? `do ${body()} while ${test}` : `while ${test} ${body()}`}`
      },
      () =>
        `try { if (${condition(known, 1)}) throw ${expression(known, 1)}; ${target(known)} -= 1 } catch (e${fresh}) { ${target(known)} *= e${fresh++} }`,
      () => `${target(known)} = ${expression(known, 3)};`,
      () => `${target(known)} ${pick(['+=', '-=', '*='])} ${expression(known, 2)};`,
      () => `${target(known)}${pick(['++', '--'])};`,
      () => `if (${condition(known, 2)}) ${body()} else ${body()}`,
      () => `for (let k${fresh} = 0; k${fresh} < 3; k${fresh++}++) ${body()}`,
      () => `for (const e${fresh} of [x, 2]) { xs[0] += e${fresh++} }`,
      () => `switch (${expression(known, 1)}) { case 1: ${target(known)} = 2; case ${pick(known.numbers)}: ${target(known)} -= 1; break; default: ${target(known)} += x }`, // prettier-ignore
    ])()
  }
  const head = 'const o = { a: x, b: 2 }, xs = [y, x * 2], i = (n) => n - 1;'
  const names = { numbers: ['x', 'y'], functions: [] }
  return `const f = (x, y) => {\n${head}\n${statements(names, 5, 2)}\nreturn [x, y, o.a, o.b, ...xs, ${expression(names, 3)}]\n}`
}

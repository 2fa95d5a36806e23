/** The header of a safetensors file: JSON of one known form, read strictly, since it comes from anywhere. */

/** What a header says of a tensor. */
export interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly offsets: readonly [begin: number, end: number]
}
/** A header: free texts, and tensors by name in order. */
export interface Header {
  readonly metadata: ReadonlyMap<string, string>
  readonly entries: ReadonlyMap<string, Entry>
}

/** Names that would reach into the objects of a program. */
const hostile = /(^|\.)(__proto__|constructor|prototype)($|\.)/

/**
 * Reads a header: an object of tensors, each with dtype, shape and data_offsets, and of `__metadata__`, an object of strings. Whatever else JSON can say is refused by
 * `fail`, which gets a reason and the place in the text; so are a name that comes twice and one that would reach into a program's objects.
 */
export function readHeader(text: string, fail: (reason: string, at: number) => never): Header {
  let at = 0
  const skip = (): void => {
    while (at < text.length && ' \n\r\t'.includes(text[at]!)) at++
  }
  const expect = (sign: string, what = `'${sign}'`): void => {
    skip()
    if (text[at] !== sign) fail(`${what} is missing`, at)
    at++
  }
  const next = (sign: string): boolean => {
    skip()
    if (text[at] !== sign) return false
    at++
    return true
  }
  const string = (what: string): string => {
    skip()
    if (text[at] !== '"') return fail(`${what} is no string`, at)
    let end = at + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    try {
      const read = JSON.parse(text.slice(at, end + 1)) as string
      at = end + 1
      return read
    } catch {
      return fail(`${what} is no string that ends`, at)
    }
  }
  const whole = (what: string): number => {
    skip()
    const found = /(?:0|[1-9]\d*)(?![\d.eE])/y
    found.lastIndex = at
    const [digits] = found.exec(text) ?? []
    const x = Number(digits)
    if (digits === undefined || !Number.isSafeInteger(x))
      return fail(`${what} is no whole number from 0 to below 2⁵³`, at)
    at += digits.length
    return x
  }
  const list = (what: string): number[] => {
    expect('[', `the list of ${what}`)
    const xs: number[] = []
    if (next(']')) return xs
    do xs.push(whole(`an entry of ${what}`))
    while (next(','))
    expect(']', `the end of ${what}`)
    return xs
  }
  /** Reads an object, handing each of its names to `read`. */
  const object = (what: string, read: (name: string, from: number) => void): void => {
    expect('{', `the '{' of ${what}`)
    const names = new Set<string>()
    if (next('}')) return
    do {
      skip()
      const from = at
      const name = string(`a name in ${what}`)
      if (names.has(name)) fail(`the name ${JSON.stringify(name)} comes twice in ${what}`, from)
      if (hostile.test(name)) fail(`the name ${JSON.stringify(name)} is not allowed`, from)
      names.add(name)
      expect(':')
      read(name, from)
    } while (next(','))
    expect('}', `the '}' of ${what}`)
  }

  const metadata = new Map<string, string>()
  const entries = new Map<string, Entry>()
  object('the header', (name, from) => {
    if (name === '__metadata__')
      object('__metadata__', (key) => void metadata.set(key, string(`the text of ${JSON.stringify(key)}`)))
    else {
      const said: { dtype?: string; shape?: number[]; offsets?: number[] } = {}
      object(`the tensor ${JSON.stringify(name)}`, (key, where) => {
        if (key === 'dtype') said.dtype = string('dtype')
        else if (key === 'shape') said.shape = list('shape')
        else if (key === 'data_offsets') said.offsets = list('data_offsets')
        else fail(`${JSON.stringify(key)} is nothing that a tensor says`, where)
      })
      const { dtype, shape, offsets } = said
      if (dtype === undefined || !shape || offsets?.length !== 2)
        return fail(`the tensor ${JSON.stringify(name)} does not say dtype, shape and two data_offsets`, from)
      entries.set(name, { dtype, shape, offsets: offsets as unknown as [number, number] })
    }
  })
  skip()
  if (at < text.length) fail('there is text after the header', at)
  return { metadata, entries }
}

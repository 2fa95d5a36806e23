/** The functions of the lab: a line of text, parsed and never run, on numbers and on Values. */
import { backward, value } from '../../src/engine/index.js'
import { expression, Mistake } from '../../src/expression/index.js'

/** A line that was understood. */
export interface Read {
  readonly text: string
  /** What stands before `=`, if anything does. */
  readonly name: string | undefined
  readonly variables: readonly string[]
  /** On numbers NaN where it has no value; on Values a Value. */
  at(point: ReadonlyMap<string, number>): number
  /** The gradient by every variable, of the engine. */
  slopes(point: ReadonlyMap<string, number>): ReadonlyMap<string, number>
}

const known = new Map<string, Read | Mistake>()
/** Reads a line, `d = a*b + c` or its right side; gives the mistake where it is not understood. */
export function read(text: string): Read | Mistake {
  const found = known.get(text) ?? parsed(text)
  known.delete(text)
  known.set(text, found)
  for (const [oldest] of known) if (known.size > 50) known.delete(oldest)
  return found
}

function parsed(text: string): Read | Mistake {
  const [, name, body = text] =
    /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:\([^)]*\)\s*)?=(?![=>])(.*)$/su.exec(text) ?? []
  try {
    const { at, variables } = expression(body.trim())
    return {
      text,
      name,
      variables: [...variables.keys()],
      at,
      slopes(point) {
        const leaves = new Map([...point].map(([name, x]) => [name, value(x, name)]))
        const root = at(leaves)
        if (typeof root !== 'number') backward(root)
        return new Map([...leaves].map(([name, leaf]) => [name, leaf.grad]))
      },
    }
  } catch (error) {
    if (error instanceof Mistake) return error
    throw error
  }
}

/** A power of ten as literals have it, so that 10⁻⁵ is 0.00001 to the last bit; between them three digits. */
export function stepAt(power: number): number {
  const whole = Math.round(power)
  return Math.abs(power - whole) < 1e-9 ? Number(`1e${whole}`) : Number((10 ** power).toPrecision(3))
}
/** The number that a text says; undefined for what is none. */
export function numberIn(text: string | undefined): number | undefined {
  const x = Number((text ?? '').trim().replace('−', '-').replace(',', '.'))
  return text === undefined || text.trim() === '' || !Number.isFinite(x) ? undefined : x
}

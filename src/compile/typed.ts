/** Typed arrays among the arguments: a transform gives what belongs to one as one, rounded where it is of singles, which a recording does not show. */
import { flatten, type Flat, type Shape } from '../transforms/tree.js'

const has = (shape: Shape, kinds: readonly string[]): boolean =>
  kinds.includes(shape.kind) || (shape.kind !== 'number' && shape.children.some((child) => has(child, kinds)))

/** Whether an array of singles is among them. */
export const hasSingles = (args: readonly Flat[]): boolean => args.some(({ shape }) => has(shape, ['f32']))

/** What a function gives, built as it gives it itself where arguments are typed arrays. */
export function builtAsOwn(out: Flat, args: readonly Flat[], own: () => unknown): Flat {
  if (!args.some(({ shape }) => has(shape, ['f32', 'f64']))) return out
  const { leaves, shape } = flatten(own(), 'the result')
  return leaves.length === out.leaves.length ? { leaves: out.leaves, shape } : out
}

/** The five-point stencil itself, for whoever has checked its point and step. */

/** `fivePoint` without its checks: the slope of `f` at `x` from values at x ± h and x ± 2h. */
export function stencil(f: (x: number) => number, x: number, h: number): number {
  const near = f(x + h) - f(x - h)
  const far = f(x + 2 * h) - f(x - 2 * h)
  return (8 * near - far) / (12 * h)
}

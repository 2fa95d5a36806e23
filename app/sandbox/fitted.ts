/** Figures drawn for the room that the page has, so that their words keep their size on a phone. */

type Plot = (subject: unknown, options?: unknown) => unknown

/** What takes a width and a height. */
const SIZED = /^(plot[A-Z]|weights$)/
/** How high a figure is for each pixel of its width, where there is little room. */
const SLENDER = 0.8

/** The module, its plots as wide as `room` says unless the cell says how wide. */
export function fitted(figures: object, room: () => number | undefined): object {
  return Object.fromEntries(
    Object.entries(figures).map(([name, one]: [string, unknown]) => [name, SIZED.test(name) ? fit(one as Plot, room) : one]),
  ) // prettier-ignore
}

function fit(plot: Plot, room: () => number | undefined): Plot {
  return (subject, options) => {
    const width = room()
    // Whatever else was given is for the plot to refuse.
    const isOwn = options !== undefined && (options === null || Object.getPrototypeOf(options) !== Object.prototype)
    if (width === undefined || isOwn) return plot(subject, options)
    return plot(subject, { width, height: Math.round(width * SLENDER), ...options })
  }
}

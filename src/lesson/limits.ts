/** How much a cell may show and say: what comes from it is bounded before anybody looks at it. */
export const most = {
  /** Characters of one text. */
  text: 65_536,
  /** Of all texts that one run shows. */
  texts: 1_000_000,
  /** Things that one run shows, lines of the console among them. */
  outputs: 1000,
  sliders: 50,
  nodes: 100_000,
  marks: 100_000,
  /** Points of all lines of a figure together. */
  points: 1_000_000,
  /** Cells of a table. */
  cells: 50_000,
  /** Of a name: a slider's, a cell's. */
  name: 200,
} as const
